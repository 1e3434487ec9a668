/**
 * When the relays' counts were read. A count is reported at the moment at which all relays have answered, and was read some time
 * before; but not before the counts that were told ahead of it, since relays are asked again only when all have answered
 * (`Relays`, invariant 3). So what is certain of a moment is what the second reading after it says.
 *
 * A direction whose counts have not changed leaves no record, but one of them always does, so the moments are those of all
 * directions together.
 */

export class Readings {
  /** In order, each once. */
  private readonly toldAtMs: number[] = [];

  note(atMs: number): void {
    if (atMs > (this.toldAtMs.at(-1) ?? -Infinity)) this.toldAtMs.push(atMs);
  }

  /** When that was told which was surely read after `atMs`; Infinity where nothing was. */
  surelyAfter(atMs: number): number {
    return this.toldAtMs[this.indexFrom(atMs) + 1] ?? Infinity;
  }

  /** Before this, nothing that was told at `atMs` or later was read; -Infinity where that is not known. */
  notBefore(atMs: number): number {
    return this.toldAtMs[this.indexFrom(atMs) - 1] ?? -Infinity;
  }

  /** Of the first that was told at `atMs` or later. */
  private indexFrom(atMs: number): number {
    let low = 0;
    let high = this.toldAtMs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.toldAtMs[middle]! < atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
