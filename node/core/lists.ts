/**
 * Lists of which most peers have an empty one, and many of the rest one with a single entry. V8 gives a list to which something
 * is appended the room of seventeen.
 */

/** For all who have nothing; never written to. */
export const EMPTY: never[] = [];

/** The list with one more at its end: the same one, but for an empty one. */
export function withOneMore<T>(list: T[], item: T): T[] {
  if (list.length === 0) return [item];
  list.push(item);
  return list;
}
