/**
 * Node selectors: `n4`, `n1..n5`, `n*`, `all`, `rest`, `random(3)`, and lists of them.
 *
 * Parsing needs no nodes. Resolving happens per step, among the nodes that fit its verb at that moment:
 *  1. A node named alone must fit; the caller gets each that does not.
 *  2. A range, a pattern, `all` and `rest` take those that fit, and it is a mistake when none does.
 *  3. `random(k)` draws from those that fit and are not named before it in the same list.
 *  4. Where lists follow each other, as the groups of a partition do, `rest` and `random` leave those alone that lists
 *     before have named.
 *  5. What comes out is in the topology's order, each node once.
 */

import type { Parsed } from '../text/units.ts';

export type Selector =
  | { kind: 'name'; name: string }
  | { kind: 'range'; text: string; prefix: string; first: number; last: number; digits: number }
  | { kind: 'glob'; pattern: string }
  | { kind: 'all' }
  | { kind: 'rest' }
  | { kind: 'random'; count: number };

export function parseSelector(text: string): Parsed<Selector> {
  const ok = (value: Selector): Parsed<Selector> => ({ ok: true, value });
  const wrong = (text: string, fix: string): Parsed<Selector> => ({ ok: false, text, fix });
  if (text === 'all' || text === 'rest') return ok({ kind: text });
  const random = /^random\s*(?:\((.*)\))?$/.exec(text);
  if (random !== null) {
    const count = Number(random[1]);
    if (/^\d+$/.test(random[1] ?? '') && count >= 1) return ok({ kind: 'random', count });
    return wrong(`\`${text}\` does not say how many`, 'Write `random(3)` for three nodes.');
  }
  if (text.includes('..')) {
    const range = /^(.*?)(\d+)\.\.(.*?)(\d+)$/.exec(text);
    const [, prefix = '', first = '', again = '', last = ''] = range ?? [];
    if (range === null || prefix !== again) {
      return wrong(`\`${text}\` is no range`, 'Write a range like `n1..n5`: the same word, then a number.');
    }
    if (!Number.isSafeInteger(Number(first)) || !Number.isSafeInteger(Number(last))) {
      return wrong(`the numbers of \`${text}\` are too large to count`, 'Name the nodes one by one.');
    }
    if (Number(first) > Number(last)) {
      return wrong(`the range \`${text}\` runs backwards`, `Write \`${prefix}${last}..${prefix}${first}\`.`);
    }
    const digits = first.startsWith('0') || last.startsWith('0') ? last.length : 0;
    return ok({ kind: 'range', text, prefix, first: Number(first), last: Number(last), digits });
  }
  if (text.includes('*') || text.includes('?')) return ok({ kind: 'glob', pattern: text });
  return ok({ kind: 'name', name: text });
}

