/**
 * Nodes and links over the run: up, down, paused, held dead, cut; the steps as numbered marks; the deliveries of the message
 * that is looked at, and how many there were of all. A click goes to that moment.
 */

import * as Plot from '@observablehq/plot';
import { allFindings } from '../../harness/report/headline.ts';
import { moment } from '../../harness/report/phrases.ts';
import type { Context, Look, View } from '../context.ts';
import { spreadOf } from '../model/spread.ts';
import type { NodeTrack } from '../model/types.ts';
import { button, fill, h } from './dom.ts';
import { resultOf } from './verdict.ts';

const LANES = 24;
const MORE_LANES = 100;
const LANE_PX = 18;
const BINS = 120;
const LEFT_PX = 96;
const RIGHT_PX = 16;
const SHOWN_BEFORE = 0.05;

const STATE_COLOURS = {
  starting: 'var(--starting)',
  up: 'var(--up)',
  paused: 'var(--paused)',
  down: 'var(--down)',
  crashed: 'var(--failed)',
  cut: 'var(--failed)',
  'one way': 'var(--suspected)',
} as const;

export function timelineView(context: Context): View {
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
    fill(
      charts,
      activityChart(context, domain(), width),
      laneChart(context, shown, domain(), width),
      changed.length === 0 ? null : linkChart(changed, domain(), width),
    );
    for (const svg of charts.querySelectorAll('svg'))
      svg.addEventListener('click', (event) => seekTo(event, svg));
    const hidden = all.length - shown.length;
    more.hidden = hidden <= 0;
    more.textContent = `${Math.min(hidden, MORE_LANES)} more of ${hidden} nodes, less eventful`;
    fill(
      steps,
      ...model.steps.map((step) =>
        h(
          'li',
          {},
          button(`${moment(step.atMs)}  ${step.text}`, () => context.show({ atMs: step.atMs }), {
            class: 'step',
          }),
        ),
      ),
    );
    drawnFor = context.look.message;
    place(context.look);
  }

  function seekTo(event: MouseEvent, svg: SVGSVGElement): void {
    const box = svg.getBoundingClientRect();
    const share = (event.clientX - box.left - LEFT_PX) / (box.width - LEFT_PX - RIGHT_PX);
    const [from, to] = domain();
    if (share >= 0 && share <= 1) context.show({ atMs: (from + share * (to - from)) * 1000 });
  }

  function place({ atMs }: Look): void {
    const [from, to] = domain();
    const share = (atMs / 1000 - from) / (to - from);
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
    look(look) {
      if (look.message === drawnFor) place(look);
      else draw();
    },
    refresh: draw,
  };
}

/** What a reader wants to see first: who is accused, and who was not simply up all the time. */
function eventfulness(node: NodeTrack, accused: ReadonlySet<string | undefined>): number {
  const changes = node.state.marks.length - 3 + node.suspicions.marks.length - 1;
  return (accused.has(node.name) ? 1000 : 0) + Math.max(0, changes);
}

function common(domain: [number, number], width: number) {
  return {
    width,
    marginLeft: LEFT_PX,
    marginRight: RIGHT_PX,
    x: { domain, label: null },
    style: { background: 'transparent', fontSize: '12px' },
  };
}

