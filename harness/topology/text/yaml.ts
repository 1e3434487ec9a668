/**
 * YAML text → plain values with their places. The `yaml` package parses; the walk over its tree is ours, since
 * places, bombs and keys such as `__proto__` are handled there.
 *
 * Invariants:
 *  1. A map has no prototype, and no key named `__proto__`.
 *  2. Aliases share what they refer to. Counted as if written out, they add at most `MAX_ALIASED` values.
 *  3. Of a scalar that YAML takes for a number, a switch or nothing, the text stays beside the value: whether it is a
 *     name or a number, only the schema knows.
 *  4. Nothing is nested deeper than `MAX_DEPTH`, which is found out before anything recurs over it.
 */

import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { didYouMean } from './nearest.ts';
import type { Problems } from './problems.ts';
import type { Placed, SourcePlace } from './source.ts';
import { stripYamlErrorNoise, yamlErrorFix, yamlErrorText } from './yaml-words.ts';

const CORE_TAGS = ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map(
  (type) => `tag:yaml.org,2002:${type}`,
);
const MAX_DEPTH = 100;
const MAX_ALIASED = 100_000;

/**
 * Null when there is nothing that could be looked at further; the problems then say why. `file`: where it is not the one
 * whose problems these are.
 */
export function parseYaml(text: string, problems: Problems, file?: string): Placed | null {
  const inFile = file === undefined ? {} : { file };
  const placeOf = (offset: number) => ({ ...lineAndColumn(lines, offset), ...inFile });
  if (!isShallow(text, problems, inFile)) return null;
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    // Ours is linear in the number of keys.
    uniqueKeys: false,
    keepSourceTokens: false,
    version: '1.2',
    // Also where a file says `%YAML 1.1`, by which `yes` is a switch and 2001-12-14 a date.
    schema: 'core',
  });
  // Warnings are all of unknown tags, which the walk looks at.
  for (const error of stripYamlErrorNoise(document.errors, text)) {
    problems.add(placeOf(error.pos[0]), yamlErrorText(error, text), yamlErrorFix(error, text));
  }
  if (document.errors.length > 0) return null;
  if (document.contents === null) {
    const fix = file === undefined ? 'Write at least `nodes` and `links`.' : 'Write what is to be shared.';
    problems.add({ line: 1, column: 1, ...inFile }, 'the file is empty', fix);
    return null;
  }
  return new Walk(document, placeOf, problems).value(document.contents, undefined);
}

class Walk {
  readonly #placeOf: (offset: number) => SourcePlace;
  readonly #problems: Problems;
  readonly #anchors = new Map<string, Placed | 'open'>();
  readonly #document: Document;
  #aliased = 0;

  constructor(document: Document, placeOf: (offset: number) => SourcePlace, problems: Problems) {
    this.#document = document;
    this.#placeOf = placeOf;
    this.#problems = problems;
  }

  /** `key`: where an empty value is said to be, since it has no place of its own. */
  value(node: unknown, key: SourcePlace | undefined): Placed {
    if (isAlias(node)) return this.#alias(node.source, this.#place(node));
    const anchor = (node as { anchor?: string } | null)?.anchor;
    if (anchor !== undefined) this.#anchors.set(anchor, 'open');
    this.#checkTag(node);
    const placed = this.#plain(node, key);
    if (anchor !== undefined) this.#anchors.set(anchor, placed);
    return placed;
  }

