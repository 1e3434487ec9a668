/**
 * How findings are worded: times, lists of names, and what holds them together.
 */

/** `1.003 s`; before the scenario's start with a minus. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}

/** `n1`, `n1 and n2`, `n1, n2 and 5 others`. */
export function names(list: readonly string[], most = 4): string {
  if (list.length === 0) return 'nobody';
  if (list.length === 1) return list[0]!;
  if (list.length <= most) return `${list.slice(0, -1).join(', ')} and ${list.at(-1)}`;
  return `${list.slice(0, most - 1).join(', ')} and ${list.length - most + 1} others`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A clause as a sentence. */
export function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}

/** `a → b → c`; of a long one its two ends. */
export function route(path: readonly string[], most = 10): string {
  if (path.length <= most) return path.join(' → ');
  return [...path.slice(0, most / 2), '…', ...path.slice(-most / 2)].join(' → ');
}
