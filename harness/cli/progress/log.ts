/**
 * Progress as plain lines, for CI logs and pipes. Bounded: steps up to a number, and states of the mesh ever more
 * seldom, so that a run of hours fills a page and not a disk. By the reader's time, not the mesh's.
 */

import { plural, secondsText } from '../../common/wording.ts';
import { toPrintableLine } from '../../report/printable.ts';
import type { Screen } from '../terminal/terminal.ts';
import type { ProgressView, StartSpread } from './types.ts';

const MOST_STEPS = 40;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;
/** Between two lines on one kind of phase, but for its last. */
const PHASE_PAUSE_MS = 5_000;

export function linewiseProgressView(
  screen: Pick<Screen, 'write'>,
  now: () => number = () => performance.now(),
): ProgressView {
  let steps = 0;
  let pauseMs = FIRST_PAUSE_MS;
  let nextSpreadMs = 0;
  let kindShown = '';
  let shownMs = 0;
  const line = (text: string) => screen.write(`  ${text}\n`);
  return {
    begin: (text) => screen.write(`${text}\n`),
    note: (text) => screen.write(`${text}\n`),
    phase(what, done, total) {
      // `pulling x: 3 of 7 layers` goes on with the same kind of thing as the line before it.
      const kind = what.split(':', 1).join('');
      const isNew = kind !== kindShown;
      if (isNew) [kindShown, shownMs] = [kind, now()];
      const isDone = done !== undefined && done === total;
      if (!isDone && !(isNew && done === undefined) && now() - shownMs < PHASE_PAUSE_MS) return;
      shownMs = now();
      line(phaseText(what, done, total));
    },
    step(atMs, text) {
      steps++;
      if (steps <= MOST_STEPS) line(`${secondsText(atMs)}  ${toPrintableLine(text)}`);
      if (steps === MOST_STEPS) line('… further steps are in the journal');
    },
    spread(state) {
      if (now() < nextSpreadMs || state.messages === 0) return;
      nextSpreadMs = now() + pauseMs;
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      line(`${secondsText(state.atMs)}  ${spreadText(state)}`);
    },
    end: () => {},
  };
}

export function phaseText(what: string, done?: number, total?: number): string {
  if (done === undefined) return toPrintableLine(what);
  return `${toPrintableLine(what)} ${total === undefined ? done : `${done}/${total}`}`;
}

/** `12 messages, 96 delivered, 12 owed, 9 of 10 nodes up`. */
export function spreadText(state: StartSpread): string {
  const { messages, deliveries, owed, up, nodes } = state;
  const still = owed === null ? [] : [owed === 0 ? 'nothing owed' : `${owed} still owed`];
  const delivered = [plural(messages, 'message'), `${deliveries} delivered`];
  return [...delivered, ...still, `${up} of ${nodes} nodes up`].join(', ');
}
