/** Numbers from 0 on in groups that are joined: union-find. */
export class Union {
  private readonly parents: Int32Array;

  constructor(size: number) {
    this.parents = Int32Array.from({ length: size }, (_, i) => i);
  }

  join(one: number, other: number): void {
    this.parents[this.root(one)] = this.root(other);
  }

  /** Those of more than one. */
  groups(): number[][] {
    const groups = new Map<number, number[]>();
    for (let i = 0; i < this.parents.length; i++) {
      const root = this.root(i);
      const group = groups.get(root);
      if (group) group.push(i);
      else groups.set(root, [i]);
    }
    return [...groups.values()].filter((group) => group.length > 1);
  }

  private root(of: number): number {
    let at = of;
    while (this.parents[at] !== at) {
      // Paths are halved, which keeps them short.
      this.parents[at] = this.parents[this.parents[at]!]!;
      at = this.parents[at]!;
    }
    return at;
  }
}
