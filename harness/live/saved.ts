/**
 * What was done to a mesh, as a topology file that does it again.
 */

import { writeTopology } from '../topology/print/write.ts';
import type { Step, Topology, TopologyNode } from '../topology/topology.ts';
import { verbOf } from '../topology/verbs/lookup.ts';

/** The file's text. Every step keeps its moment. */
export function scenarioToSave(
  topology: Topology,
  steps: readonly Step[],
  comment: readonly string[],
): string {
  return writeTopology({ ...topology, steps: replayable(topology.nodes, steps) }, { comment });
}

/**
 * A node that crashed could be started again; in a file nobody can know of the crash. So a `kill` stands before such a
 * start, which does nothing where the node crashes by itself again.
 */
function replayable(nodes: readonly TopologyNode[], steps: readonly Step[]): Step[] {
  const upFromMs = new Map(nodes.map(({ name, startMs }) => [name, startMs ?? Number.POSITIVE_INFINITY]));
  const isUp = (node: string, atMs: number) => (upFromMs.get(node) ?? Number.POSITIVE_INFINITY) <= atMs;
  const replayed: Step[] = [];
  for (const step of steps.toSorted((one, other) => one.atMs - other.atMs)) {
    const effect = verbOf(step).nodes;
    const nodes = 'nodes' in step ? step.nodes : [];
    const { atMs, line } = step;
    if (effect?.from.includes('stopped')) {
      const crashed = nodes.filter((node) => isUp(node, atMs));
      if (crashed.length > 0) replayed.push({ index: 0, atMs, line, verb: 'kill', nodes: crashed });
    }
    const isUpFromMs = effect?.to === 'stopped' ? Number.POSITIVE_INFINITY : atMs;
    if (effect?.begins || effect?.to === 'stopped') for (const node of nodes) upFromMs.set(node, isUpFromMs);
    replayed.push(step);
  }
  return replayed.map((step, index) => ({ ...step, index }));
}
