/**
 * What a step that is wrong leaves in doubt. Its writer meant something by it, and the later steps go by that: so what it
 * may have changed is known no more, and nothing is said of it until a later step settles it. All else goes on as before.
 */

import type { ScenarioState } from '../model/scenario-state.ts';
import { wordsAt } from '../schema/as-written.ts';
import { nearest } from '../text/nearest.ts';
import { type Path, valueAt } from '../text/source.ts';
import { verbNamed } from '../verbs/lookup.ts';
import type { Changed } from '../verbs/verb.ts';
import { STEP_KEYS } from './schema.ts';

const ANYTHING: readonly Changed[] = ['nodes', 'links', 'partition'];

export function doubtWhatStepMayChange(scenario: ScenarioState, path: Path): void {
  const { source } = scenario.context;
  const step = valueAt(source.value, path);
  const isMap = typeof step === 'object' && step !== null && !Array.isArray(step);
  if (!isMap) doubt(scenario, ANYTHING, wordsAt(source, path));
  for (const key of isMap ? source.keys(path) : []) {
    const changed = changedBy(key);
    if (changed.length > 0) doubt(scenario, changed, wordsUnder(scenario, [...path, key], key));
  }
}

/** A key that nobody knows is the one that it resembles, or may be any. */
function changedBy(key: string): readonly Changed[] {
  const meant = STEP_KEYS.includes(key) ? key : nearest(key, STEP_KEYS);
  return meant === undefined ? ANYTHING : (verbNamed(meant)?.changes ?? []);
}

/** The nodes that it may be about; `churn` draws from all where it does not say from whom. */
function wordsUnder({ context: { source } }: ScenarioState, path: Path, key: string): string[] {
  const whom = verbNamed(key)?.whom;
  if (whom === undefined) return wordsAt(source, path);
  const at = [...path, whom];
  return valueAt(source.value, at) === undefined ? ['all'] : wordsAt(source, at);
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
