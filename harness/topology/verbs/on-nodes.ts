/**
 * Verbs that are done to nodes, and are written as these: `kill: n3`.
 */

import type { Candidates, Selection } from '../model/node-set.ts';
import type { NodeEffect, StateMisfit } from '../model/node-states.ts';
import type { ScenarioState } from '../model/scenario-state.ts';
import { nodeListText } from '../model/words.ts';
import { selector } from '../schema/selector.ts';
import { formatDuration } from '../text/units.ts';
import { nodesTyped } from './typed.ts';
import type { StepInput, Verb } from './verb.ts';

export const NOT_STARTED: StateMisfit = { text: 'is not running', fix: 'Move the step to after its start.' };
export const NOT_RUNNING: StateMisfit = { text: 'is not running', fix: 'Start it first, or move the step.' };
export const PAUSED: StateMisfit = { text: 'is paused', fix: 'Resume it first, or move the step.' };

interface OnNodes {
  /** For the reference and for editors. */
  description: string;
  effect: NodeEffect;
  /** At the prompt. */
  summary: string;
  /** Whom it means at the prompt where nobody is named. Absent: somebody must be. */
  byDefault?: string;
  takesAway?: 'incarnations' | 'network';
  /** What a step is called: `disconnection`. By default as the verb. */
  noun?: string;
}

type OnNodesVerb<N extends string> = Verb<{ verb: N; nodes: string[] }, ReturnType<typeof selector>> & {
  readonly nodes: NodeEffect;
  readonly button: string;
};

export function onNodes<const N extends string>(
  name: N,
  { description, effect, summary, byDefault, takesAway, noun = name }: OnNodes,
): OnNodesVerb<N> {
  return {
    name,
    form: selector(description),
    nodes: effect,
    changes: ['nodes'],
    expand(scenario, input, written) {
      const nodes = selectNodesForVerb(scenario, input, [name], effect, written);
      return nodes === null ? null : { verb: name, nodes };
    },
    text: ({ nodes }) => `${name} ${nodeListText(nodes)}`,
    written: ({ nodes }, writer) => ({ [name]: writer.nodes(nodes) }),
    typed: {
      usage: `${name} n3`,
      summary,
      read: (rest) => {
        const whom = rest === '' ? byDefault : nodesTyped(rest);
        return whom === undefined ? null : { [name]: whom };
      },
    },
    button: name.charAt(0).toUpperCase() + name.slice(1),
    ...(takesAway === undefined
      ? {}
      : {
          takesAway: ({ nodes }) => ({ words: `${noun} of ${nodeListText(nodes)}`, what: takesAway, nodes }),
        }),
  };
}

/**
 * The nodes, by name, that the verb is done to, read at `keys` of the step, which the scenario then knows; null when
 * something is wrong.
 */
export function selectNodesForVerb(
  scenario: ScenarioState,
  { path, atMs, step, stream }: StepInput,
  keys: readonly string[],
  effect: NodeEffect,
  value: Selection,
): string[] | null {
  const inState: Candidates = {
    stream,
    fits: (node) => scenario.nodeStates.fits(node, effect),
    fitWords: `${effect.fitWords} at ${formatDuration(atMs)}`,
    fitCure: 'Name nodes that do, or move the step.',
    misfit: (node) => scenario.nodeStates.misfit(node, effect, atMs),
  };
  const nodes = scenario.select([...path, ...keys], value, scenario.known ? inState : { stream });
  if (nodes === null) return null;
  for (const node of nodes) scenario.nodeStates.apply(node, effect, atMs, step);
  return nodes.map((node) => scenario.name(node));
}
