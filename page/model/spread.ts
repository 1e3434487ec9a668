/**
 * How one message spread: who had it when, and by which links it came.
 */

import type { DeliveryMark, MessageTrack } from './types.ts';

export interface Spread {
  message: MessageTrack;
  /** The first delivery of each node that it reached, in order of time. */
  first: DeliveryMark[];
  /** By node. */
  byNode: Map<number, DeliveryMark>;
  /** From the injection to the last first delivery, with a little room on both sides. */
  fromMs: number;
  toMs: number;
}

const LEAST_SPAN_MS = 2;

/** With how many deliveries each was made; a run that goes on brings more. */
const known = new WeakMap<MessageTrack, { count: number; spread: Spread }>();

export function spreadOf(message: MessageTrack): Spread {
  const { length: count } = message.deliveries.node;
  const made = known.get(message);
  if (made?.count === count) return made.spread;
  const spread = reckon(message);
  known.set(message, { count, spread });
  return spread;
}

function reckon(message: MessageTrack): Spread {
  const { deliveries } = message;
  const byNode = new Map<number, DeliveryMark>();
  for (const [i, node] of deliveries.node.entries()) {
    const atMs = deliveries.atMs[i]!;
    const via = deliveries.via[i]!;
    const hops = deliveries.hops[i]!;
    const line = deliveries.line[i]!;
    const earlier = byNode.get(node);
    if (earlier === undefined || atMs < earlier.atMs)
      byNode.set(node, { node, atMs, via: via < 0 ? null : via, hops: hops < 0 ? null : hops, line });
  }
  const first = [...byNode.values()].sort((one, other) => one.atMs - other.atMs);
  const lastMs = Math.max(message.atMs, first.at(-1)?.atMs ?? message.atMs);
  const roomMs = Math.max(LEAST_SPAN_MS, lastMs - message.atMs) * 0.08;
  return { message, first, byNode, fromMs: message.atMs - roomMs, toMs: lastMs + roomMs };
}

/** From injection to the first delivery of each node but the origin, in milliseconds, in rising order. */
export function latenciesOf(messages: readonly MessageTrack[]): Float64Array {
  const times: number[] = [];
  /** By node, the last message of which a delivery there was seen; a set for each message would take most of the time. */
  const lastSeen: MessageTrack[] = [];
  for (const message of messages) {
    if (message.origin === null) continue;
    lastSeen[message.origin] = message;
    const { node: nodes, atMs } = message.deliveries;
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i]!;
      if (lastSeen[node] === message) continue;
      lastSeen[node] = message;
      times.push(Math.max(0.01, atMs[i]! - message.atMs));
    }
  }
  return Float64Array.from(times).sort();
}
