/**
 * Waiting for what the journal will show: looked for again whenever something was added, by the run's own clock.
 */

import type { RunningScenario } from '../scenario/step-source.ts';

/** Between two looks, at the least: a flood of events must not be answered by a flood of looks. */
const PAUSE_MS = 5;
/** How much of the time may go into looking. */
const LOOK_SHARE = 0.1;

/** What a look found, or when to look again at the latest, in milliseconds of the scenario. */
export type WaitResult<Found> = { found: Found } | { againMs: number };

/** Looks until something is found. Rejects when the run ends before. */
export async function waitFor<Found>(
  running: RunningScenario,
  look: () => WaitResult<Found>,
): Promise<Found> {
  for (;;) {
    const beganMs = running.now();
    const looked = look();
    if ('found' in looked) return looked.found;
    const pauseMs = Math.max(PAUSE_MS, (running.now() - beganMs) / LOOK_SHARE);
    await changed(running, looked.againMs);
    await running.sleepUntil(running.now() + pauseMs);
  }
}

async function changed({ journal, runtime, now }: RunningScenario, untilMs: number): Promise<void> {
  const enough = new AbortController();
  const { clock } = runtime;
  const time = clock.sleepUntil(clock.now() + untilMs - now(), enough.signal);
  await Promise.race([journal.grown(), time]);
  enough.abort();
}
