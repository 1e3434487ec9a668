/**
 * `attack`: hostile datagrams for these nodes, from a stranger.
 */

import { ATTACK_KINDS } from '../../../node/contract/relay.ts';
import type { Expand } from '../scene.ts';
import { formatDuration } from '../units.ts';
import { selectFor } from './on-nodes.ts';

export const ATTACK_COUNT = 100;
export const ATTACK_EVERY_MS = 5;
export const LONGEST_ATTACK_MS = 10_000;

export const attack: Expand = (scene, moment) => {
  const { path, written } = moment;
  const asked = written.attack;
  if (asked === undefined) return null;
  const isMap = typeof asked === 'object' && !Array.isArray(asked);
  const {
    nodes: whom,
    with: kind = 'all',
    count = ATTACK_COUNT,
    every = ATTACK_EVERY_MS,
  } = isMap ? asked : { nodes: asked };
  if (count * every > LONGEST_ATTACK_MS) {
    const text = `an attack of ${formatDuration(count * every)}`;
    scene.complain(
      [...path, 'attack'],
      text,
      `At most ${formatDuration(LONGEST_ATTACK_MS)}: make it several steps.`,
    );
    return null;
  }
  const nodes = selectFor(scene, moment, isMap ? ['attack', 'nodes'] : ['attack'], 'attack', whom);
  if (nodes === null) return null;
  const alone = nodes.find((name) => scene.wires.neighbours(scene.numberOf(name) ?? -1).length === 0);
  if (alone !== undefined && scene.wires.known) {
    const fix = 'The attacker stands on a link of the node: name nodes that are linked.';
    scene.complain([...path, 'attack'], `\`${alone}\` has no link`, fix);
    return null;
  }
  return { verb: 'attack', nodes, kinds: kind === 'all' ? [...ATTACK_KINDS] : [kind], count, everyMs: every };
};
