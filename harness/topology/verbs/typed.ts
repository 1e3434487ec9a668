/**
 * Parts of what is typed for a step: `n1,n3`, `n1>n2`, `loss=20%`.
 */

import { badInput } from '../../common/errors.ts';
import { parseIp } from '../expand/address-range.ts';
import { Problems } from '../text/problems.ts';
import { placedSource, type SourceText } from '../text/source.ts';
import { parseYaml } from '../text/yaml.ts';

/** What errors call the source of what is typed. */
const LINE = 'line';

/** A selector, or a list of them. */
export function nodesTyped(text: string): string | string[] {
  const names = text.split(/[\s,]+/).filter((each) => each !== '');
  return names.length === 1 ? (names[0] ?? '') : names;
}

/** `n1>n2`; null where it is something else. */
export function oneWayTyped(text: string): { from: string; to: string } | null {
  const [, from, to] = /^(\S+?)\s*(?:->|>|→)\s*(\S+)$/.exec(text) ?? [];
  return from === undefined || to === undefined ? null : { from, to };
}

/** `n1 n2`, `n1>n2`, `all`; null where it is none of these. */
export function directionsTyped(text: string): 'all' | { from: string; to: string } | string[] | null {
  if (text === 'all') return text;
  const ends = text.split(/\s+/);
  return oneWayTyped(text) ?? (ends.length === 2 ? ends : null);
}

/** `n3 cafe`, `n3 198.18.7.7`, or both. */
export function typedPlace(text: string): { move: Record<string, string> } | null {
  const [node = '', ...words] = text.split(/\s+/);
  const addresses = words.filter((word) => parseIp(word) !== null);
  const sites = words.filter((word) => parseIp(word) === null);
  if (words.length === 0 || addresses.length > 1 || sites.length > 1) return null;
  const [address, site] = [addresses[0], sites[0]];
  return {
    move: { node, ...(site === undefined ? {} : { site }), ...(address === undefined ? {} : { address }) },
  };
}

/** `loss=20%`: values as they would stand in a file. */
export function pairsTyped(words: readonly string[]): Record<string, unknown> {
  const pairs: Record<string, unknown> = {};
  for (const each of words) {
    const at = each.indexOf('=');
    const key = each.slice(0, Math.max(0, at));
    if (at < 1) throw badInput('COMMAND_INCOMPLETE', `\`${each}\` has no value`, 'Write it like `loss=20%`.');
    if (Object.hasOwn(pairs, key)) throw badInput('SAID_TWICE', `\`${key}\` appears here twice`, 'Keep one.');
    const value = each.slice(at + 1);
    pairs[key] = key === 'text' ? value : typedSource(value).value;
  }
  return pairs;
}

/** What is typed as YAML, with its mistakes at their column. */
export function typedSource(text: string): SourceText {
  const problems = new Problems(LINE);
  const placed = parseYaml(text, problems);
  problems.throwIfAny();
  return placedSource(LINE, placed ?? { value: null, at: { line: 1, column: 1 }, size: 1 });
}
