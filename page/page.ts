/**
 * The page's parts, put together around one model. The report and a live page differ only in where records come from.
 */

import type { Lines, PageContext, PageState, PageView, ResultJson } from './model/context.ts';
import { RunModel } from './model/run-model.ts';
import { latencyView, trafficView } from './view/charts.ts';
import { detailsView } from './view/details.ts';
import { fill, h, section } from './view/dom.ts';
import { evidenceView } from './view/evidence.ts';
import { findingsView } from './view/findings.ts';
import { type GraphView, graphView } from './view/graph.ts';
import { playerView } from './view/player.ts';
import { tablesView } from './view/tables.ts';
import { themeButton } from './view/theme.ts';
import { timelineView } from './view/timeline.ts';
import { checksView, verdictView } from './view/verdict.ts';

const LONGEST_WAIT_MS = 500;

export interface Page {
  context: PageContext;
  /** Draws all again, with what has been added to the model; what is slow one by one, so that clicks are answered in between. */
  refresh(): Promise<void>;
}

/** What a page has beside the report's parts. */
export interface Extras {
  /** In place of the verdict. */
  top(context: PageContext): PageView;
  /** Over what is known of the node or the link that is looked at. */
  side(context: PageContext): PageView;
  /** Over the graph. */
  graph(context: PageContext, graph: GraphView): PageView;
}

/** `result` null: the run goes on. */
export function mountPage(root: HTMLElement, result: ResultJson | null, lines: Lines, extras?: Extras): Page {
  const views: PageView[] = [];
  let waiting = false;
  const context: PageContext = {
    model: new RunModel(),
    result,
    lines,
    positions: [],
    look: { atMs: 0, message: null, node: null, link: null },
    show(change: Partial<PageState>) {
      Object.assign(context.look, change);
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        for (const view of views) view.look?.(context.look);
      });
    },
  };
  const refresh = async () => {
    for (const view of views) if (!view.isSlow) view.refresh?.();
    for (const view of views) {
      if (!view.isSlow) continue;
      await idle();
      view.refresh?.();
    }
  };
  const part = <V extends PageView>(view: V): HTMLElement => {
    views.push(view);
    return view.element;
  };
  const extra = (made: PageView | undefined) => (made === undefined ? null : part(made));
  const top = extra(extras?.top(context));
  const graph = graphView(context);
  const canvas = h('div', { class: 'canvas' }, part(graph));
  const over = extra(extras?.graph(context, graph));
  const mesh = h(
    'div',
    { class: 'mesh' },
    h('div', {}, over, canvas),
    h(
      'div',
      { class: 'side' },
      h('div', { class: 'chosen' }, part(detailsView(context)), extra(extras?.side(context))),
      meshLegend(),
    ),
  );
  fill(
    root,
    h(
      'nav',
      { class: 'top', 'aria-label': 'Sections' },
      h('span', { class: 'brand' }, 'meshbed'),
      ...links(result !== null),
      themeButton(refresh),
    ),
    top,
    ...(result === null ? [] : [verdictView(result), findingsView(context, result), checksView(result)]),
    section('mesh', 'The mesh', part(playerView(context)), mesh),
    section('timeline', 'Timeline', part(timelineView(context))),
    h(
      'div',
      { class: 'pair' },
      section('latency', 'Latency', part(latencyView(context))),
      section('traffic', 'Traffic', part(trafficView(context))),
    ),
    section('tables', 'Tables', part(tablesView(context))),
    part(evidenceView(context)),
  );
  return { context, refresh };
}

/** When the browser has painted and answered; in the end in any case. Not every browser tells. */
function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: LONGEST_WAIT_MS });
    else setTimeout(resolve);
  });
}

function links(isJudged: boolean): HTMLElement[] {
  const judged = isJudged ? ['Findings', 'Checks'] : [];
  const names = [...judged, 'Mesh', 'Timeline', 'Latency', 'Traffic', 'Tables'];
  return names.map((name) => h('a', { href: `#${name.toLowerCase()}` }, name));
}

function meshLegend(): HTMLElement {
  const items: [string, string][] = [
    ['has', 'has the message'],
    ['up', 'up, has it not'],
    ['down', 'down'],
    ['crashed', 'crashed'],
    ['paused', 'paused'],
    ['held', 'reported down by a neighbour'],
    ['carried', 'brought the message'],
    ['cut', 'cut, or open one way'],
    ['changed', 'conditions changed'],
  ];
  return h(
    'ul',
    { class: 'key' },
    ...items.map(([kind, text]) => h('li', {}, h('i', { class: `sign ${kind}` }), text)),
  );
}
