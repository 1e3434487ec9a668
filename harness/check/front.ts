/**
 * All lives to which ways lead from the holders told so far, over what holds during one kind of window. It says, far
 * more cheaply than `owedFrom`, who cannot be owed anything: whoever is not on it.
 */
import type { Incarnation } from './incarnation.ts';

export class Front {
  private readonly lives = new Set<Incarnation>();
  private readonly lifeOf: (node: string) => Incarnation | undefined;
  private readonly waysFrom: (node: string) => string[];

  constructor(lifeOf: (node: string) => Incarnation | undefined, waysFrom: (node: string) => string[]) {
    this.lifeOf = lifeOf;
    this.waysFrom = waysFrom;
  }

  /** Returns the lives that this adds. */
  add(holder: Incarnation): Incarnation[] {
    if (this.lifeOf(holder.node) !== holder || this.lives.has(holder)) return [];
    const added = [holder];
    this.lives.add(holder);
    for (const life of added) {
      for (const to of this.waysFrom(life.node)) {
        const next = this.lifeOf(to);
        if (!next || this.lives.has(next)) continue;
        this.lives.add(next);
        added.push(next);
      }
    }
    return added;
  }
}
