/**
 * What can be seen of nodes whose programs know nothing of the contract: what their descriptions read out of their lines.
 * What cannot be seen is not judged, and is said once, by name.
 */

import type { ProgramEvent } from '../schema/program-events.ts';
import { infrastructureOf } from './infrastructure.ts';
import type { ProgramSpec } from './program.ts';
import type { TopologyNode } from './types.ts';
import { nodeListText } from './words.ts';

interface Described {
  nodes: readonly TopologyNode[];
  programs?: Readonly<Record<string, ProgramSpec>>;
}

/** The program of each node that has one of `programs`. */
export function programOfNodes({ nodes, programs = {} }: Described): ReadonlyMap<string, ProgramSpec> {
  const found = new Map<string, ProgramSpec>();
  for (const { name, program } of nodes) {
    const spec = program === undefined ? undefined : programs[program];
    if (spec !== undefined) found.set(name, spec);
  }
  return found;
}

/** The nodes of which it cannot be seen that they say this. */
export function nodesNotSeenToSay(topology: Described, event: ProgramEvent): ReadonlySet<string> {
  return nodesWhose(topology, ({ events }) => events[event] === undefined);
}

/** The nodes of which it cannot be seen what is in a message that they have got. */
export function unseenContent(topology: Described): ReadonlySet<string> {
  return nodesWhose(topology, ({ events: { delivered } }) => {
    if (delivered === undefined) return false;
    return 'json' in delivered
      ? delivered.json.fields.data === undefined
      : !/\(\?P?<data>/.test(delivered.log);
  });
}

/** The nodes that are owed no message: those that are there for the others, and those that cannot be seen to get one. */
export function nodesOwedNothing(topology: Described): ReadonlySet<string> {
  return new Set([...infrastructureOf(topology), ...nodesNotSeenToSay(topology, 'delivered')]);
}

/** The nodes that need not say whom they have met, or cannot be seen to. */
export function silentOnReturns(topology: Described): ReadonlySet<string> {
  return new Set([...infrastructureOf(topology), ...nodesNotSeenToSay(topology, 'peer-up')]);
}

/** The nodes that need not say whom they miss, or cannot be seen to. */
export function silentOnDeaths(topology: Described): ReadonlySet<string> {
  return new Set([...infrastructureOf(topology), ...nodesNotSeenToSay(topology, 'peer-down')]);
}

/** `n1..n5 (program serf)`. */
export function withPrograms({ nodes }: Described, names: ReadonlySet<string>): string {
  const those = nodes.filter(({ name }) => names.has(name));
  const programs = [...new Set(those.map(({ program }) => program))].join(', ');
  return `${nodeListText(those.map(({ name }) => name))} (program ${programs})`;
}

/** What is not judged because it cannot be seen: a sentence each, by name. */
export function whatIsUnseen(topology: Described): string[] {
  const said = (nodes: ReadonlySet<string>, what: string, why: string) =>
    nodes.size === 0 ? [] : [`${what} not judged at ${withPrograms(topology, nodes)}: ${why}.`];
  const noEvent = (event: string) => `no event \`${event}\` is described`;
  return [
    ...said(nodesNotSeenToSay(topology, 'delivered'), 'Delivery is', noEvent('delivered')),
    ...said(unseenContent(topology), 'The content of messages is', '`delivered` has no group `data`'),
    ...said(nodesNotSeenToSay(topology, 'peer-up'), 'Whether neighbours are found is', noEvent('peer-up')),
    ...said(
      nodesNotSeenToSay(topology, 'peer-down'),
      'Whether dead neighbours are noticed is',
      noEvent('peer-down'),
    ),
  ];
}

/** Whether what the node says is made of its program's lines. */
export function isAdapted(topology: Described, node: string): boolean {
  return programOfNodes(topology).has(node);
}

function nodesWhose(topology: Described, is: (program: ProgramSpec) => boolean): ReadonlySet<string> {
  const among = programOfNodes(topology);
  return new Set([...among].flatMap(([node, program]) => (is(program) ? [node] : [])));
}