/** `*` stands for any characters, `?` for one. Linear but for the product of pattern and name. */
export function matchesGlob(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let resume = 0;
  while (n < name.length) {
    if (p < pattern.length && pattern[p] === '*') {
      star = p++;
      resume = n;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === name[n])) {
      p++;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++resume;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** What a selector is resolved against. Nodes are numbers in the topology's order. */
export interface Field {
  /** Named in groups before this list: `rest` and `random` leave them alone. */
  before?: ReadonlySet<number>;
  names: readonly string[];
  numberOf(name: string): number | undefined;
  /** Whether the step's verb can be done to this node at this moment. */
  fits(node: number): boolean;
  /** `running at 4s`, as in "no node of `n*` is running at 4s". */
  fitWords: string;
  /** What to do when nobody fits. */
  fitCure: string;
  /** A number for each node, the same whatever runs: the nodes with the smallest are drawn. */
  lots(): Uint32Array;
  nodesInWords: string;
  /** The nearest spelling, ready to stand before `nodesInWords`. */
  hint(name: string): string;
}

interface Wrong {
  /** The place in the list of selectors. */
  index: number;
  text: string;
  fix: string;
}

interface Resolved {
  nodes: number[];
  /** Named alone, and do not fit: with the place in the list of selectors. */
  misfits: { index: number; node: number }[];
  wrong: Wrong[];
}

export function resolveSelector(selectors: readonly (Selector | null)[], field: Field): Resolved {
  const before = field.before ?? new Set();
  const chosen = new Set<number>();
  const misfits: Resolved['misfits'] = [];
  const wrong: Wrong[] = [];
  for (const [index, selector] of selectors.entries()) {
    if (selector === null) continue;
    const complain = (text: string, fix: string) => wrong.push({ index, text, fix });
    if (selector.kind === 'name') {
      const node = field.numberOf(selector.name);
      if (node === undefined) {
        const hint = field.hint(selector.name);
        complain(`\`${selector.name}\` is no node`, hint + field.nodesInWords);
      } else if (field.fits(node)) chosen.add(node);
      else misfits.push({ index, node });
    } else if (selector.kind === 'random') {
      const pool = numbers(field).filter(
        (node) => field.fits(node) && !chosen.has(node) && !before.has(node),
      );
      if (pool.length < selector.count) {
        const text = `\`random(${selector.count})\` asks for more nodes than there are ${field.fitWords}: ${pool.length}`;
        complain(text, 'Ask for fewer.');
      } else for (const node of drawLots(pool, selector.count, field.lots())) chosen.add(node);
    } else if (selector.kind === 'rest' && index === 0 && before.size === 0) {
      complain('`rest` has nothing before it', 'Write `all`, or name other nodes first: `[n1, rest]`.');
    } else {
      const matched = matching(selector, field);
      if (typeof matched === 'string') complain(matched, field.nodesInWords);
      else {
        const fitting = matched.filter(
          (node) => field.fits(node) && !(selector.kind === 'rest' && before.has(node)),
        );
        if (fitting.length === 0)
          complain(`no node of \`${selectorText(selector)}\` is ${field.fitWords}`, field.fitCure);
        for (const node of fitting) chosen.add(node);
      }
    }
  }
  return { nodes: [...chosen].sort((x, y) => x - y), misfits, wrong };
}

function matching(selector: Exclude<Selector, { kind: 'name' | 'random' }>, field: Field): number[] | string {
  if (selector.kind === 'all' || selector.kind === 'rest') return numbers(field);
  if (selector.kind === 'glob') {
    const matched = numbers(field).filter((node) =>
      matchesGlob(selector.pattern, field.names[node] as string),
    );
    return matched.length > 0 ? matched : `no node is called like \`${selector.pattern}\``;
  }
  const matched: number[] = [];
  for (const name of namesOfRange(selector)) {
    const node = field.numberOf(name);
    if (node === undefined) return `\`${name}\` of \`${selector.text}\` is no node`;
    matched.push(node);
  }
  return matched;
}

/** `n1`, `n2`, … in order. */
export function* namesOfRange({
  prefix,
  first,
  last,
  digits,
}: Selector & { kind: 'range' }): Generator<string> {
  for (let i = first; i <= last; i++) yield prefix + String(i).padStart(digits, '0');
}

/** Whether the selector may mean this node, whatever else it means: a range also where some of its nodes are not there. */
export function maySelectNode(selector: Selector, name: string): boolean {
  switch (selector.kind) {
    case 'name':
      return selector.name === name;
    case 'range': {
      const number = name.startsWith(selector.prefix) ? name.slice(selector.prefix.length) : '';
      return /^\d+$/.test(number) && selector.first <= Number(number) && Number(number) <= selector.last;
    }
    case 'glob':
      return matchesGlob(selector.pattern, name);
    default:
      return true;
  }
}

export function selectorText(selector: Selector): string {
  switch (selector.kind) {
    case 'name':
      return selector.name;
    case 'range':
      return selector.text;
    case 'glob':
      return selector.pattern;
    case 'random':
      return `random(${selector.count})`;
    default:
      return selector.kind;
  }
}

/** Those with the smallest lots; of equal lots the first. A sort of numbers finds where they end. */
export function drawLots(pool: number[], count: number, lots: Uint32Array): number[] {
  const lot = (node: number) => lots[node] as number;
  const sorted = new Uint32Array(pool.length);
  for (let i = 0; i < pool.length; i++) sorted[i] = lot(pool[i] as number);
  const last = sorted.sort()[count - 1] as number;
  const below = pool.filter((node) => lot(node) < last);
  return [...below, ...pool.filter((node) => lot(node) === last).slice(0, count - below.length)];
}

function numbers(field: Field): number[] {
  return field.names.map((_, i) => i);
}
