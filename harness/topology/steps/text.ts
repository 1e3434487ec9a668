/**
 * Steps in the words of a person. Bounded, however large the mesh.
 */

import type { Action } from '../verbs/index.ts';
import { verbOf } from '../verbs/lookup.ts';

/** `kill n4`, `inject 100 messages of 200B, one every 10ms, from n1 … n12 in turn`. */
export function stepText(action: Action): string {
  return verbOf(action).text(action);
}
