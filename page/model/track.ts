/**
 * What something was over time: values, each from a moment on. Records come nearly in order of time; one that comes late
 * counts from the last known moment on, so that the order of the journal is kept.
 */

export interface Mark<T> {
  atMs: number;
  value: T;
  /** The line of the journal, from 1; 0 for what held before it. */
  line: number;
}

export class Track<T> {
  readonly marks: Mark<T>[];

  constructor(initial: T) {
    this.marks = [{ atMs: -Infinity, value: initial, line: 0 }];
  }

  /** Nothing is added where nothing changes. */
  set(atMs: number, value: T, line: number): void {
    const last = this.last();
    if (last.value === value) return;
    this.marks.push({ atMs: Math.max(atMs, last.atMs), value, line });
  }

  last(): Mark<T> {
    return this.marks[this.marks.length - 1] as Mark<T>;
  }

  /** The mark that holds at that moment. */
  at(atMs: number): Mark<T> {
    let low = 0;
    let high = this.marks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.marks[middle] as Mark<T>).atMs <= atMs) low = middle;
      else high = middle - 1;
    }
    return this.marks[low] as Mark<T>;
  }

  /** As stretches from `fromMs` to `toMs`. */
  *spans(fromMs: number, toMs: number): Generator<{ fromMs: number; toMs: number; value: T }> {
    for (const [i, mark] of this.marks.entries()) {
      const from = Math.max(fromMs, mark.atMs);
      const to = Math.min(toMs, this.marks[i + 1]?.atMs ?? Infinity);
      if (from < to) yield { fromMs: from, toMs: to, value: mark.value };
    }
  }
}
