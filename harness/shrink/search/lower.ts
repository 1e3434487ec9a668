/**
 * Numbers get smaller along 1, 2, 5, 10, 20, 50, …: few tries lead far, and what comes out is what a person would write.
 */

/** The next smaller of these; 0 below 1. */
export function nextLower(value: number): number {
  let power = 1;
  while (power * 10 < value) power *= 10;
  const lower = [5 * power, 2 * power, power].find((candidate) => candidate < value);
  return lower ?? 0;
}
