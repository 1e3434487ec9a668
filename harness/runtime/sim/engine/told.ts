/**
 * What peers tell while they take their turns, node by node: kept until all have had theirs, so that the sink is told in order
 * of time. Of one moment it is told in the order of nodes.
 */
interface Kept {
  atUs: number;
  say: () => void;
}

export class Told {
  #kept: Kept[] = [];

  add(atUs: number, say: () => void): void {
    this.#kept.push({ atUs, say });
  }

  /** Says all of it; before each, `at` is called with its time. */
  sayAll(at: (us: number) => void): void {
    const kept = this.#kept;
    this.#kept = [];
    // A stable sort, of what is in the order of nodes.
    kept.sort((one, other) => one.atUs - other.atUs);
    for (const { atUs, say } of kept) {
      at(atUs);
      say();
    }
  }
}
