/** From `performance.now()` to Unix milliseconds, to the microsecond. */
export function toUnixMs(ms: number): number {
  return Math.round((performance.timeOrigin + ms) * 1000) / 1000;
}
