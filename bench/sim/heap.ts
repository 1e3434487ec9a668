/**
 * What a simulation costs at the least: a binary heap in typed arrays from which the earliest is taken and put back later,
 * again and again, with nothing done in between. The yardstick of bench/sim.ts.
 */
import { Random } from '../../node/core/random.ts';

const LOOPS = 500_000;

/** How many times a second, with so many waiting. */
export function heapLoop(size: number): number {
  const random = Random.of(1, 'heap');
  const dues = Float64Array.from({ length: size }, () => random.below(size));
  const labels = Int32Array.from({ length: size }, (_, i) => i);
  for (let at = size >>> 1; at >= 0; at--) sink(dues, labels, at, dues[at]!, labels[at]!);
  const startedMs = performance.now();
  for (let loop = 0; loop < LOOPS; loop++) sink(dues, labels, 0, dues[0]! + random.below(size), labels[0]!);
  return (LOOPS / (performance.now() - startedMs)) * 1_000;
}

/** Puts this in the place of the one at `at`, and then where it belongs below. */
function sink(dues: Float64Array, labels: Int32Array, from: number, due: number, label: number): void {
  let at = from;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= dues.length) break;
    if (child + 1 < dues.length && dues[child + 1]! < dues[child]!) child++;
    if (dues[child]! >= due) break;
    dues[at] = dues[child]!;
    labels[at] = labels[child]!;
    at = child;
  }
  dues[at] = due;
  labels[at] = label;
}
