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
  const parts = new Parts();
  const context: PageContext = {
    model: new RunModel(),
    result,
    lines,
    positions: [],
    look: { atMs: 0, message: null, node: null, link: null },
    show(change: Partial<PageState>) {
      Object.assign(context.look, change);
      parts.lookSoon(context.look);
    },
  };
  const refresh = () => parts.refresh();
  const top = extras && parts.add(extras.top(context));
  const mesh = meshPart(context, parts, extras);
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
    section('mesh', 'The mesh', parts.add(playerView(context)), mesh),
    section('timeline', 'Timeline', parts.add(timelineView(context))),
    h(
      'div',
      { class: 'pair' },
      section('latency', 'Latency', parts.add(latencyView(context))),
      section('traffic', 'Traffic', parts.add(trafficView(context))),
    ),
    section('tables', 'Tables', parts.add(tablesView(context))),
    parts.add(evidenceView(context)),
  );
  return { context, refresh };
}

/** The views of a page, in the order in which they are drawn. */
class Parts {
  private readonly views: PageView[] = [];
  private waiting = false;

  /** From now on the view is drawn with the others. */
  add(view: PageView): HTMLElement {
    this.views.push(view);
    return view.element;
  }

  /** All look in the next frame, however often this was called before it. */
  lookSoon(look: PageState): void {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      for (const view of this.views) view.look?.(look);
    });
  }

  /** Draws all again; what is slow one by one, when the browser has nothing else to do. */
  async refresh(): Promise<void> {
    for (const view of this.views) if (!view.isSlow) view.refresh?.();
    for (const view of this.views) {
      if (!view.isSlow) continue;
      await idle();
      view.refresh?.();
    }
  }
}

/** The graph with what stands over it, and beside it the node or the link that is looked at. */
function meshPart(context: PageContext, parts: Parts, extras: Extras | undefined): HTMLElement {
  const graph = graphView(context);
  const canvas = h('div', { class: 'canvas' }, parts.add(graph));
  const over = extras && parts.add(extras.graph(context, graph));
  const details = parts.add(detailsView(context));
  const side = extras && parts.add(extras.side(context));
  return h(
    'div',
    { class: 'mesh' },
    h('div', {}, over, canvas),
    h('div', { class: 'side' }, h('div', { class: 'chosen' }, details, side), meshLegend()),
  );
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
