/**
 * How findings are worded: times, lists of names, and what holds them together.
 */

import { joinAsList } from '../../common/wording.ts';

/** `n1`, `n1 and n2`, `n1, n2 and 5 others`. */
export function joinNames(list: readonly string[], most = 4): string {
  if (list.length === 0) return 'nobody';
  if (list.length === 1) return list[0]!;
  if (list.length <= most) return joinAsList(list);
  return `${list.slice(0, most - 1).join(', ')} and ${list.length - most + 1} others`;
}

/** A clause as a sentence. */
export function clauseToSentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}

/** `a → b → c`; of a long one its two ends. */
export function nodePathText(path: readonly string[], most = 10): string {
  if (path.length <= most) return path.join(' → ');
  return [...path.slice(0, most / 2), '…', ...path.slice(-most / 2)].join(' → ');
}