/** How many deliveries there were, over time, and the steps as numbers above. */
function activityChart(context: Context, domain: [number, number], width: number): Element {
  const { model } = context;
  const [from, to] = domain;
  const counts = new Array<number>(BINS).fill(0);
  for (const { deliveries } of model.messages) {
    for (const { atMs } of deliveries) {
      const bin = Math.min(BINS - 1, Math.max(0, Math.floor((BINS * (atMs / 1000 - from)) / (to - from))));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  }
  const size = (to - from) / BINS;
  const bins = counts.map((n, i) => ({ x1: from + i * size, x2: from + (i + 1) * size, n }));
  const marks = model.steps.map((step, i) => ({
    x: step.atMs / 1000,
    label: String(i + 1),
    title: `${moment(step.atMs)} ${step.text}`,
  }));
  return Plot.plot({
    ...common(domain, width),
    height: 110,
    marginTop: 24,
    marginBottom: 20,
    ariaLabel: 'Deliveries over time, with the steps',
    y: { label: null, ticks: 3, grid: true },
    marks: [
      Plot.rectY(bins, { x1: 'x1', x2: 'x2', y: 'n', fill: 'var(--message)', insetLeft: 0.5 }),
      Plot.ruleX(marks, { x: 'x', stroke: 'var(--ink)', strokeOpacity: 0.35, strokeDasharray: '2,3' }),
      Plot.text(marks, {
        x: 'x',
        text: 'label',
        frameAnchor: 'top',
        dy: -14,
        fill: 'var(--ink)',
        fontWeight: 'bold',
        title: 'title',
      }),
      Plot.text(['deliveries'], {
        frameAnchor: 'left',
        dx: -LEFT_PX + 4,
        textAnchor: 'start',
        fill: 'var(--muted)',
        text: (d: string) => d,
        lineAnchor: 'middle',
      }),
      Plot.axisX({
        tickFormat: (s: number) => `${s} s`,
        ticks: Math.max(3, Math.min(10, Math.floor(width / 110))),
      }),
    ],
  });
}

function laneChart(
  context: Context,
  nodes: readonly NodeTrack[],
  domain: [number, number],
  width: number,
): Element {
  const { model, look } = context;
  const [fromMs, toMs] = [domain[0] * 1000, domain[1] * 1000];
  const spans = nodes.flatMap((node) =>
    [...node.state.spans(fromMs, toMs)].map((span) => ({
      ...span,
      node: node.name,
      title: `${node.name} ${span.value}, ${moment(span.fromMs)} to ${moment(span.toMs)}`,
    })),
  );
  const held = nodes.flatMap((node) =>
    [...node.suspicions.spans(fromMs, toMs)]
      .filter(({ value }) => value > 0)
      .map((span) => ({
        ...span,
        node: node.name,
        title: `${node.name} held dead by ${span.value}, ${moment(span.fromMs)} to ${moment(span.toMs)}`,
      })),
  );
  const message = look.message === null ? undefined : model.message(look.message);
  const names = new Set(nodes.map(({ name }) => name));
  const dots =
    message === undefined
      ? []
      : spreadOf(message).first.map(({ node, atMs }) => ({
          node: model.nodes[node]?.name ?? '',
          x: atMs / 1000,
        }));
  const origin =
    message?.origin == null
      ? []
      : [{ node: model.nodes[message.origin]?.name ?? '', x: message.atMs / 1000 }];
  const onLane = (items: { node: string; x: number }[]) => items.filter(({ node }) => names.has(node));
  const x = { x1: (d: { fromMs: number }) => d.fromMs / 1000, x2: (d: { toMs: number }) => d.toMs / 1000 };
  const colour = (d: { value: string }) =>
    STATE_COLOURS[d.value as keyof typeof STATE_COLOURS] ?? 'var(--faint)';
  return Plot.plot({
    ...common(domain, width),
    height: nodes.length * LANE_PX + 8,
    marginTop: 4,
    marginBottom: 4,
    ariaLabel: 'States of nodes over time',
    x: { domain, axis: null },
    y: { domain: nodes.map(({ name }) => name), label: null, padding: 0.25 },
    marks: [
      Plot.barX(
        spans.filter(({ value }) => value !== 'off'),
        { ...x, y: 'node', fill: colour, title: 'title', fillOpacity: 0.9 },
      ),
      Plot.barX(held, {
        ...x,
        y: 'node',
        fill: 'var(--suspected)',
        title: 'title',
        insetTop: LANE_PX * 0.45,
        stroke: 'var(--paper)',
        strokeWidth: 0.5,
      }),
      Plot.ruleX(model.steps, {
        x: (step: { atMs: number }) => step.atMs / 1000,
        stroke: 'var(--ink)',
        strokeOpacity: 0.25,
        strokeDasharray: '2,3',
      }),
      Plot.dot(onLane(dots), { x: 'x', y: 'node', r: 4, fill: 'var(--message)', stroke: 'var(--paper)' }),
      Plot.dot(onLane(origin), {
        x: 'x',
        y: 'node',
        r: 6,
        symbol: 'star',
        fill: 'var(--message)',
        stroke: 'var(--paper)',
      }),
      Plot.axisY({
        tickSize: 0,
        tickFormat: (name: string) => (name.length > 12 ? `${name.slice(0, 11)}…` : name),
        fill: 'var(--ink)',
      }),
    ],
  });
}

function linkChart(
  links: readonly Context['model']['links'][number][],
  domain: [number, number],
  width: number,
): Element {
  const spans = links.flatMap((link) =>
    [...link.state.spans(domain[0] * 1000, domain[1] * 1000)].map((span) => ({
      ...span,
      link: link.name,
      title: `${link.name} ${span.value}, ${moment(span.fromMs)} to ${moment(span.toMs)}`,
    })),
  );
  const x = {
    x1: (d: { fromMs: number }) => d.fromMs / 1000,
    x2: (d: { toMs: number }) => d.toMs / 1000,
    y: 'link',
    title: 'title',
  };
  const closed = spans.filter(({ value }) => value !== 'open');
  return Plot.plot({
    ...common(domain, width),
    height: links.length * LANE_PX + 32,
    marginTop: 24,
    marginBottom: 4,
    ariaLabel: 'Links that were cut, over time',
    x: { domain, axis: null },
    y: { domain: links.map(({ name }) => name), label: null, padding: 0.25 },
    marks: [
      Plot.text(['Links that were cut'], {
        frameAnchor: 'top-left',
        dy: -18,
        dx: -LEFT_PX + 4,
        textAnchor: 'start',
        fill: 'var(--muted)',
        text: (d: string) => d,
      }),
      Plot.ruleY(links, { y: 'name', stroke: 'var(--link)', strokeWidth: 2 }),
      Plot.barX(closed, {
        ...x,
        fill: (d: { value: string }) => STATE_COLOURS[d.value as keyof typeof STATE_COLOURS],
      }),
      Plot.axisY({
        tickSize: 0,
        fill: 'var(--ink)',
        tickFormat: (name: string) => (name.length > 13 ? `${name.slice(0, 12)}…` : name),
      }),
    ],
  });
}

function legend(): HTMLElement {
  const items: [string, string][] = [
    ['starting', 'starting'],
    ['up', 'up'],
    ['paused', 'paused'],
    ['down', 'down'],
    ['failed', 'crashed, cut'],
    ['suspected', 'held dead by a neighbour, open one way'],
    ['message', 'delivery'],
  ];
  return h(
    'span',
    { class: 'legend' },
    ...items.map(([colour, text]) => h('span', {}, h('i', { class: `swatch ${colour}` }), text)),
  );
}
