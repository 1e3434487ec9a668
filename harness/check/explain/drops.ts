/**
 * What relays, or the router, dropped on the ways of a message, in words. The message was perhaps among it.
 */

import { plural } from '../../common/wording.ts';
import type { Edge } from '../evidence/frontier.ts';
import { intervalContaining } from '../evidence/interval.ts';
import { type Counted, relayCountsDuring, sumOf } from '../evidence/relayed.ts';

/** So many directions are named for one finding, those that dropped most first. */
const MOST_NAMED = 4;

/** What was dropped in one direction; `text` is a clause: `of 5 datagrams from a to b in that time, 3 …`. */
export interface Drops {
  edge: Edge;
  dropped: number;
  text: string;
  line: number;
}

/** Of those directions that dropped anything. */
export function dropsPerDirection(edges: readonly Edge[], toMs: number): Drops[] {
  const all = edges.flatMap((edge) => {
    const { direction, sinceMs } = edge;
    const counted = relayCountsDuring(direction, sinceMs, toMs);
    // Samples lie around the time: what was cut off before it is nothing to it.
    if (counted && intervalContaining(direction.surelyOpen(), sinceMs, toMs)) counted.dropped.delete('cut');
    if (!counted || counted.dropped.size === 0) return [];
    const dropped = sumOf(counted.dropped.values());
    return [{ edge, dropped, text: inWords(direction, counted, dropped), line: counted.line }];
  });
  return all.sort((one, other) => other.dropped - one.dropped).slice(0, MOST_NAMED);
}

function inWords(
  { from, to, hasLink }: Edge['direction'],
  { offered, dropped }: Counted,
  sum: number,
): string {
  const all = sum === offered && offered > 1 ? 'all ' : '';
  const reasons = [...dropped].map(
    ([reason, count]) => WHY_DROPPED[reason]?.(count, to, hasLink) ?? `${count} ${reason}`,
  );
  return `of ${all}${plural(offered, 'datagram')} from ${from} to ${to} in that time, ${reasons.join(', ')}`;
}

const WHY_DROPPED: Record<string, (count: number, to: string, hasLink: boolean) => string> = {
  nat: (count, to) =>
    `${count} found ${to}'s NAT binding gone (it had sent nothing on that link for longer than its time-out)`,
  firewall: (count, to) =>
    `${count} ${were(count)} kept out by the firewall before ${to} (nothing had been sent from there to where ${count === 1 ? 'it' : 'they'} came from)`,
  uplink: (count) => `${count} found the queue of an uplink full`,
  downlink: (count) => `${count} found the queue of a downlink full`,
  cut: (count, _to, hasLink) => `${count} found the ${hasLink ? 'link cut' : 'way closed'}`,
  loss: (count) => `${count} ${were(count)} lost by its \`loss\``,
  burst: (count) => `${count} ${were(count)} lost in bursts`,
  moved: (count, to) => `${count} ${were(count)} for an address that ${to} had left`,
  queue: (count) => `${count} found the queue of its \`rate\` full`,
  mtu: (count) => `${count} ${were(count)} larger than its \`mtu\``,
};

function were(count: number): string {
  return count === 1 ? 'was' : 'were';
}
