/** What the bugs read in datagrams: docs/wire-format.md. */

import { idOfName } from '../../../node/contract/names.ts';
import { DatagramType, originOf } from '../../../node/core/wire.ts';
import type { Mutant } from '../bug.ts';

export function isOfType(bytes: Uint8Array, type: keyof typeof DatagramType): boolean {
  return bytes[3] === DatagramType[type];
}

/** A message that somebody else has injected. */
export function isForeign(bytes: Uint8Array, { configured }: Mutant): boolean {
  return isOfType(bytes, 'DATA') && originOf(bytes) !== idOfName(configured.node);
}

/** The same with one bit the other way round, at an offset from the start; from the end where it is negative. */
export function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const place = at < 0 ? copy.length + at : at;
  copy[place] = copy[place]! ^ 1;
  return copy;
}
