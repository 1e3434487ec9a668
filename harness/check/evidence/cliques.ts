/**
 * Under `reach: all` every two nodes may talk. A thousand nodes are half a million pairs, so they are kept as cliques: sets of
 * which every two members may talk while both are in. In a graph a clique stands beside the nodes, tied to each of its members.
 *
 * On a routed network it is the router that lets nodes without a link talk, or not (`elsewhere`), whatever programs find; and it keeps
 * all nodes of two sides apart while a partition is in force.
 */

import { delayBoundsMs } from '../../../node/link/conditions.ts';
import { mayTalkWithoutLinks } from '../../topology/model/discovery.ts';
import { groupsWithinFirewalls, longestDelayAtGatesMs } from '../../topology/model/gates.ts';
import { conditionsElsewhere, reachesElsewhere } from '../../topology/model/network.ts';
import { possiblyAttached, surelyAttached } from './attachment.ts';
import { type Circle, findIntroducedCircles } from './circles.ts';
import type { History } from './history.ts';
import { ALWAYS, complement, type Interval, intersect } from './interval.ts';
import { listPartitionSpans, type PartitionSpan } from './partitions.ts';

export interface Clique {
  /** By node: when it is in. */
  members: ReadonlyMap<string, readonly Interval[]>;
  /** While one of these lasts, each member reaches each other one; not in order. */
  open: readonly Interval[];
  /** The longest that it takes to come to the next member, and the same again to the one after it; of those that possibly can talk, the shortest. */
  hopMs: number;
}

/** A time, and the nodes that may talk to each other in it; null: all. */
interface Epoch extends Interval {
  nodes: ReadonlySet<string> | null;
}

/**
 * Those that surely can talk: who have been introduced (`circles.ts`), share a network, have no firewall between them, are not
 * disconnected, and are on one side of each partition. Two whose own link is closed talk over a third that is open to both, so there must be one.
 */
export function sureCliques(history: History, introductionMs: number): Clique[] {
  const { topology } = history.header;
  if (topology.network !== undefined && !reachesElsewhere(topology)) return [];
  const circles = findIntroducedCircles(history, introductionMs);
  if (circles.length === 0) return [];
  const epochs = sureEpochs(listPartitionSpans(history));
  const elsewhereMs = delayBoundsMs(conditionsElsewhere(topology)).maxMs + longestDelayAtGatesMs(topology);
  const slowestMs = Math.max(elsewhereMs, ...history.directions.map(({ maxDelayMs }) => maxDelayMs));
  const reachable = sureToReachEachOther(history);
  return circles.flatMap((circle) =>
    reachable.flatMap((nodes) =>
      epochs.flatMap((epoch) => {
        const members = membersOf(history, circle, nodes, epoch);
        if (members.size < 2) return [];
        return [{ members, open: openWith(history, members), hopMs: slowestMs }];
      }),
    ),
  );
}

/**
 * Those that possibly can talk, as far as the file means them to: who share a network, are not surely disconnected, and not on two
 * sides of a partition that surely is in force.
 */
export function possibleCliques(history: History): Clique[] {
  const { topology } = history.header;
  if (!mayTalkWithoutLinks(topology)) return [];
  // A linked pair has its link; through a third node it takes longer than this.
  const hopMs = delayBoundsMs(conditionsElsewhere(topology)).minMs;
  const partitions = listPartitionSpans(history).map(({ surelyFromMs, surelyToMs, sides }) => ({
    fromMs: surelyFromMs,
    toMs: Math.max(surelyFromMs, surelyToMs),
    sides,
  }));
  const between = complement(partitions).map((span): Epoch => ({ ...span, nodes: null }));
  const within = partitions.flatMap(({ fromMs, toMs, sides }) =>
    sides.map((side): Epoch => ({ fromMs, toMs, nodes: new Set(side) })),
  );
  return networksOf(history).flatMap((network) =>
    [...between, ...within].map((epoch) => {
      const nodes = network.filter((node) => epoch.nodes?.has(node) ?? true);
      const members = nodes.map(
        (node) => [node, intersect(possiblyAttached(history.attachments, node), [epoch])] as const,
      );
      return { members: new Map(members), open: ALWAYS, hopMs };
    }),
  );
}

/** The time between two partitions is one for all; that of each side reaches from the partition before to the one after. */
function sureEpochs(partitions: readonly PartitionSpan[]): Epoch[] {
  const epochs: Epoch[] = complement(partitions).map((span) => ({ ...span, nodes: null }));
  for (const [i, { sides }] of partitions.entries()) {
    const fromMs = partitions[i - 1]?.toMs ?? -Infinity;
    const toMs = partitions[i + 1]?.fromMs ?? Infinity;
    for (const side of sides) epochs.push({ fromMs, toMs, nodes: new Set(side) });
  }
  return epochs;
}

function membersOf(
  history: History,
  circle: Circle,
  reachable: readonly string[],
  { fromMs, toMs, nodes }: Epoch,
): Map<string, readonly Interval[]> {
  const among = new Set(reachable);
  const members = new Map<string, Interval[]>();
  for (const [{ node, succeededMs }, sinceMs] of circle) {
    if (!among.has(node) || nodes?.has(node) === false) continue;
    const lasts = { fromMs: Math.max(sinceMs, fromMs), toMs: Math.min(succeededMs, toMs) };
    if (lasts.fromMs >= lasts.toMs) continue;
    const when = intersect(surelyAttached(history.attachments, node), [lasts]);
    if (when.length > 0) members.set(node, [...(members.get(node) ?? []), ...when]);
  }
  return members;
}

/** When some member surely ran and none of its links to another one was closed. */
function openWith(history: History, members: ReadonlyMap<string, readonly Interval[]>): Interval[] {
  const hindered = new Map<string, Interval[]>();
  for (const { from, to, ...direction } of hindrances(history)) {
    const [one, other] = [members.get(from), members.get(to)];
    if (!one || !other) continue;
    const closed = intersect(direction.closed, intersect(one, other));
    if (closed.length > 0) hindered.set(from, [...(hindered.get(from) ?? []), ...closed]);
  }
  return [...members].flatMap(([node, when]) => {
    const up = history.incarnations(node).flatMap((incarnation) => incarnation.surelyUp());
    const closed = (hindered.get(node) ?? []).sort((one, other) => one.fromMs - other.fromMs);
    return [...intersect(intersect(when, up), complement(closed))];
  });
}

/** Links that ever were closed, from each of their ends. */
function hindrances(history: History): { from: string; to: string; closed: readonly Interval[] }[] {
  return history.directions.flatMap((direction) => {
    const { from, to, back } = direction;
    const closed = complement(intersect(direction.surelyOpen(), back.surelyOpen()));
    return closed.length === 0 ? [] : [{ from, to, closed }];
  });
}

/** Segments, and on a routed network nodes without a firewall between them; of one node alone there is nothing to say. */
function sureToReachEachOther(history: History): (readonly string[])[] {
  const { topology } = history.header;
  const groups = topology.network === undefined ? networksOf(history) : groupsWithinFirewalls(topology);
  return groups.filter(({ length }) => length > 1);
}

function networksOf(history: History): (readonly string[])[] {
  const { networks } = history.header.topology;
  return networks.length === 0 ? [history.nodes] : networks.map(({ nodes }) => nodes);
}
