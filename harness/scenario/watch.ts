/**
 * While the scenario runs: keeps the nodes' clocks mapped, notes when the harness itself is late, and tells the
 * onlooker how far the messages have spread.
 */

import type { Clock } from '../runtime/port/port.ts';
import type { NodeSupervisor } from './nodes/node-supervisor.ts';

const TICK_MS = 50;
/** A timer later than this says that the harness waited for the processor, or was busy itself. */
const LATE_MS = 50;
const PING_EVERY_MS = 1000;

/** Runs until `signal` aborts. */
export async function watchClocks(
  supervisor: NodeSupervisor,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const handles = supervisor.inState('ready');
    const pauseMs = PING_EVERY_MS / Math.max(1, handles.length);
    for (const handle of handles) {
      if (signal.aborted) return;
      if (handle.state === 'ready') supervisor.ping(handle);
      await clock.sleepUntil(clock.now() + pauseMs, signal);
    }
    if (handles.length === 0) await clock.sleepUntil(clock.now() + PING_EVERY_MS, signal);
  }
}

/** Runs until `signal` aborts. `judgingMs`: how long the harness has judged so far; that is its own doing, and no overload. */
export async function watchLateness(
  supervisor: NodeSupervisor,
  clock: Clock,
  judgingMs: () => number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const dueMs = clock.now() + TICK_MS;
    const judgedMs = judgingMs();
    await clock.sleepUntil(dueMs, signal);
    const at = clock.now();
    const lateMs = Math.round(at - dueMs - (judgingMs() - judgedMs));
    if (lateMs < LATE_MS || signal.aborted) continue;
    supervisor.observe({ type: 'late', source: "harness's own timer", fromMs: dueMs, toMs: at, lateMs });
  }
}
