/**
 * The charts of the timeline, one above the other on the same span of time. `domain` is in seconds.
 */

import * as Plot from '@observablehq/plot';
import { secondsText } from '../../harness/common/wording.ts';
import type { PageContext } from '../model/context.ts';
import { spreadOf } from '../model/spread.ts';
import type { NodeTrack } from '../model/types.ts';

const LANE_PX = 18;
const BINS = 120;
export const LEFT_PX = 96;
export const RIGHT_PX = 16;

const STATE_COLOURS = {
  starting: 'var(--starting)',
  up: 'var(--up)',
  paused: 'var(--paused)',
  down: 'var(--down)',
  crashed: 'var(--failed)',
  cut: 'var(--failed)',
  'one way': 'var(--suspected)',
} as const;

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
export function activityChart(context: PageContext, domain: [number, number], width: number): Element {
  const { model } = context;
  const [from, to] = domain;
  const counts = new Array<number>(BINS).fill(0);
  for (const { deliveries } of model.messages) {
    for (const atMs of deliveries.atMs) {
      const bin = Math.min(BINS - 1, Math.max(0, Math.floor((BINS * (atMs / 1000 - from)) / (to - from))));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  }
  const size = (to - from) / BINS;
  const bins = counts.map((n, i) => ({ x1: from + i * size, x2: from + (i + 1) * size, n }));
  const marks = model.steps.map((step, i) => ({
    x: step.atMs / 1000,
    label: String(i + 1),
    title: `${secondsText(step.atMs)} ${step.text}`,
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

/** What was of each node: its states, reports that it was down, and deliveries of the message that is looked at. */
export function laneChart(
  context: PageContext,
  nodes: readonly NodeTrack[],
  domain: [number, number],
  width: number,
): Element {
  return Plot.plot({
    ...common(domain, width),
    height: nodes.length * LANE_PX + 8,
    marginTop: 4,
    marginBottom: 4,
    ariaLabel: 'States of nodes over time',
    x: { domain, axis: null },
    y: { domain: nodes.map(({ name }) => name), label: null, padding: 0.25 },
    marks: [
      ...stateMarks(nodes, domain),
      Plot.ruleX(context.model.steps, {
        x: (step: { atMs: number }) => step.atMs / 1000,
        stroke: 'var(--ink)',
        strokeOpacity: 0.25,
        strokeDasharray: '2,3',
      }),
      ...messageMarks(context, nodes),
      Plot.axisY({
        tickSize: 0,
        tickFormat: (name: string) => (name.length > 12 ? `${name.slice(0, 11)}…` : name),
        fill: 'var(--ink)',
      }),
    ],
  });
}

/** A bar for each state, and over it one where neighbours reported the node down. */
function stateMarks(nodes: readonly NodeTrack[], domain: [number, number]): Plot.Markish[] {
  const [fromMs, toMs] = [domain[0] * 1000, domain[1] * 1000];
  const states = nodes.flatMap(({ name, state }) =>
    [...state.spans(fromMs, toMs)].map((span) => ({
      ...span,
      node: name,
      title: `${name} ${span.value}, ${secondsText(span.fromMs)} to ${secondsText(span.toMs)}`,
    })),
  );
  const reports = nodes.flatMap(({ name, suspicions }) =>
    [...suspicions.spans(fromMs, toMs)].map((span) => ({
      ...span,
      node: name,
      title: `${name} reported down by ${span.value}, ${secondsText(span.fromMs)} to ${secondsText(span.toMs)}`,
    })),
  );
  const x = { x1: (d: { fromMs: number }) => d.fromMs / 1000, x2: (d: { toMs: number }) => d.toMs / 1000 };
  const colour = (d: { value: string }) =>
    STATE_COLOURS[d.value as keyof typeof STATE_COLOURS] ?? 'var(--faint)';
  return [
    Plot.barX(
      states.filter(({ value }) => value !== 'off'),
      { ...x, y: 'node', fill: colour, title: 'title', fillOpacity: 0.9 },
    ),
    Plot.barX(
      reports.filter(({ value }) => value > 0),
      {
        ...x,
        y: 'node',
        fill: 'var(--suspected)',
        title: 'title',
        insetTop: LANE_PX * 0.45,
        stroke: 'var(--paper)',
        strokeWidth: 0.5,
      },
    ),
  ];
}

/** A dot for the first delivery on each lane that is shown, a star for the origin. */
function messageMarks({ model, look }: PageContext, nodes: readonly NodeTrack[]): Plot.Markish[] {
  const message = look.message === null ? undefined : model.message(look.message);
  const shown = new Set(nodes);
  const spotsOf = (events: readonly { node: number | null; atMs: number }[]) =>
    events.flatMap(({ node, atMs }) => {
      const track = node === null ? undefined : model.nodes[node];
      return track !== undefined && shown.has(track) ? [{ node: track.name, x: atMs / 1000 }] : [];
    });
  const deliveries = message === undefined ? [] : spotsOf(spreadOf(message).first);
  const origins = message === undefined ? [] : spotsOf([{ node: message.origin, atMs: message.atMs }]);
  return [
    Plot.dot(deliveries, { x: 'x', y: 'node', r: 4, fill: 'var(--message)', stroke: 'var(--paper)' }),
    Plot.dot(origins, {
      x: 'x',
      y: 'node',
      r: 6,
      symbol: 'star',
      fill: 'var(--message)',
      stroke: 'var(--paper)',
    }),
  ];
}

export function linkChart(
  links: readonly PageContext['model']['links'][number][],
  domain: [number, number],
  width: number,
): Element {
  const spans = links.flatMap((link) =>
    [...link.state.spans(domain[0] * 1000, domain[1] * 1000)].map((span) => ({
      ...span,
      link: link.name,
      title: `${link.name} ${span.value}, ${secondsText(span.fromMs)} to ${secondsText(span.toMs)}`,
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
