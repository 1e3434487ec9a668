/**
 * The documents, and the blocks in them.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packageRoot as rootOf } from '../harness/common/package-root.ts';
import type { Setting } from '../harness/topology/settings.ts';

const packageRoot = rootOf();

export interface Block {
  place: string;
  /** What stands after the three backticks: `yaml`, `yaml fragment`, `sh`. */
  kind: string;
  text: string;
}

export const documents = [
  'README.md',
  'CONTRIBUTING.md',
  ...markdownIn('docs'),
  ...markdownIn('examples'),
  ...markdownIn('examples/peers'),
];

export const blocks: readonly Block[] = documents.flatMap(blocksOf);

export function ofKind(...kinds: string[]): Block[] {
  return blocks.filter(({ kind }) => kinds.includes(kind));
}

/** The topology of the README, which its commands call mesh.yaml. */
export function readmesTopology(): string {
  return ofKind('yaml').find(({ place }) => place.startsWith('README'))?.text ?? '';
}

export function markdownIn(folder: string): string[] {
  const names = existsSync(join(packageRoot, folder)) ? readdirSync(join(packageRoot, folder)) : [];
  return names.filter((name) => name.endsWith('.md')).map((name) => `${folder}/${name}`);
}

function blocksOf(file: string): Block[] {
  const text = readFileSync(join(packageRoot, file), 'utf8');
  return [...text.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)].map((match) => {
    const line = text.slice(0, match.index).split('\n').length;
    return { place: `${file}:${line}`, kind: match[1]?.trim() ?? '', text: match[2] ?? '' };
  });
}

/** One topology of a file that has a matrix of lists: its first cell. */
export function firstCell(yaml: string): Setting[] {
  const { matrix = {} } = parse(yaml) as { matrix?: Record<string, unknown[]> };
  return Object.entries(matrix).map(([path, [first]]) => ({ path, value: String(first) }));
}
