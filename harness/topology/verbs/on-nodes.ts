/**
 * `kill`, `stop`, `pause`, `resume`, `start`, `disconnect`, `reconnect`: what is done to nodes.
 */

import type { Among, Selection } from '../crowd.ts';
import type { NodeVerb } from '../lives.ts';
import { FITTING } from '../lives-words.ts';
import type { Expand, Moment, Scene } from '../scene.ts';
import { formatDuration } from '../units.ts';

export function onNodes(verb: Exclude<NodeVerb, 'inject' | 'attack'>): Expand {
  return (scene, moment) => {
    const value = moment.written[verb];
    if (value === undefined) return null;
    const nodes = selectFor(scene, moment, [verb], verb, value);
    return nodes === null ? null : { verb, nodes };
  };
}

/**
 * The nodes, by name, that the verb is done to, read at `keys` of the step, which the scene then knows; null when
 * something is wrong.
 */
export function selectFor(
  scene: Scene,
  { path, atMs, step, stream }: Moment,
  keys: readonly string[],
  verb: NodeVerb,
  value: Selection,
): string[] | null {
  const inState: Among = {
    stream,
    fits: (node) => scene.lives.fits(node, verb),
    fitWords: `${FITTING[verb]} at ${formatDuration(atMs)}`,
    fitCure: 'Name nodes that do, or move the step.',
    misfit: (node) => scene.lives.misfit(node, verb, atMs),
  };
  const nodes = scene.select([...path, ...keys], value, scene.known ? inState : { stream });
  if (nodes === null) return null;
  for (const node of nodes) scene.lives.apply(node, verb, atMs, step);
  return nodes.map((node) => scene.name(node));
}
