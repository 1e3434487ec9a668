/**
 * How one message spread: who had it when, and by which links it came. A node has it until its life ends, and what it gets
 * after it was started again is a delivery of its own.
 */

import type { RunModel } from './run-model.ts';
import type { DeliveryMark, LinkTrack, MessageTrack, NodeTrack } from './types.ts';

export interface MessageHops {
  message: MessageTrack;
  /** The first delivery of each node that it reached, in order of time. */
  first: DeliveryMark[];
  /** By node. */
  byNode: Map<number, DeliveryMark>;
  /** All deliveries of those nodes that delivered it more than once, in the journal's order. */
  again: Map<number, DeliveryMark[]>;
  /** From the injection to the last first delivery, with a little room on both sides. */
  fromMs: number;
  toMs: number;
}

const LEAST_SPAN_MS = 2;

/** With how many deliveries each was made; a run that goes on brings more. */
const known = new WeakMap<MessageTrack, { count: number; spread: MessageHops }>();

export function spreadOf(message: MessageTrack): MessageHops {
  const { length: count } = message.deliveries.node;
  const made = known.get(message);
  if (made?.count === count) return made.spread;
  const spread = reckon(message);
  known.set(message, { count, spread });
  return spread;
}

function reckon(message: MessageTrack): MessageHops {
  const { deliveries } = message;
  const byNode = new Map<number, DeliveryMark>();
  const again = new Map<number, DeliveryMark[]>();
  for (const [i, node] of deliveries.node.entries()) {
    const atMs = deliveries.atMs[i]!;
    const via = deliveries.via[i]!;
    const hops = deliveries.hops[i]!;
    const line = deliveries.line[i]!;
    const mark = { node, atMs, via: via < 0 ? null : via, hops: hops < 0 ? null : hops, line };
    const earlier = byNode.get(node);
    if (earlier === undefined || atMs < earlier.atMs) byNode.set(node, mark);
    if (earlier === undefined) continue;
    const marks = again.get(node);
    if (marks === undefined) again.set(node, [earlier, mark]);
    else marks.push(mark);
  }
  const first = [...byNode.values()].sort((one, other) => one.atMs - other.atMs);
  const lastMs = Math.max(message.atMs, first.at(-1)?.atMs ?? message.atMs);
  const roomMs = Math.max(LEAST_SPAN_MS, lastMs - message.atMs) * 0.08;
  return { message, first, byNode, again, fromMs: message.atMs - roomMs, toMs: lastMs + roomMs };
}

/** The delivery by which a node has the message at that moment; null where it has not, or has it no more. */
export function heldAt({ byNode, again }: MessageHops, node: NodeTrack, atMs: number): DeliveryMark | null {
  const first = byNode.get(node.index);
  if (first === undefined || first.atMs > atMs) return null;
  const marks = again.get(node.index) ?? [first];
  return marks.find((mark) => mark.atMs <= atMs && lostAtMs(node, mark.atMs, atMs) === null) ?? null;
}

/** It injected the message, in the life that it is in at that moment. */
export function isOriginAt({ message }: MessageHops, node: NodeTrack, atMs: number): boolean {
  return message.origin === node.index && message.atMs <= atMs && lostAtMs(node, message.atMs, atMs) === null;
}

/** What the graph says of a node at that moment. */
export function messageAt(spread: MessageHops, node: NodeTrack, atMs: number): 'origin' | 'has' | null {
  if (isOriginAt(spread, node, atMs)) return 'origin';
  return heldAt(spread, node, atMs) === null ? null : 'has';
}

/** The links by which it came to those who have it at that moment, with the node that each brought it to. */
export function broughtBy(model: RunModel, spread: MessageHops, atMs: number): Map<LinkTrack, number> {
  const brought = new Map<LinkTrack, number>();
  for (const first of spread.first) {
    if (first.atMs > atMs) break;
    const via = heldAt(spread, model.nodes[first.node]!, atMs)?.via ?? null;
    const link = via === null ? undefined : model.linkBetween(via, first.node);
    if (link !== undefined) brought.set(link, first.node);
  }
  return brought;
}

/** When a node lost what it got at `gotMs`, if it had by `atMs`; null where it had not. */
export function lostAtMs({ emptiedMs }: NodeTrack, gotMs: number, atMs: number): number | null {
  return emptiedMs.find((emptied) => emptied >= gotMs && emptied <= atMs) ?? null;
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
