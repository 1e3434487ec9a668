/**
 * The verb of a step, by its name.
 */

import { type Action, VERBS } from './index.ts';
import type { Verb } from './verb.ts';

/** Each is given its own actions and no others, which the type cannot say. */
const BY_NAME = new Map(Object.entries(VERBS) as unknown as [string, Verb<Action>][]);

/** In the order in which they are shown to people. */
export const ALL_VERBS: readonly Verb<Action>[] = [...BY_NAME.values()];
export const VERB_NAMES: readonly string[] = [...BY_NAME.keys()];

/** Undefined where there is none, as in the journal of another version. */
export function verbNamed(name: string): Verb<Action> | undefined {
  return BY_NAME.get(name);
}

/** The verb of a step that was loaded. */
export function verbOf({ verb }: Action): Verb<Action> {
  return BY_NAME.get(verb) as Verb<Action>;
}
