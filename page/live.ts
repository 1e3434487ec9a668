/**
 * The live page: the report's parts over a mesh that runs, fed by its server, and what can be done to it.
 *
 * Graph, details and figures follow each record in the next frame; what takes longer to draw (timeline, charts, tables) is
 * drawn again as often as it costs a quarter of the time.
 */

import { acting } from './live/acting.ts';
import { actsView } from './live/acts.ts';
import { type BarView, barView } from './live/bar.ts';
import { type Following, following } from './live/following.ts';
import { partitionToolView } from './live/partition-tool.ts';
import { listen } from './live/server.ts';
import { mountPage } from './page.ts';

const LEAST_PAUSE_MS = 1000;
/** What is quick to draw goes first. */
const AFTER_CHANGE_MS = 250;
const DRAW_SHARE = 0.25;

function main(root: HTMLElement): void {
  const act = acting();
  let bar: BarView | null = null;
  let follow: Following | null = null;
  const lines = listen({
    mesh: ({ positions, nodeActs }) => {
      page.context.positions = positions;
      page.context.model.nodeActs = nodeActs;
    },
    records(records, firstLine) {
      for (const [i, record] of records.entries()) page.context.model.add(record, firstLine + i);
      if (page.context.model.end !== null) disable(root);
      follow?.changed();
      redraw.soon();
    },
    connection(state, ended) {
      bar?.connection(state, ended);
      if (state === 'ended' || state === 'closed') disable(root);
    },
  });
  const page = mountPage(root, null, lines, {
    top: (context) => {
      bar = barView(context, act, () => follow as Following);
      return bar;
    },
    side: (context) => actsView(context, act),
    graph: (context, graph) => partitionToolView(context, graph, act),
  });
  follow = following(page.context);
  root.append(act.element);
  const redraw = redrawing(async () => {
    await page.refresh();
    if (page.context.model.header !== null) document.documentElement.dataset.ready = 'true';
  });
}

/** All that asks the mesh for something; it stands in fieldsets. */
function disable(root: HTMLElement): void {
  for (const asking of root.querySelectorAll('fieldset')) asking.disabled = true;
}

/** Not while somebody presses a button of the mouse: what is under it must stay there. */
function redrawing(draw: () => Promise<void>): { soon(): void } {
  let pressed = false;
  let [waiting, notBeforeMs] = [false, 0];
  window.addEventListener('pointerdown', () => {
    pressed = true;
  });
  for (const end of ['pointerup', 'pointercancel'])
    window.addEventListener(end, () => {
      pressed = false;
    });

  async function go(): Promise<void> {
    if (pressed || document.hidden) {
      setTimeout(go, LEAST_PAUSE_MS);
      return;
    }
    const beganMs = performance.now();
    waiting = false;
    await draw();
    const tookMs = performance.now() - beganMs;
    notBeforeMs = performance.now() + Math.max(LEAST_PAUSE_MS, tookMs / DRAW_SHARE);
  }
  return {
    soon() {
      if (waiting) return;
      waiting = true;
      const pauseMs = notBeforeMs - performance.now();
      setTimeout(go, notBeforeMs === 0 ? 0 : Math.max(AFTER_CHANGE_MS, pauseMs));
    },
  };
}

const root = document.getElementById('page');
if (root !== null) main(root);
