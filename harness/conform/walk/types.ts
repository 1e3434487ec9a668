/**
 * What `meshbed conform` finds: for each requirement of the node contract, how a program stands to it.
 */

import type { RuntimeName } from '../../runtime/port/port.ts';
import type { Walk } from './walk.ts';

/** `absent`: optional, and the program does not have it. `untried`: what it needs first was not met. */
export type RequirementState = 'met' | 'not met' | 'absent' | 'untried';

export interface Outcome {
  state: RequirementState;
  /** What was seen instead; why it was not tried. */
  seen?: string;
}

/**
 * One requirement of docs/node-contract.md, where it has the same name as an anchor and the same words in a table.
 * They are tried in the order of the registry, one after another, on the same instances of the program.
 */
export interface Requirement {
  name: string;
  /** One sentence, about `the program`. */
  says: string;
  optional?: true;
  /** Not tried where this one is not met. */
  needs?: string;
  try(walk: Walk): Promise<Outcome> | Outcome;
}

export interface JudgedRequirement extends Outcome {
  name: string;
  says: string;
  optional: boolean;
}

export interface ConformResult {
  /** What the program calls itself in `idle`. */
  program: string | null;
  runtime: RuntimeName;
  requirements: JudgedRequirement[];
}

export const met: Outcome = { state: 'met' };
export const absent: Outcome = { state: 'absent' };

export function notMetBecause(seen: string): Outcome {
  return { state: 'not met', seen };
}

/** Met when there is nothing to say against it. */
export function metUnless(...complaints: (string | null | false)[]): Outcome {
  const seen = complaints.filter((complaint) => complaint !== null && complaint !== false);
  return seen.length === 0 ? met : notMetBecause(seen.join('; '));
}
