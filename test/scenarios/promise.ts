/**
 * What the bundled peer promises in a scenario that was drawn: expectations that a correct peer meets whatever the seed,
 * or misses less often than once in a thousand million. They are no more generous than that, for a check that allows
 * everything is tried by nothing.
 *
 * The bounds are those of node/core/neighbour.ts, K being the keepalive's interval and D the longest delay of any link:
 * - `detect`: 3.4 K near by, 9 K where round trips are long, or were measured while somebody stood still.
 * - `tolerate`: who was not heard while the way was closed may still be called dead after it was opened, when the last
 *   probe's wait is over: K/4 near by, 4 K at the most. Who was started again is noticed by the next probe, within K.
 * - `recover`: the silent are probed once in K; but a neighbour whose last wait was under way is first called dead.
 * - `within`: the flood takes no time but the way's own. What it did not bring is announced with the next keepalive, and
 *   fetched hop by hop; each of its datagrams may be lost in turn. Who is fetching many does not flood them on but tells of
 *   them, and new ones that come meanwhile are among these: so where anybody can have missed anything, or where messages can
 *   overtake each other (in a stream of them something is always lacking, so it is asked for), all counts as fetched.
 */

import type { Expect, Step, Topology } from '../../harness/topology/topology.ts';
import { type Conditions, delayBoundsMs, mayDropOrSpoil } from '../../node/link/conditions.ts';
import { type Kind, longestDelayMs } from './conditions.ts';

/** Rounding, the wire's own 50 µs a hop, and moments that fall together. */
const SLACK_MS = 20;

export interface Asked {
  to: 'present' | 'eventual';
  keepaliveMs: number;
  kind: Kind;
  /** Whether neighbours are judged too where conditions are harsh. */
  judgesHarshKeepalive: boolean;
}

export function promiseOf(topology: Topology, steps: readonly Step[], asked: Asked): Expect {
  const { keepaliveMs, kind, to } = asked;
  const all = conditionsOf(topology, steps);
  const bounds = boundsOf(topology, all, steps, keepaliveMs);
  const isHarsh = kind === 'harsh';
  const isLossy = all.some(mayDropOrSpoil);
  const isFlooded = !isLossy && !canMiss(topology, steps) && !all.some(canOvertake);
  const attacks = steps.some(({ verb }) => verb === 'attack');
  const doubles = all.some((each) => each?.duplicate !== undefined);
  return {
    delivery: isHarsh ? null : { asked: true, withinMs: bounds[isFlooded ? 'floodMs' : 'fetchedMs'], to },
    duplicates: { asked: true },
    keepalive:
      !isHarsh || asked.judgesHarshKeepalive
        ? {
            asked: true,
            detectMs: bounds.detectMs,
            recoverMs: bounds.recoverMs,
            tolerateMs: bounds.tolerateMs,
          }
        : null,
    traffic: isLossy || attacks || doubles ? null : { asked: true, copies: mostNeighbours(topology) + 1 },
    latency: isFlooded
      ? { asked: true, maxMs: bounds.floodMs + topology.nodes.length * bounds.delayMs }
      : null,
    memory: null,
    isolation: { asked: true },
    settleMs: null,
  };
}

/** Whether somebody may have missed a message that others have, and that was not lost by conditions. */
function canMiss({ nodes }: Topology, steps: readonly Step[]): boolean {
  return (
    nodes.some(({ startMs }) => startMs !== 0) || steps.some(({ verb }) => COSTS_MESSAGES.includes(verb))
  );
}

const COSTS_MESSAGES: readonly Step['verb'][] = ['start', 'cut', 'partition', 'link', 'disconnect'];

function mostNeighbours({ nodes, links }: Topology): number {
  return Math.max(...nodes.map(({ name }) => links.filter(({ a, b }) => a === name || b === name).length));
}

/** Whether one datagram can overtake another on a link. */
function canOvertake(conditions: Conditions | undefined): boolean {
  const { minMs, maxMs } = delayBoundsMs(conditions);
  return minMs < maxMs;
}

export function conditionsOf({ links }: Topology, steps: readonly Step[]): (Conditions | undefined)[] {
  return [
    ...links.flatMap(({ ab, ba }) => [ab, ba]),
    ...steps.flatMap((step) => (step.verb === 'link' && step.conditions.loss !== 1 ? [step.conditions] : [])),
  ];
}

function boundsOf(
  { nodes }: Topology,
  all: readonly (Conditions | undefined)[],
  steps: readonly Step[],
  keepaliveMs: number,
) {
  const delayMs = longestDelayMs(all);
  const standsStill = steps.some(({ verb }) => verb === 'pause');
  // A first round trip counts three times as long.
  const isNear = !standsStill && 6 * delayMs + SLACK_MS <= keepaliveMs / 4;
  const roundMs = keepaliveMs + 2 * delayMs;
  const isLossy = all.some(mayDropOrSpoil);
  const recoverMs =
    (isNear ? 1.25 : 5.25) * keepaliveMs + 2 * delayMs + SLACK_MS + (isLossy ? 10 * roundMs : 0);
  const hops = nodes.length - 1;
  return {
    delayMs,
    detectMs: Math.ceil((isNear ? 3.4 : 9) * keepaliveMs + 2 * delayMs + SLACK_MS),
    tolerateMs: Math.ceil(
      (isNear ? 1.25 : 4.25) * keepaliveMs + 4 * delayMs + SLACK_MS + (isLossy ? 4 * roundMs : 0),
    ),
    recoverMs: Math.ceil(recoverMs),
    floodMs: SLACK_MS,
    fetchedMs: Math.ceil(recoverMs + (isLossy ? 20 + 6 * hops : 2 + 2 * hops) * roundMs),
  };
}
