/**
 * A MAC that is accounted for and not computed: its bytes travel, and are zero. But links and strangers
 * flip bits, and what they flipped must not pass. So a datagram is marked when that happens.
 */
import type { Mac } from '../../../../node/core/port.ts';
import { MAC_BYTES, macAtOf } from '../../../../node/core/wire.ts';
import { flipBit } from '../../../../node/link/link-model.ts';

export const ACCOUNTED_MAC: Mac = {
  // Some datagrams are written into arrays that were used before. A loop is faster than `fill` for so few.
  sign: (bytes, at) => {
    for (let i = at; i < at + MAC_BYTES; i++) bytes[i] = 0;
  },
  verify: (bytes, at) => bytes[at + MAC_BYTES - 1] === 0,
};

/** A copy with one bit flipped that no peer takes for authentic, unless the bit is one that no MAC covers. */
export function withFlippedBit(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice();
  const endOfMac = macAtOf(bytes) + MAC_BYTES;
  // Two bytes: with another type the MAC would be elsewhere by one.
  if (bit >> 3 < endOfMac) copy.fill(0xff, endOfMac - 2, endOfMac);
  flipBit(copy, bit);
  return copy;
}
