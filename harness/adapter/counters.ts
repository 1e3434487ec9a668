/**
 * Counters that a program's command prints: a JSON object, whose maps are walked, or lines of a name and a number.
 */

const LINE = /^\s*"?([\w.-]{1,80})"?\s*[:=\s]\s*(-?\d+(?:\.\d+)?),?\s*$/;
const MOST = 200;

/** By name, as in `net.received`; empty where nothing is a counter. */
export function countersIn(text: string): Record<string, number> {
  const found: [string, number][] = [];
  const walk = (value: unknown, path: readonly string[]) => {
    if (found.length === MOST) return;
    if (typeof value === 'number') found.push([path.join('.'), value]);
    else if (typeof value === 'object' && value !== null)
      for (const [key, part] of Object.entries(value)) walk(part, [...path, key]);
  };
  try {
    walk(JSON.parse(text), []);
  } catch {
    for (const line of text.split('\n').slice(0, MOST)) {
      const [, name, number] = LINE.exec(line) ?? [];
      if (name !== undefined) found.push([name, Number(number)]);
    }
  }
  return Object.fromEntries(found.filter(([name]) => name !== ''));
}
