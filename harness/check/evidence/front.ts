/**
 * All lives to which ways lead from the holders told so far, over what holds during one kind of window. Lives that
 * are not on it cannot be owed anything, which it tells far more cheaply than `owedFrom`.
 */
import type { Incarnation } from './incarnation.ts';

export class ReachFront {
  private readonly incarnations = new Set<Incarnation>();
  private readonly incarnationOf: (node: string) => Incarnation | undefined;
  private readonly directionsFrom: (node: string) => string[];

  constructor(
    incarnationOf: (node: string) => Incarnation | undefined,
    directionsFrom: (node: string) => string[],
  ) {
    this.incarnationOf = incarnationOf;
    this.directionsFrom = directionsFrom;
  }

  /** Returns the lives that this adds. */
  add(holder: Incarnation): Incarnation[] {
    if (this.incarnationOf(holder.node) !== holder || this.incarnations.has(holder)) return [];
    const added = [holder];
    this.incarnations.add(holder);
    for (const incarnation of added) {
      for (const to of this.directionsFrom(incarnation.node)) {
        const next = this.incarnationOf(to);
        if (!next || this.incarnations.has(next)) continue;
        this.incarnations.add(next);
        added.push(next);
      }
    }
    return added;
  }
}
