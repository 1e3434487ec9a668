/**
 * How long a run may take. A run ends when every obligation is decided and the mesh has been quiet; when it
 * does not, it fails by this deadline, which is printed at the start.
 */

import type { Expect, Topology } from '../topology/topology.ts';
import { verbOf } from '../topology/verbs/lookup.ts';
import { type DelayBounds, delayBounds } from './delays.ts';

/** For what takes time beside what the file says: confirming faults, the last events on their way. */
const SLACK_MS = 10_000;
/** A node that starts while the mesh runs may have to wait for others that do. */
const START_MS = 500;

/** The quiet time at the end of a run: `settle`, or the larger of `within` and `detect`. */
export function settleMs(expect: Expect): number {
  return expect.settleMs ?? Math.max(expect.delivery?.withinMs ?? 0, expect.keepalive?.detectMs ?? 0);
}

/** The moment of the last thing that the file makes happen: a step, the last of its messages, a late joiner. */
export function lastMomentMs(topology: Topology): number {
  let last = 0;
  for (const { startMs } of topology.nodes) last = Math.max(last, startMs ?? 0);
  for (const step of topology.steps) {
    last = Math.max(last, step.atMs + (verbOf(step).lengthMs?.(step) ?? 0));
  }
  return last;
}

/**
 * When a run without overload has ended: milliseconds after the scenario's start. A window for `to: eventual` begins at
 * the last moment at the latest: when the last node is back or the last way is open.
 */
export function plannedEndMs(topology: Topology): number {
  const { expect } = topology;
  return lastMomentMs(topology) + longestObligationMs(expect, delayBounds(topology)) + settleMs(expect);
}

/** When a run is given up, in milliseconds after the scenario's start. */
export function deadlineMs(topology: Topology): number {
  return givenUpMs(topology, plannedEndMs(topology));
}

/** The same for a mesh whose last step came at `momentMs`, and which may have been open for longer than its steps say. */
export function deadlineAfterMs(topology: Topology, momentMs: number): number {
  return givenUpMs(topology, plannedEndMs(topology) - lastMomentMs(topology) + momentMs);
}

function givenUpMs(topology: Topology, endMs: number): number {
  let starts = topology.nodes.filter(({ startMs }) => startMs !== null && startMs > 0).length;
  for (const step of topology.steps)
    if (verbOf(step).nodes?.begins && 'nodes' in step) starts += step.nodes.length;
  return endMs + starts * START_MS + SLACK_MS;
}

/** The longest that anything can still be owed after the last moment. */
function longestObligationMs(
  { delivery, keepalive }: Expect,
  { linkMs, pathMs, anyPathMs }: DelayBounds,
): number {
  // Word of a node that is no neighbour may go round by any path, and counts as late only after it has.
  const wordMs = keepalive?.of === undefined ? 2 * linkMs : 3 * anyPathMs;
  // A neighbour's last sign of life may still be on its way when it dies; who is back must be asked and must answer.
  return Math.max(
    delivery === null ? 0 : delivery.withinMs + pathMs,
    keepalive?.detectMs == null ? 0 : keepalive.detectMs + wordMs,
    keepalive?.recoverMs == null ? 0 : keepalive.recoverMs + wordMs,
  );
}
