/**
 * Nodes and links over the run: up, down, paused, reported down, cut; the steps as numbered marks; the deliveries of the message
 * that is looked at, and how many there were of all. A click goes to that moment.
 */

import { secondsText } from '../../harness/common/wording.ts';
import { allFindings } from '../../harness/report/headline.ts';
import type { PageContext, PageState, PageView, ResultJson } from '../model/context.ts';
import type { RunModel } from '../model/run-model.ts';
import type { NodeTrack, StepMark } from '../model/types.ts';
import { button, fill, h, refill } from './dom.ts';
import { activityChart, LEFT_PX, laneChart, linkChart, RIGHT_PX } from './timeline-charts.ts';
import { resultOf } from './verdict.ts';

const LANES = 24;
const MORE_LANES = 100;
const SHOWN_BEFORE = 0.05;

export function timelineView(context: PageContext): PageView {
  return new Timeline(context);
}

class Timeline implements PageView {
  readonly isSlow = true;
  readonly element: HTMLElement;
  private readonly context: PageContext;
  /** The nodes that findings name. */
  private readonly accused: ReadonlySet<string | undefined>;
  private lanes = LANES;
  private drawnFor: string | null | undefined;
  private soon = 0;
  /** What the charts show, in seconds; a run that goes on may have outgrown it. */
  private drawnDomain: [number, number] = [0, 1];

  private readonly charts = h('div', { class: 'charts' });
  private readonly cursor = h('div', { class: 'cursor', hidden: true });
  private readonly stack = h('div', { class: 'stack' }, this.charts, this.cursor);
  private readonly steps = h('ol', { class: 'steps', start: 1 });
  private readonly filter = h('input', {
    type: 'search',
    id: 'lanes',
    placeholder: 'name',
    on: { input: () => this.refresh() },
  });
  private readonly more = button('', () => {
    this.lanes += MORE_LANES;
    this.refresh();
  });

  constructor(context: PageContext) {
    this.context = context;
    this.accused = accusedIn(context.result);
    this.element = h(
      'div',
      { class: 'timeline' },
      h('div', { class: 'bar' }, h('label', { for: 'lanes' }, 'Nodes named'), this.filter, legend()),
      this.stack,
      this.more,
      this.steps,
    );
    let width = 0;
    new ResizeObserver(() => {
      if (Math.abs(this.stack.clientWidth - width) < 4) return;
      width = this.stack.clientWidth;
      this.refresh();
    }).observe(this.stack);
  }

  look(look: PageState): void {
    this.place(look);
    // Of a run that goes on it is drawn again soon; and the graph must not wait for it.
    if (look.message !== this.drawnFor && this.context.result !== null) this.drawSoon();
  }

  refresh(): void {
    const { model, look } = this.context;
    if (model.nodes.length === 0) return;
    const wanted = this.filter.value.trim().toLowerCase();
    const named = model.nodes.filter(({ name }) => name.toLowerCase().includes(wanted));
    const shown = mostEventful(named, this.accused, this.lanes);
    this.drawCharts(shown);
    const hidden = named.length - shown.length;
    this.more.hidden = hidden <= 0;
    this.more.textContent = `${Math.min(hidden, MORE_LANES)} more of ${hidden} nodes, less eventful`;
    refill(this.steps, ...model.steps.map((step) => this.stepItem(step)));
    this.drawnFor = look.message;
    this.place(look);
  }

  private drawCharts(nodes: readonly NodeTrack[]): void {
    const { context, charts } = this;
    const domain = domainOf(context.model);
    this.drawnDomain = domain;
    const width = Math.max(320, this.stack.clientWidth || 900);
    const changed = context.model.links
      .filter(({ state }) => state.marks.length > 1 || state.last().value !== 'open')
      .slice(0, this.lanes);
    fill(
      charts,
      activityChart(context, domain, width),
      laneChart(context, nodes, domain, width),
      changed.length === 0 ? null : linkChart(changed, domain, width),
    );
    for (const svg of charts.querySelectorAll('svg'))
      svg.addEventListener('click', (event) => this.seekTo(event, svg));
  }

  private drawSoon(): void {
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.refresh());
  }

  private stepItem({ atMs, text }: StepMark): HTMLElement {
    const show = () => this.context.show({ atMs });
    return h('li', {}, button(`${secondsText(atMs)}  ${text}`, show, { class: 'step' }));
  }

  private seekTo(event: MouseEvent, svg: SVGSVGElement): void {
    const box = svg.getBoundingClientRect();
    const share = (event.clientX - box.left - LEFT_PX) / (box.width - LEFT_PX - RIGHT_PX);
    const [from, to] = this.drawnDomain;
    if (share >= 0 && share <= 1) this.context.show({ atMs: (from + share * (to - from)) * 1000 });
  }

  /** Puts the cursor to that moment. */
  private place({ atMs }: PageState): void {
    const [from, to] = this.drawnDomain;
    const share = Math.min((atMs / 1000 - from) / (to - from), this.context.result === null ? 1 : Infinity);
    this.cursor.hidden = share < 0 || share > 1;
    const width = this.charts.querySelector('svg')?.getBoundingClientRect().width ?? 0;
    this.cursor.style.left = `${LEFT_PX + share * (width - LEFT_PX - RIGHT_PX)}px`;
  }
}

function accusedIn(result: ResultJson | null): ReadonlySet<string | undefined> {
  if (result === null) return new Set();
  return new Set(allFindings(resultOf(result)).flatMap(({ node, neighbour }) => [node, neighbour]));
}

/** In seconds. The start of the nodes takes long, and is not what a reader came for: of it, only the end is shown. */
function domainOf(model: RunModel): [number, number] {
  const toMs = Math.max(model.toMs, 1);
  return [Math.max(model.fromMs, -SHOWN_BEFORE * toMs) / 1000, toMs / 1000];
}

/** At most `most`, in the topology's order. */
function mostEventful(
  nodes: readonly NodeTrack[],
  accused: ReadonlySet<string | undefined>,
  most: number,
): NodeTrack[] {
  return [...nodes]
    .sort(
      (one, other) => eventfulness(other, accused) - eventfulness(one, accused) || one.index - other.index,
    )
    .slice(0, most)
    .sort((one, other) => one.index - other.index);
}

/** What a reader wants to see first: who is accused, and who was not simply up all the time. */
function eventfulness(node: NodeTrack, accused: ReadonlySet<string | undefined>): number {
  const changes = node.state.marks.length - 3 + node.suspicions.marks.length - 1;
  return (accused.has(node.name) ? 1000 : 0) + Math.max(0, changes);
}

function legend(): HTMLElement {
  const items: [string, string][] = [
    ['starting', 'starting'],
    ['up', 'up'],
    ['paused', 'paused'],
    ['down', 'down'],
    ['failed', 'crashed, cut'],
    ['suspected', 'reported down by a neighbour, open one way'],
    ['message', 'delivery'],
  ];
  return h(
    'span',
    { class: 'legend' },
    ...items.map(([colour, text]) => h('span', {}, h('i', { class: `swatch ${colour}` }), text)),
  );
}
