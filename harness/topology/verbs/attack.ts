/**
 * `attack`: hostile datagrams for these nodes, from a stranger.
 */

import { ATTACK_KINDS } from '../../../node/link/stranger.ts';
import type { Expand, ScenarioState } from '../model/scenario-state.ts';
import { formatDuration } from '../text/units.ts';
import { selectFor } from './on-nodes.ts';

export const ATTACK_COUNT = 100;
export const ATTACK_EVERY_MS = 5;
export const LONGEST_ATTACK_MS = 10_000;

export const attack: Expand = (scenario, moment) => {
  const { path, written, isWhole } = moment;
  const asked = written.attack;
  if (asked === undefined) return null;
  const here = [...path, 'attack'];
  const isMap = typeof asked === 'object' && !Array.isArray(asked);
  const {
    nodes: whom,
    with: kind = 'all',
    count = ATTACK_COUNT,
    every = ATTACK_EVERY_MS,
  } = isMap ? asked : { nodes: asked };
  const isTooLong = isWhole && count * every > LONGEST_ATTACK_MS;
  if (isTooLong) {
    const text = `an attack of ${formatDuration(count * every)}`;
    const fix = `At most ${formatDuration(LONGEST_ATTACK_MS)}: make it several steps.`;
    scenario.complain(here, text, fix);
  }
  if (whom === undefined) return null;
  const nodes = selectFor(scenario, moment, isMap ? ['attack', 'nodes'] : ['attack'], 'attack', whom);
  if (nodes === null) return null;
  const alone = nodes.find((name) => isAlone(scenario, scenario.numberOf(name) ?? -1));
  if (alone !== undefined) {
    const fix = 'The attacker stands on a link of the node: name nodes that are linked.';
    scenario.complain(here, `\`${alone}\` has no link`, fix);
  }
  if (alone !== undefined || isTooLong) return null;
  return { verb: 'attack', nodes, kinds: kind === 'all' ? [...ATTACK_KINDS] : [kind], count, everyMs: every };
};

/** Surely: where links are in error, nobody knows. */
function isAlone({ linkStates }: ScenarioState, node: number): boolean {
  return linkStates.isClear(node) && linkStates.neighbours(node).length === 0;
}
