/**
 * Lists of which most peers have an empty one, and many of the rest one with a single entry. V8 gives a list to which something
 * is appended the room of seventeen.
 */

/** The empty list of all; never written to. */
export const EMPTY: never[] = [];

/** The list with one more item at its end: the same list, unless it was `EMPTY`. */
export function appendToList<T>(list: T[], item: T): T[] {
  if (list.length === 0) return [item];
  list.push(item);
  return list;
}
