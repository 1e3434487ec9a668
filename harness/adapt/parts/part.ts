/** One part of a description, once it is tried. */

import type { PartState, TriedPart } from '../trial/types.ts';

export function makeTriedPart(
  name: TriedPart['part'],
  state: PartState,
  sentences: readonly string[],
): TriedPart {
  return { part: name, state, seen: sentences.join(' ') };
}
