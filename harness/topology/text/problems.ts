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
  /** Places of values that nobody knows: what else is wrong there follows from that. */
  readonly #unknown = new Set<string>();
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
    const { line, column, file = this.#file } = place;
    const where = `${file}:${line}:${column}`;
    const identity = `${where} ${text}`;
    if (this.#seen.has(identity) || this.#unknown.has(where)) return;
    if (this.full) {
      this.#more++;
      return;
    }
    this.#seen.add(identity);
    this.#found.push({ file, line, column, text, fix });
  }

  /** No more is said of that place. */
  leave({ line, column, file = this.#file }: SourcePlace): void {
    this.#unknown.add(`${file}:${line}:${column}`);
  }

  addForeign(problems: readonly Problem[]): void {
    this.#foreign.push(...problems);
  }

  /** At the value that the path leads to. */
  at(source: SourceText, path: Path, text: string, fix: string): void {
    this.add(source.place(path), source.prefix(path) + source.from(path) + text, fix);
  }

  /** At the key that the path ends with. */
  atKey(source: SourceText, path: Path, text: string, fix: string): void {
    this.add(source.keyPlace(path), source.prefix(path) + text, fix);
  }

  throwIfAny(): void {
    if (!this.any) return;
    // The file's own first, then those of each file that it includes.
    const files = [...new Set([this.#file, ...this.#found.map(({ file }) => file)])];
    const order = new Map(files.map((file, i) => [file, i]));
    const orderOf = ({ file }: Problem) => order.get(file) ?? 0;
    const sorted = this.#found.toSorted(
      (x, y) => orderOf(x) - orderOf(y) || x.line - y.line || x.column - y.column,
    );
    const last = sorted.at(-1);
    if (last !== undefined && this.#more > 0) {
      sorted.push({ ...last, text: `and ${this.#more} more`, fix: 'Fix those above first.' });
    }
    throw new TopologyError([...sorted, ...this.#foreign]);
  }
}

/** For a file of which nothing could be read. */
export function throwOneProblem(
  file: string,
  text: string,
  fix: string,
  place: SourcePlace = { line: 1, column: 1 },
): never {
  throw new TopologyError([{ file, ...place, text, fix }]);
}
