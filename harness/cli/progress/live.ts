/**
 * Progress on a terminal: one block of at most six lines that is redrawn, and gone when the report comes.
 */

import { createLogUpdate } from 'log-update';
import { secondsText } from '../../common/wording.ts';
import { toPrintableLine } from '../../report/printable.ts';
import type { Screen } from '../terminal/terminal.ts';
import { phaseText, spreadText } from './log.ts';
import type { ProgressView, StartSpread } from './types.ts';

const REDRAW_MS = 100;
const SHOWN_STEPS = 3;
const BAR_CELLS = 20;
const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

interface Shown {
  phase: { what: string; done?: number; total?: number } | null;
  spread: StartSpread | null;
  steps: string[];
}

export function redrawnProgressView(screen: Screen, stream: NodeJS.WriteStream): ProgressView {
  const update = createLogUpdate(stream);
  const shown: Shown = { phase: null, spread: null, steps: [] };
  let frame = 0;
  const draw = () => update(progressBlock(shown, frame++, stream.columns, screen.paint).join('\n'));
  const timer = setInterval(draw, REDRAW_MS);
  timer.unref();
  return {
    begin: (line) => update.persist(line),
    note: (line) => update.persist(line),
    phase(what, done, total) {
      shown.phase = {
        what,
        ...(done === undefined ? {} : { done }),
        ...(total === undefined ? {} : { total }),
      };
    },
    step(atMs, text) {
      shown.steps = [...shown.steps, `${secondsText(atMs)}  ${toPrintableLine(text)}`].slice(-SHOWN_STEPS);
    },
    spread(state) {
      shown.spread = state;
      shown.phase = null;
    },
    end() {
      clearInterval(timer);
      update.clear();
      update.done();
    },
  };
}

/** The lines of the view, none wider than the terminal. */
export function progressBlock(
  shown: Shown,
  frame: number,
  columns: number,
  paint: Screen['paint'],
): string[] {
  const spinner = paint('cyan', SPINNER[frame % SPINNER.length] ?? '');
  const cut = (text: string) => (text.length > columns - 3 ? `${text.slice(0, columns - 4)}…` : text);
  const lines = shown.steps.map((step) => `  ${paint('dim', cut(step))}`);
  if (shown.phase !== null) {
    const { what, done, total } = shown.phase;
    const bar = done === undefined || total === undefined ? '' : `${progressBar(done, total)} `;
    lines.push(`${spinner} ${cut(bar + phaseText(what, done, total))}`);
  } else if (shown.spread !== null) {
    const { deliveries, owed, atMs } = shown.spread;
    lines.push(
      `${spinner} ${cut(`${secondsText(atMs)}  ${progressBar(deliveries, deliveries + (owed ?? 0))}`)}`,
    );
    lines.push(`  ${cut(spreadText(shown.spread))}`);
  }
  return lines;
}

function progressBar(done: number, total: number): string {
  const filled = total === 0 ? 0 : Math.min(BAR_CELLS, Math.floor((done / total) * BAR_CELLS));
  return '█'.repeat(filled) + '░'.repeat(BAR_CELLS - filled);
}
