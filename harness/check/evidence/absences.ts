/**
 * Where nodes may talk without a link: when surely no word could come from one node to another. While both possibly ran, and
 * neither was surely off the network, some way may have led between them, whatever links did. Partitions close links, and only a router
 * closes all ways.
 *
 * Who comes back, from a pause, to the network or from behind a partition, may tell what it knew before, so a new absence begins for all.
 */

import { possiblyAttached, reattachmentsMs } from './attachment.ts';
import type { History } from './history.ts';
import { complement, type Interval, intersect } from './interval.ts';
import { listPartitionSpans } from './partitions.ts';

export class Absences {
  private readonly present: ReadonlyMap<string, readonly Interval[]>;
  /** In order. */
  private readonly comebacksMs: readonly number[];
  /** While a router surely kept them up: on which side each node was. */
  private readonly partitions: readonly (Interval & { sideOf: ReadonlyMap<string, number> })[];

  constructor(history: History) {
    const comebacksMs = reattachmentsMs(history.attachments);
    const present = new Map<string, readonly Interval[]>();
    for (const node of history.nodes) {
      const up = history.incarnations(node).flatMap((incarnation) => {
        const runs = incarnation.possiblyUp();
        for (const { fromMs } of runs.slice(1)) comebacksMs.push(fromMs);
        return runs;
      });
      present.set(node, intersect(up, possiblyAttached(history.attachments, node)));
    }
    this.present = present;
    this.partitions = partitionsOnRouter(history);
    for (const { toMs } of this.partitions) if (Number.isFinite(toMs)) comebacksMs.push(toMs);
    this.comebacksMs = comebacksMs.sort((one, other) => one - other);
  }

  of(one: string, other: string): Interval[] {
    const kept = this.partitions.filter(({ sideOf }) => sideOf.get(one) !== sideOf.get(other));
    const together = intersect(this.present.get(one)!, this.present.get(other)!);
    const apart = complement(intersect(together, complement(kept)));
    if (this.comebacksMs.length === 0) return apart;
    return apart.flatMap(({ fromMs, toMs }) => {
      const within = this.comebacksMs.filter((atMs) => fromMs < atMs && atMs < toMs);
      return [fromMs, ...within].map((atMs, i) => ({ fromMs: atMs, toMs: within[i] ?? toMs }));
    });
  }
}

function partitionsOnRouter(history: History): (Interval & { sideOf: ReadonlyMap<string, number> })[] {
  if (history.header.topology.network === undefined) return [];
  return listPartitionSpans(history).flatMap(({ surelyFromMs: fromMs, surelyToMs: toMs, sides }) => {
    const sideOf = new Map(sides.flatMap((side, i) => side.map((node) => [node, i] as const)));
    return fromMs < toMs ? [{ fromMs, toMs, sideOf }] : [];
  });
}
