/**
 * Stretches of time, in milliseconds since the scenario's start. Closed at both ends; `Infinity` where open.
 */

export interface Interval {
  fromMs: number;
  toMs: number;
}

/** All time, as a list of intervals. */
export const ALWAYS: readonly Interval[] = [{ fromMs: -Infinity, toMs: Infinity }];

/** The interval that holds the whole of `[fromMs, toMs]`, or null. `intervals` do not overlap. */
export function intervalContaining(
  intervals: readonly Interval[],
  fromMs: number,
  toMs: number,
): Interval | null {
  for (const interval of intervals) {
    if (interval.fromMs <= fromMs && toMs <= interval.toMs) return interval;
  }
  return null;
}

/** The times in both. Both lists are in order and do not overlap; so is what comes out. */
export function intersect(one: readonly Interval[], other: readonly Interval[]): readonly Interval[] {
  if (other === ALWAYS) return one;
  if (one === ALWAYS) return other;
  const both: Interval[] = [];
  let i = 0;
  let j = 0;
  for (;;) {
    const a = one[i];
    const b = other[j];
    if (!a || !b) return both;
    const fromMs = Math.max(a.fromMs, b.fromMs);
    const toMs = Math.min(a.toMs, b.toMs);
    if (fromMs <= toMs) both.push({ fromMs, toMs });
    if (a.toMs < b.toMs) i++;
    else j++;
  }
}

/** The times in neither, over all time. */
export function complement(intervals: readonly Interval[]): Interval[] {
  const gaps: Interval[] = [];
  let fromMs = -Infinity;
  for (const interval of intervals) {
    if (interval.fromMs > fromMs) gaps.push({ fromMs, toMs: interval.fromMs });
    fromMs = Math.max(fromMs, interval.toMs);
  }
  if (fromMs < Infinity) gaps.push({ fromMs, toMs: Infinity });
  return gaps;
}

export function areEqual(some: readonly Interval[], others: readonly Interval[]): boolean {
  if (some === others) return true;
  return (
    some.length === others.length &&
    some.every(({ fromMs, toMs }, i) => fromMs === others[i]!.fromMs && toMs === others[i]!.toMs)
  );
}

/** How many of the sorted values are less than `value`; with `inclusive`, or equal to it. */
export function countUpTo(sorted: readonly number[], value: number, inclusive: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value || (inclusive && sorted[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
