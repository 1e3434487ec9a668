/**
 * Only what must hold, from a topology file or from one with nothing but `expect:`, so that an old run can be judged by
 * new expectations.
 */

import { dirname } from 'node:path';
import { expandExpect } from './expand/expect.ts';
import { checkSections } from './expand/sections.ts';
import { readFileWithIncludes } from './files/assemble.ts';
import { NodeSet } from './model/node-set.ts';
import { Problems } from './text/problems.ts';
import { readText } from './text/read.ts';
import { placedSource, valueAt } from './text/source.ts';
import { describeValue } from './text/units.ts';
import type { Expect, Topology } from './topology.ts';

/** The nodes that expectations may name are those of the run that they judge. */
type MeshSoFar = Pick<Topology, 'nodes' | 'seed'>;

/** The other sections of a topology are not looked at. Throws a `TopologyError` with every mistake at its place. */
export async function loadExpect(file: string, mesh: MeshSoFar): Promise<Expect> {
  return parseExpect(readText(file), file, mesh);
}

export function parseExpect(text: string, file: string, { nodes, seed }: MeshSoFar): Expect {
  const problems = new Problems(file);
  const root = readFileWithIncludes(text, file, problems, { folder: dirname(file), variables: process.env });
  problems.throwIfAny();
  const source = placedSource(file, root as NonNullable<typeof root>);
  const context = { source, problems };
  const isMap = typeof source.value === 'object' && source.value !== null && !Array.isArray(source.value);
  if (!isMap || valueAt(source.value, ['expect']) === undefined) {
    const found = isMap ? '`expect` is missing' : `found ${describeValue(source.value)}`;
    problems.at(source, [], found, 'Write `expect:` and what must hold, as in a topology.');
  }
  if (isMap) checkSections(context);
  const expect = expandExpect(new NodeSet(context, nodes, seed));
  problems.throwIfAny();
  return expect;
}
