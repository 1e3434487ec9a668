/**
 * Nodes and links over the run: up, down, paused, reported down, cut; the steps as numbered marks; the deliveries of the message
 * that is looked at, and how many there were of all. A click goes to that moment.
 */

import { seconds } from '../../harness/common/wording.ts';
import { allFindings } from '../../harness/report/headline.ts';
import type { PageContext, PageState, PageView } from '../model/context.ts';
import type { NodeTrack } from '../model/types.ts';
import { button, fill, h, refill } from './dom.ts';
import { activityChart, LEFT_PX, laneChart, linkChart, RIGHT_PX } from './timeline-charts.ts';
import { resultOf } from './verdict.ts';

const LANES = 24;
const MORE_LANES = 100;
const SHOWN_BEFORE = 0.05;

export function timelineView(context: PageContext): PageView {
  let lanes = LANES;
  const charts = h('div', { class: 'charts' });
  const cursor = h('div', { class: 'cursor', hidden: true });
  const stack = h('div', { class: 'stack' }, charts, cursor);
  const steps = h('ol', { class: 'steps', start: 1 });
  const filter = h('input', {
    type: 'search',
    id: 'lanes',
    placeholder: 'name',
    on: { input: () => draw() },
  });
  const more = button('', () => {
    lanes += MORE_LANES;
    draw();
  });
  const element = h(
    'div',
    { class: 'timeline' },
    h('div', { class: 'bar' }, h('label', { for: 'lanes' }, 'Nodes named'), filter, legend()),
    stack,
    more,
    steps,
  );
  const accused = new Set(
    context.result === null
      ? []
      : allFindings(resultOf(context.result)).flatMap(({ node, neighbour }) => [node, neighbour]),
  );
  let drawnFor: string | null | undefined;
  let soon = 0;
  /** What the charts show; a run that goes on may have outgrown it. */
  let drawnDomain: [number, number] = [0, 1];

  /** The start of the nodes takes long, and is not what a reader came for: of it, only the end is shown. */
  const domain = (): [number, number] => {
    const toMs = Math.max(context.model.toMs, 1);
    return [Math.max(context.model.fromMs, -SHOWN_BEFORE * toMs) / 1000, toMs / 1000];
  };

  function draw(): void {
    const { model } = context;
    if (model.nodes.length === 0) return;
    const wanted = filter.value.trim().toLowerCase();
    const all = model.nodes.filter(({ name }) => name.toLowerCase().includes(wanted));
    const ordered = [...all].sort(
      (one, other) => eventfulness(other, accused) - eventfulness(one, accused) || one.index - other.index,
    );
    const shown = ordered.slice(0, lanes).sort((one, other) => one.index - other.index);
    const changed = model.links
      .filter(({ state }) => state.marks.length > 1 || state.last().value !== 'open')
      .slice(0, lanes);
    const width = Math.max(320, stack.clientWidth || 900);
    drawnDomain = domain();
    fill(
      charts,
      activityChart(context, drawnDomain, width),
      laneChart(context, shown, drawnDomain, width),
      changed.length === 0 ? null : linkChart(changed, drawnDomain, width),
    );
    for (const svg of charts.querySelectorAll('svg'))
      svg.addEventListener('click', (event) => seekTo(event, svg));
    const hidden = all.length - shown.length;
    more.hidden = hidden <= 0;
    more.textContent = `${Math.min(hidden, MORE_LANES)} more of ${hidden} nodes, less eventful`;
    refill(
      steps,
      ...model.steps.map((step) =>
        h(
          'li',
          {},
          button(`${seconds(step.atMs)}  ${step.text}`, () => context.show({ atMs: step.atMs }), {
            class: 'step',
          }),
        ),
      ),
    );
    drawnFor = context.look.message;
    place(context.look);
  }

  function drawSoon(): void {
    clearTimeout(soon);
    soon = setTimeout(draw);
  }

  function seekTo(event: MouseEvent, svg: SVGSVGElement): void {
    const box = svg.getBoundingClientRect();
    const share = (event.clientX - box.left - LEFT_PX) / (box.width - LEFT_PX - RIGHT_PX);
    const [from, to] = drawnDomain;
    if (share >= 0 && share <= 1) context.show({ atMs: (from + share * (to - from)) * 1000 });
  }

  function place({ atMs }: PageState): void {
    const [from, to] = drawnDomain;
    const share = Math.min((atMs / 1000 - from) / (to - from), context.result === null ? 1 : Infinity);
    cursor.hidden = share < 0 || share > 1;
    const width = charts.querySelector('svg')?.getBoundingClientRect().width ?? 0;
    cursor.style.left = `${LEFT_PX + share * (width - LEFT_PX - RIGHT_PX)}px`;
  }

  let width = 0;
  new ResizeObserver(() => {
    if (Math.abs(stack.clientWidth - width) < 4) return;
    width = stack.clientWidth;
    draw();
  }).observe(stack);
  return {
    element,
    isSlow: true,
    look(look) {
      place(look);
      // Of a run that goes on it is drawn again soon; and the graph must not wait for it.
      if (look.message !== drawnFor && context.result !== null) drawSoon();
    },
    refresh: draw,
  };
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
