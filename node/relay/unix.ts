/** From `performance.now()` to Unix milliseconds, to the microsecond. */
export function unix(ms: number): number {
  return Math.round((performance.timeOrigin + ms) * 1000) / 1000;
}
