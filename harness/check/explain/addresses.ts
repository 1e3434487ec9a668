/**
 * Causes that lie in addresses: a node sends from another address than the one it listens on by its configuration, or never sends to
 * the one that it was given for a neighbour.
 */

import { addressText, plural } from '../../common/wording.ts';
import type { DirectionHistory } from '../evidence/direction.ts';
import type { Edge } from '../evidence/frontier.ts';
import type { History } from '../evidence/history.ts';

/** What a relay dropped in one direction because it knew nobody at the address it came from. */
export interface Astray {
  direction: DirectionHistory;
  text: string;
  line: number;
}

export function datagramsFromWrongAddress(history: History, edges: readonly Edge[], toMs: number): Astray[] {
  if (history.strangers.length === 0) return [];
  return edges.flatMap(({ direction, sinceMs }) => {
    const { from, to } = direction;
    const told = history.strangers.filter((each) => each.from === from && each.to === to);
    const before = told.findLast(({ at }) => at <= sinceMs);
    const after = told.find(({ at }) => at >= toMs) ?? told.at(-1);
    const count = (after?.count ?? 0) - (before?.count ?? 0);
    if (!after || count === 0) return [];
    const others = count === 1 ? '' : ' (the first of them)';
    const text =
      `${plural(count, 'datagram')} for ${to} came to the relay from ${addressText(after)}${others}, which is not the address that ` +
      `${from} was told to listen on, and so it dropped ${count === 1 ? 'it' : 'them'}: consistent with ${from} sending from another socket.`;
    return [{ direction, text, line: after.line }];
  });
}

/** The same of both directions between two nodes, for what they say of each other. */
export function datagramsFromWrongAddressBetween(
  history: History,
  one: string,
  other: string,
  fromMs: number,
  toMs: number,
) {
  const directions = [history.direction(other, one), history.direction(one, other)];
  return datagramsFromWrongAddress(
    history,
    directions.flatMap((direction) => (direction ? [{ direction, sinceMs: fromMs }] : [])),
    toMs,
  );
}

/** Its relay has been counted, and not one datagram has come to it in the whole run. */
export function isNeverUsed({ samples }: DirectionHistory): boolean {
  return samples.at(-1)?.offered === 0;
}
