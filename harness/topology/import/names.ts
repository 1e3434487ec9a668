/**
 * What a file calls its nodes → names that nodes may have: accents and spaces go, and of those that would be called
 * alike the later ones get a number. Linear, also where all are called alike.
 */

import { counted } from '../../common/numbers.ts';
import { nameProblem } from '../schema/name-rules.ts';
import type { FileNode } from './types.ts';

const MOST_CHARACTERS = 32;
/** Of those that were renamed, named in the note. */
const EXAMPLES = 5;

/** Letters that have no accent that could go. */
const LETTERS: Record<string, string> = {
  ß: 'ss',
  ø: 'o',
  Ø: 'O',
  æ: 'ae',
  Æ: 'Ae',
  œ: 'oe',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
};

export function nameNodes(nodes: readonly FileNode[]): { names: string[]; notes: string[] } {
  const taken = new Set<string>();
  const next = new Map<string, number>();
  const names = nodes.map(({ id, label }, i) => {
    const wanted = plain(label ?? '') || plainId(id) || `n${i + 1}`;
    return unlike(wanted, taken, next);
  });
  return { names, notes: notesOn(nodes, names) };
}

function plain(text: string): string {
  return text
    .replaceAll(/[ßøØæÆœłŁđ]/g, (letter) => LETTERS[letter] ?? '')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replaceAll(/\.{2,}/g, '.')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, MOST_CHARACTERS)
    .replace(/[-._]+$/, '');
}

/** Ids are mostly numbers, and `n17` says more than `17`. */
function plainId(id: string): string {
  return /^\d+$/.test(id) && id.length < MOST_CHARACTERS ? `n${id}` : plain(id);
}

/** `wanted`, or it with the first number from 2 on that makes a name of it that nobody has. */
function unlike(wanted: string, taken: Set<string>, next: Map<string, number>): string {
  const key = wanted.toLowerCase();
  let name = wanted;
  while (taken.has(name.toLowerCase()) || nameProblem(name) !== null) {
    const number = next.get(key) ?? 2;
    next.set(key, number + 1);
    name = `${wanted.slice(0, MOST_CHARACTERS - 1 - String(number).length)}-${number}`;
  }
  taken.add(name.toLowerCase());
  return name;
}

function notesOn(nodes: readonly FileNode[], names: readonly string[]): string[] {
  const unlabelled = nodes.filter(({ label }) => label === undefined).length;
  const renamed = nodes.flatMap(({ label }, i) =>
    label === undefined || label === names[i] ? [] : [`${JSON.stringify(label.slice(0, 60))} is ${names[i]}`],
  );
  const shown = renamed.slice(0, EXAMPLES).join(', ');
  const more = renamed.length > EXAMPLES ? ` and ${counted(renamed.length - EXAMPLES, 'other')}` : '';
  return [
    ...(unlabelled === nodes.length
      ? ['nodes have no labels: they are called by their ids']
      : unlabelled > 0
        ? [`${counted(unlabelled, 'node')} without a label: called by their ids`]
        : []),
    ...(renamed.length > 0 ? [`labels that cannot be names, or not twice: ${shown}${more}`] : []),
  ];
}
