/**
 * `kill`, `stop`, `pause`, `resume`, `start`, `disconnect`, `reconnect`: what is done to nodes.
 */

import type { Candidates, Selection } from '../model/node-set.ts';
import { FITTING_STATE, type NodeVerb } from '../model/node-state-words.ts';
import type { Expand, ScenarioState, StepInput } from '../model/scenario-state.ts';
import { formatDuration } from '../text/units.ts';

export function onNodes(verb: Exclude<NodeVerb, 'inject' | 'attack'>): Expand {
  return (scenario, moment) => {
    const value = moment.written[verb];
    if (value === undefined) return null;
    const nodes = selectFor(scenario, moment, [verb], verb, value);
    return nodes === null ? null : { verb, nodes };
  };
}

/**
 * The nodes, by name, that the verb is done to, read at `keys` of the step, which the scene then knows; null when
 * something is wrong.
 */
export function selectFor(
  scenario: ScenarioState,
  { path, atMs, step, stream }: StepInput,
  keys: readonly string[],
  verb: NodeVerb,
  value: Selection,
): string[] | null {
  const inState: Candidates = {
    stream,
    fits: (node) => scenario.nodeStates.fits(node, verb),
    fitWords: `${FITTING_STATE[verb]} at ${formatDuration(atMs)}`,
    fitCure: 'Name nodes that do, or move the step.',
    misfit: (node) => scenario.nodeStates.misfit(node, verb, atMs),
  };
  const nodes = scenario.select([...path, ...keys], value, scenario.known ? inState : { stream });
  if (nodes === null) return null;
  for (const node of nodes) scenario.nodeStates.apply(node, verb, atMs, step);
  return nodes.map((node) => scenario.name(node));
}
