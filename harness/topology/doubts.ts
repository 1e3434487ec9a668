/**
 * What a step that is wrong leaves in doubt. Its writer meant something by it, and the later steps go by that: so what it
 * may have changed is known no more, and nothing is said of it until a later step settles it. All else goes on as before.
 */

import { nearest } from './nearest.ts';
import type { Scene } from './scene.ts';
import { wordsAt } from './schema/as-written.ts';
import { STEP_KEYS } from './schema/steps.ts';
import { VERBS, type Verb } from './schema/verbs.ts';
import { type Path, valueAt } from './source/source.ts';

/** What verbs change. */
type Changed = 'nodes' | 'links' | 'partition';

const CHANGES: Readonly<Record<Verb, readonly Changed[]>> = {
  inject: [],
  kill: ['nodes'],
  stop: ['nodes'],
  pause: ['nodes'],
  resume: ['nodes'],
  start: ['nodes'],
  partition: ['partition'],
  heal: ['partition'],
  cut: ['links'],
  mend: ['links'],
  link: [],
  disconnect: ['nodes'],
  reconnect: ['nodes'],
  churn: ['nodes'],
  attack: [],
  expect: [],
};
const ANYTHING: readonly Changed[] = ['nodes', 'links', 'partition'];

export function leaveInDoubt(scene: Scene, path: Path): void {
  const { source } = scene.context;
  const step = valueAt(source.value, path);
  const isMap = typeof step === 'object' && step !== null && !Array.isArray(step);
  if (!isMap) doubt(scene, ANYTHING, wordsAt(source, path));
  for (const key of isMap ? source.keys(path) : []) {
    const changed = changedBy(key);
    if (changed.length === 0) continue;
    doubt(
      scene,
      changed,
      key === 'churn' ? wordsOfChurn(scene, [...path, key]) : wordsAt(source, [...path, key]),
    );
  }
}

/** A key that nobody knows is the one that it resembles, or may be any. */
function changedBy(key: string): readonly Changed[] {
  const meant = STEP_KEYS.includes(key) ? key : nearest(key, STEP_KEYS);
  if (meant === undefined) return ANYTHING;
  return (VERBS as readonly string[]).includes(meant) ? CHANGES[meant as Verb] : [];
}

/** It draws from all where it does not say from whom. */
function wordsOfChurn({ context: { source } }: Scene, path: Path): string[] {
  const of = [...path, 'of'];
  return valueAt(source.value, of) === undefined ? ['all'] : wordsAt(source, of);
}

function doubt(scene: Scene, changed: readonly Changed[], words: readonly string[]): void {
  if (changed.includes('partition')) scene.wires.partitionInDoubt = true;
  // Where no more mistakes are shown, none need be withheld.
  if (scene.context.problems.full) return;
  for (const node of new Set(words.flatMap((word) => scene.mayMean(word)))) {
    if (changed.includes('nodes')) scene.lives.doubt(node);
    if (changed.includes('links')) scene.wires.doubt(node);
  }
}
