/**
 * What a step that is wrong leaves in doubt. Its writer meant something by it, and the later steps go by that: so what it
 * may have changed is known no more, and nothing is said of it until a later step settles it. All else goes on as before.
 */

import type { ScenarioState } from '../model/scenario-state.ts';
import { wordsAt } from '../schema/as-written.ts';
import { STEP_KEYS } from '../schema/steps.ts';
import { VERBS, type Verb } from '../schema/verbs.ts';
import { nearest } from '../text/nearest.ts';
import { type Path, valueAt } from '../text/source.ts';

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

export function leaveInDoubt(scenario: ScenarioState, path: Path): void {
  const { source } = scenario.context;
  const step = valueAt(source.value, path);
  const isMap = typeof step === 'object' && step !== null && !Array.isArray(step);
  if (!isMap) doubt(scenario, ANYTHING, wordsAt(source, path));
  for (const key of isMap ? source.keys(path) : []) {
    const changed = changedBy(key);
    if (changed.length === 0) continue;
    doubt(
      scenario,
      changed,
      key === 'churn' ? wordsOfChurn(scenario, [...path, key]) : wordsAt(source, [...path, key]),
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
function wordsOfChurn({ context: { source } }: ScenarioState, path: Path): string[] {
  const of = [...path, 'of'];
  return valueAt(source.value, of) === undefined ? ['all'] : wordsAt(source, of);
}

function doubt(scenario: ScenarioState, changed: readonly Changed[], words: readonly string[]): void {
  if (changed.includes('partition')) scenario.linkStates.partitionInDoubt = true;
  // Where no more mistakes are shown, none need be withheld.
  if (scenario.context.problems.full) return;
  for (const node of new Set(words.flatMap((word) => scenario.mayMean(word)))) {
    if (changed.includes('nodes')) scenario.nodeStates.doubt(node);
    if (changed.includes('links')) scenario.linkStates.doubt(node);
  }
}
