/**
 * Only what must hold, from a topology file or from one with nothing but `expect:`, so that an old run can be judged by
 * new expectations.
 */

import { Crowd } from './crowd.ts';
import { expandExpect } from './expect.ts';
import { Problems } from './problems.ts';
import { checkSections } from './sections.ts';
import { readText } from './source/read.ts';
import { placedSource, valueAt } from './source/source.ts';
import { parseYaml } from './source/yaml.ts';
import type { Expect, Topology } from './types.ts';
import { describe } from './units.ts';

/** The nodes that expectations may name are those of the run that they judge. */
type Ground = Pick<Topology, 'nodes' | 'seed'>;

/** The other sections of a topology are not looked at. Throws a `TopologyError` with every mistake at its place. */
export async function loadExpect(file: string, ground: Ground): Promise<Expect> {
  return parseExpect(await readText(file), file, ground);
}

export function parseExpect(text: string, file: string, { nodes, seed }: Ground): Expect {
  const problems = new Problems(file);
  const root = parseYaml(text, problems);
  problems.throwIfAny();
  const source = placedSource(file, root as NonNullable<typeof root>);
  const context = { source, problems };
  const isMap = typeof source.value === 'object' && source.value !== null && !Array.isArray(source.value);
  if (!isMap || valueAt(source.value, ['expect']) === undefined) {
    const found = isMap ? '`expect` is missing' : `found ${describe(source.value)}`;
    problems.at(source, [], found, 'Write `expect:` and what must hold, as in a topology.');
  }
  if (isMap) checkSections(context);
  const expect = expandExpect(new Crowd(context, nodes, seed));
  problems.throwIfAny();
  return expect;
}
