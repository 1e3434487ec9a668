/**
 * Collects the mistakes of a file, so that all of them come at once.
 */

import { type Problem, TopologyError } from '../../common/errors.ts';
import type { Path, SourcePlace, SourceText } from './source.ts';

/** Nobody reads more; a generated file may hold a hundred thousand. */
const MAX_PROBLEMS = 100;

export class Problems {
  readonly #file: string;
  readonly #found: Problem[] = [];
  /** In files that this one names. */
  readonly #foreign: Problem[] = [];
  readonly #seen = new Set<string>();
  #more = 0;

  constructor(file: string) {
    this.#file = file;
  }

  get any(): boolean {
    return this.#found.length + this.#foreign.length > 0;
  }

  /** How many there are so far: so that one can see whether a section brought any. */
  get count(): number {
    return this.#found.length + this.#foreign.length + this.#more;
  }

  /** True when no more are kept: then hints need not be looked for. */
  get full(): boolean {
    return this.#found.length >= MAX_PROBLEMS;
  }

  /** What was found, and what to do about it, at a place. The same mistake at the same place counts once. */
  add(place: SourcePlace, text: string, fix: string): void {
    const identity = `${place.line}:${place.column} ${text}`;
    if (this.#seen.has(identity)) return;
    if (this.full) {
      this.#more++;
      return;
    }
    this.#seen.add(identity);
    this.#found.push({ file: this.#file, line: place.line, column: place.column, text, fix });
  }

  addForeign(problems: readonly Problem[]): void {
    this.#foreign.push(...problems);
  }

  /** At the value that the path leads to. */
  at(source: SourceText, path: Path, text: string, fix: string): void {
    this.add(source.place(path), source.prefix(path) + text, fix);
  }

  /** At the key that the path ends with. */
  atKey(source: SourceText, path: Path, text: string, fix: string): void {
    this.add(source.keyPlace(path), source.prefix(path) + text, fix);
  }

  throwIfAny(): void {
    if (!this.any) return;
    const sorted = this.#found.toSorted((x, y) => x.line - y.line || x.column - y.column);
    const last = sorted.at(-1);
    if (last !== undefined && this.#more > 0) {
      sorted.push({ ...last, text: `and ${this.#more} more`, fix: 'Fix those above first.' });
    }
    throw new TopologyError([...sorted, ...this.#foreign]);
  }
}

/** For a file of which nothing could be read. */
export function refuse(
  file: string,
  text: string,
  fix: string,
  place: SourcePlace = { line: 1, column: 1 },
): never {
  throw new TopologyError([{ file, ...place, text, fix }]);
}