  /** Tags such as `!!binary` make values that no topology holds. */
  #checkTag(node: unknown): void {
    const tag = (node as { tag?: string } | null)?.tag;
    if (tag === undefined || CORE_TAGS.includes(tag)) return;
    const written = tag.replace('tag:yaml.org,2002:', '!!');
    this.#problems.add(
      this.#place(node as Node),
      `the tag \`${written}\` has no meaning here`,
      'Leave it out.',
    );
    if (isScalar(node)) node.value = node.source ?? '';
  }

  #plain(node: unknown, key: SourcePlace | undefined): Placed {
    if (isMap(node)) return this.#map(node);
    if (isSeq(node)) {
      const items = node.items.map((item) => this.value(item, undefined));
      const size = items.reduce((sum, item) => sum + item.size, 1);
      return { value: items.map((item) => item.value), at: this.#place(node), size, items };
    }
    if (!isScalar(node)) return { value: null, at: key ?? this.#placeOf(0), size: 1 };
    const at = key !== undefined && node.value === null && !node.source ? key : this.#place(node);
    if (typeof node.value === 'string' || !node.source) return { value: node.value, at, size: 1 };
    return { value: node.value, at, size: 1, text: node.source };
  }

  #map(map: YAMLMap): Placed {
    const entries: NonNullable<Placed['entries']> = new Map();
    const merges: { at: SourcePlace; value: Placed }[] = [];
    for (const pair of map.items as Pair<unknown, unknown>[]) {
      const key = this.#key(pair.key as Node | null, map);
      if (key === null) continue;
      const value = this.value(pair.value, key.at);
      if (key.text === '<<') {
        merges.push({ at: key.at, value });
        continue;
      }
      const first = entries.get(key.text);
      if (first !== undefined) {
        const text = `the key \`${key.text}\` appears here twice, first on line ${first.key.line}`;
        this.#problems.add(key.at, text, 'Keep one of them.');
        continue;
      }
      entries.set(key.text, { key: key.at, value });
    }
    for (const merge of merges) this.#merge(merge.at, merge.value, entries);
    const value = Object.create(null) as Record<string, unknown>;
    let size = 1;
    for (const [name, entry] of entries) {
      value[name] = entry.value.value;
      size += entry.value.size;
    }
    return { value, at: this.#place(map), size, entries };
  }

  /** `<<: *base` or `<<: [*one, *two]`: what is written in the map itself wins, then the first of the list. */
  #merge(at: SourcePlace, from: Placed, into: NonNullable<Placed['entries']>): void {
    const maps = from.items ?? [from];
    for (const map of maps) {
      if (map.entries === undefined) {
        this.#problems.add(
          at,
          '`<<` merges something that is no map',
          'Write `<<: *name`, where `&name` marks a map.',
        );
        continue;
      }
      for (const [name, entry] of map.entries) if (!into.has(name)) into.set(name, entry);
    }
  }

  #key(node: Node | null, map: YAMLMap): { text: string; at: SourcePlace } | null {
    const at = node === null ? this.#place(map) : this.#place(node);
    if (!isScalar(node) || (node.value === null && !node.source)) {
      this.#problems.add(at, 'a key here is no text', 'A key is a text, as in `count: 10`.');
      return null;
    }
    const text =
      typeof node.value === 'string' ? node.value : ((node as Scalar).source ?? String(node.value));
    if (text === '__proto__') {
      this.#problems.add(at, 'a key cannot be called `__proto__`', 'Take another name.');
      return null;
    }
    return { text, at };
  }

  #alias(name: string, at: SourcePlace): Placed {
    const nothing: Placed = { value: null, at, size: 1 };
    const target = this.#anchors.get(name);
    if (target === undefined) {
      const hint = didYouMean(name, this.#anchors.keys());
      const known = [...this.#anchors.keys()].slice(0, 10).map((anchor) => `\`&${anchor}\``);
      const fix =
        known.length === 0 ? 'The file marks nothing with `&`.' : `Marked before it: ${known.join(', ')}.`;
      this.#problems.add(at, `\`*${name}\` refers to something that is not there`, hint + fix);
      return nothing;
    }
    if (target === 'open') {
      this.#problems.add(at, `\`*${name}\` stands inside what it refers to`, 'Nothing can hold itself.');
      return nothing;
    }
    const before = this.#aliased;
    this.#aliased += target.size;
    if (this.#aliased > MAX_ALIASED) {
      const text = `the aliases of this file, written out, come to more than ${MAX_ALIASED} values`;
      if (before <= MAX_ALIASED) this.#problems.add(at, text, 'Refer to less, or to it less often.');
      return nothing;
    }
    // An error in what an alias stands for is shown where that is written.
    return target;
  }

  #place(node: { range?: readonly [number, number, number] | null | undefined }): SourcePlace {
    return this.#placeOf(node.range?.[0] ?? this.#document.range?.[0] ?? 0);
  }
}

function lineAndColumn(lines: LineCounter, offset: number): SourcePlace {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

/** Counts how deep brackets nest, and how many `-` or `?` open a line, before anything recurs over them. */
function isShallow(text: string, problems: Problems, inFile: { file?: string }): boolean {
  let flow = 0;
  let indicators = 0;
  let line = 1;
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === '[' || lexeme === '{') flow++;
    else if (lexeme === ']' || lexeme === '}') flow--;
    else if (lexeme === '-' || lexeme === '?') indicators++;
    for (let at = lexeme.indexOf('\n'); at >= 0; at = lexeme.indexOf('\n', at + 1)) {
      line++;
      indicators = 0;
    }
    if (flow > MAX_DEPTH || indicators > MAX_DEPTH) {
      problems.add(
        { line, column: 1, ...inFile },
        `nested more than ${MAX_DEPTH} deep`,
        'Is a bracket left open?',
      );
      return false;
    }
  }
  return true;
}
