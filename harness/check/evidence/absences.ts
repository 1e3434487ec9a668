/**
 * Under `reach: all`: when surely no word could come from one node to another. While both possibly ran, and neither was surely
 * off the network, some way may have led between them, whatever links and partitions did.
 *
 * Who comes back, from a pause or to the network, may tell what it knew before, so a new absence begins for all.
 */

import { possiblyAttached, reattachmentsMs } from './attachment.ts';
import type { History } from './history.ts';
import { complement, type Interval, intersect } from './interval.ts';

export class Absences {
  private readonly present: ReadonlyMap<string, readonly Interval[]>;
  /** In order. */
  private readonly comebacksMs: readonly number[];

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
    this.comebacksMs = comebacksMs.sort((one, other) => one - other);
  }

  of(one: string, other: string): Interval[] {
    const apart = complement(intersect(this.present.get(one)!, this.present.get(other)!));
    if (this.comebacksMs.length === 0) return apart;
    return apart.flatMap(({ fromMs, toMs }) => {
      const within = this.comebacksMs.filter((atMs) => fromMs < atMs && atMs < toMs);
      return [fromMs, ...within].map((atMs, i) => ({ fromMs: atMs, toMs: within[i] ?? toMs }));
    });
  }
}
