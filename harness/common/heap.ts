/**
 * A queue by time: the entry with the smallest `atMs` comes out first, equal ones in no particular order.
 */
export class TimeHeap<T> {
  private readonly entries: { atMs: number; item: T }[] = [];

  push(atMs: number, item: T): void {
    const { entries } = this;
    let at = entries.length;
    entries.push({ atMs, item });
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (entries[parent]!.atMs <= entries[at]!.atMs) return;
      this.swap(at, parent);
      at = parent;
    }
  }

  pop(): { atMs: number; item: T } | undefined {
    const { entries } = this;
    const top = entries[0];
    const last = entries.pop();
    if (!top || !last || entries.length === 0) return top;
    entries[0] = last;
    this.sink(0);
    return top;
  }

  private sink(from: number): void {
    const { entries } = this;
    let at = from;
    for (;;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < entries.length && entries[child]!.atMs < entries[least]!.atMs) least = child;
      }
      if (least === at) return;
      this.swap(at, least);
      at = least;
    }
  }

  private swap(a: number, b: number): void {
    const entry = this.entries[a]!;
    this.entries[a] = this.entries[b]!;
    this.entries[b] = entry;
  }
}
