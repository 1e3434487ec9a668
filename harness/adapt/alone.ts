/**
 * One program of a topology by itself: which of the file's nodes run it here, on plain links and one network, so that what shows is the
 * program's own doing.
 */

import { badInput } from '../common/errors.ts';
import { joinAsList, plural } from '../common/wording.ts';
import { didYouMean } from '../topology/text/nearest.ts';
import type { Topology, TopologyNode } from '../topology/topology.ts';

/** Two, where the file has them: then one can speak of the other. */
const USUAL_NODES = 2;

/** The program that was named, or the only one; throws where there is none to try. */
export function chosenProgram({ programs = {} }: Topology, name: string | undefined): string {
  const names = Object.keys(programs);
  if (name !== undefined && names.includes(name)) return name;
  if (names.length === 0)
    throw badInput(
      'NO_PROGRAM',
      'The file has no section `programs`.',
      'Describe the program under `programs`, as docs/programs.md says, or try `meshbed conform` for one that speaks the contract.',
    );
  if (name !== undefined)
    throw badInput(
      'NO_PROGRAM',
      `The file has no program ${name}.`,
      `${didYouMean(name, names)}There are: ${joinAsList(names)}.`,
    );
  if (names.length > 1)
    throw badInput('NO_PROGRAM', `The file has ${names.length} programs.`, `Name one: ${joinAsList(names)}.`);
  return names[0]!;
}

/** The topology with nothing but the program's nodes, `count` of them, and the links between those. */
export function withOnlyNodesOf(topology: Topology, program: string, count?: number): Topology {
  const { seed, peer, expect, timeouts, programs = {} } = topology;
  const all = topology.nodes.filter((node) => node.program === program);
  if (all.length === 0)
    throw badInput('NO_PROGRAM', `No node runs ${program}.`, `Give one \`program: ${program}\`.`);
  if (count !== undefined && count > all.length)
    throw badInput(
      'UNKNOWN_NODE',
      `--nodes ${count}: ${plural(all.length, 'node')} of the file ${all.length === 1 ? 'runs' : 'run'} ${program}.`,
      'Ask for fewer, or give the file more.',
    );
  const nodes = near(topology, all, Math.min(count ?? USUAL_NODES, all.length));
  const names = nodes.map(({ name }) => name);
  const between = topology.links.filter(({ a, b }) => names.includes(a) && names.includes(b));
  const links =
    between.length > 0
      ? between.map(({ a, b }) => ({ a, b }))
      : names.slice(1).map((b) => ({ a: names[0]!, b }));
  return {
    name: program,
    seed,
    nodes,
    links,
    networks: [],
    programs: { [program]: programs[program]! },
    peer,
    steps: [],
    expect,
    ...(timeouts === undefined ? {} : { timeouts }),
  };
}

/** Nodes that are each other's neighbours, as far as there are any: from one that has some, outwards. */
function near({ links }: Topology, all: readonly TopologyNode[], count: number): TopologyNode[] {
  const names = new Set(all.map(({ name }) => name));
  const among = links.filter(({ a, b }) => names.has(a) && names.has(b));
  const first = among[0]?.a ?? all[0]!.name;
  const found = new Set([first]);
  for (const name of found)
    for (const { a, b } of among) {
      if (a === name) found.add(b);
      if (b === name) found.add(a);
    }
  for (const name of names) found.add(name);
  const chosen = new Set([...found].slice(0, count));
  return all
    .filter(({ name }) => chosen.has(name))
    .map(({ natTimeoutMs: _, ...node }) => ({ ...node, startMs: 0 }));
}
