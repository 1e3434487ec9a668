/**
 * How long a message may be under way by the conditions of the links alone: a bound that is never too low, for when a run
 * must be over. A check finds the path that a message really had.
 */

import { type Conditions, delayBoundsMs } from '../../node/link/conditions.ts';
import { mayTalkWithoutLinks } from '../topology/model/discovery.ts';
import { findGatesBetween, longestDelayAtGatesMs } from '../topology/model/gates.ts';
import { conditionsElsewhere } from '../topology/model/network.ts';
import type { Topology } from '../topology/topology.ts';
import { verbOf } from '../topology/verbs/lookup.ts';
import { measureGraph } from './graph.ts';

export interface DelayBounds {
  /** The longest that one link may take, at any time. */
  linkMs: number;
  /** The longest that any shortest path may take, whatever the steps have closed. */
  pathMs: number;
  /** The same of any path at all, however long a way round it is. */
  anyPathMs: number;
}

export function delayBounds(topology: Topology): DelayBounds {
  const delays = [...longestDelays(topology), ...delaysElsewhere(topology)];
  const linkMs = delays.reduce((most, delay) => Math.max(most, delay), 0);
  if (linkMs === 0) return { linkMs: 0, pathMs: 0, anyPathMs: 0 };
  // A path meets no node twice, so it has at most one link less than there are nodes.
  const longest = delays.sort((x, y) => y - x).slice(0, topology.nodes.length - 1);
  const anyPathMs = longest.reduce((sum, delay) => sum + delay, 0);
  if (changes(topology) || delays.length > topology.links.length)
    return { linkMs, pathMs: anyPathMs, anyPathMs };
  const { diameter, diameterExact } = measureGraph(topology);
  const pathMs = diameterExact ? Math.min(anyPathMs, diameter * linkMs) : anyPathMs;
  return { linkMs, pathMs, anyPathMs };
}

/** For each link, the longest that either way of it may take, with the conditions that it has at any time, and through gates. */
function longestDelays(topology: Topology): number[] {
  const { links, steps } = topology;
  const gatesBetween = findGatesBetween(topology);
  const bound = cached((conditions: Conditions) => delayBoundsMs(conditions).maxMs);
  const later = new Map<string, number>();
  for (const step of steps) {
    if (!('conditions' in step)) continue;
    const delay = bound(step.conditions);
    for (const { from, to } of step.directions) {
      const name = `${from} ${to}`;
      later.set(name, Math.max(later.get(name) ?? 0, delay));
    }
  }
  const longestMs = (from: string, to: string, conditions: Conditions | undefined) =>
    Math.max(conditions === undefined ? 0 : bound(conditions), later.get(`${from} ${to}`) ?? 0) +
    gatesBetween(from, to).delayMs;
  return links.map(({ a, b, ab, ba }) => Math.max(longestMs(a, b, ab), longestMs(b, a, ba)));
}

/** Of a routed network: as many as a way may have that leads over no link. */
function delaysElsewhere(topology: Topology): number[] {
  const maxMs = delayBoundsMs(conditionsElsewhere(topology)).maxMs + longestDelayAtGatesMs(topology);
  return maxMs === 0 || !mayTalkWithoutLinks(topology) ? [] : topology.nodes.slice(1).map(() => maxMs);
}

/** Links of a shape share their conditions. */
function cached(bound: (conditions: Conditions) => number): (conditions: Conditions) => number {
  const known = new Map<Conditions, number>();
  return (conditions) => {
    const before = known.get(conditions);
    if (before !== undefined) return before;
    const ms = bound(conditions);
    known.set(conditions, ms);
    return ms;
  };
}

/** Whether the way that a message takes may ever be another than on the first day. */
function changes({ nodes, links, steps }: Topology): boolean {
  if (nodes.some(({ startMs }) => startMs !== 0)) return true;
  if (links.some(({ ab, ba }) => ab?.loss === 1 || ba?.loss === 1)) return true;
  return steps.some((step) => !verbOf(step).keepsPaths);
}
