/**
 * Bad luck: every datagram offered to a node on all its ways in was dropped by conditions, and there were enough
 * of them that no protocol can be blamed.
 */

import { plural } from '../../common/wording.ts';
import type { Frontier } from '../evidence/frontier.ts';
import type { History } from '../evidence/history.ts';
import { countIfAllDropped } from '../evidence/passable.ts';

/** A sentence, or null when it was not (surely) so. Counts are taken between the samples around the window. */
export function dropsOnAllWaysIn(
  history: History,
  node: string,
  fromMs: number,
  toMs: number,
): string | null {
  const directions = history.directionsTo.get(node) ?? [];
  const unlinked = history.allDirections.unlinkedTo.get(node) ?? [];
  const offered = countIfAllDropped(
    [...directions, ...unlinked].map((direction) => ({ direction, sinceMs: fromMs })),
    toMs,
  );
  if (offered === null) return null;
  const others = unlinked.length === 0 ? '' : ` and from ${plural(unlinked.length, 'node')} without one`;
  return `The conditions of the links dropped all of ${plural(offered, 'datagram')} sent to ${node} in that time, on all its ${plural(directions.length, 'link')}${others}.`;
}

/** The same of a node that is behind others: of all links that led from nodes which had the message towards it. */
export function dropsBefore(node: string, { edges, giver }: Frontier, toMs: number): string | null {
  const offered = countIfAllDropped(edges, toMs);
  if (offered === null) return null;
  const others = new Set(edges.map(({ direction }) => direction.from)).size - 1;
  const who = others === 0 ? giver : `${giver} and ${plural(others, 'other')}`;
  return `It came no nearer to ${node} than ${who}: the conditions of the links dropped all of ${plural(offered, 'datagram')} sent on from there in that time, on ${plural(edges.length, 'link')}.`;
}
