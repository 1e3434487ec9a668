/**
 * A topology given as an object, by a program: it has no lines, so errors name the path.
 */

import { throwOneProblem } from './problems.ts';
import { keysAt, type Path, pathText, type SourceText } from './source.ts';

const MAX_DEPTH = 100;

/** `name` stands where the file's name would: in errors, and as the topology's name if it has none; paths go from `folder`. */
export function objectSource(name: string, object: unknown, folder = '.'): SourceText {
  const value = plain(name, object, []);
  return {
    file: name,
    value,
    keys: (path) => keysAt(value, path),
    place: () => ({ line: 1, column: 1 }),
    keyPlace: () => ({ line: 1, column: 1 }),
    // A program's value is what it is.
    text: () => undefined,
    refer: (path) => `\`${pathText(path)}\``,
    where: () => undefined,
    folder: () => folder,
    from: () => '',
    prefix: (path) => (path.length === 0 ? '' : `\`${pathText(path)}\`: `),
  };
}

/** A copy of what JSON could hold; anything else is refused. Undefined is left out. */
function plain(name: string, value: unknown, path: Path): unknown {
  const wrong = (text: string) =>
    throwOneProblem(
      name,
      `\`${pathText(path)}\` ${text}`,
      'Use texts, finite numbers, booleans, null, arrays and plain objects.',
    );
  if (path.length > MAX_DEPTH) wrong(`is nested more than ${MAX_DEPTH} deep, or holds itself`);
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : wrong(`is ${value}`);
    case 'object':
      break;
    default:
      return wrong(`is a ${typeof value}`);
  }
  if (value === null) return null;
  if (Array.isArray(value)) return value.map((item, i) => plain(name, item, [...path, i]));
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) wrong('is no plain object');
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [key, item] of Object.entries(value)) {
    if (key === '__proto__') wrong('has a key `__proto__`');
    if (item !== undefined) copy[key] = plain(name, item, [...path, key]);
  }
  return copy;
}
