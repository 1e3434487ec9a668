/** The first whole microsecond that is not before `ms`: who is woken then, by a clock in milliseconds, is not told that it is earlier. */
export function microsNoEarlier(ms: number): number {
  const us = Math.ceil(ms * 1000);
  return us / 1000 < ms ? us + 1 : us;
}
