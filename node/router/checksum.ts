/**
 * The Internet checksum (RFC 1071), and its change when a word changes (RFC 1624). Pure.
 */
import { readU16, writeU16 } from '../core/bytes.ts';

/** The sum of the 16-bit words of `bytes` from `from` up to `to`, an odd byte last; not yet folded. */
export function sumWords(bytes: Uint8Array, from: number, to: number): number {
  let sum = 0;
  const evenTo = to - ((to - from) & 1);
  for (let at = from; at < evenTo; at += 2) sum += (bytes[at]! << 8) | bytes[at + 1]!;
  return evenTo < to ? sum + (bytes[evenTo]! << 8) : sum;
}

/** The checksum of words that sum up to `sum`; 0 if they contain their own checksum and it is right. */
export function internetChecksum(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded % 0x1_0000) + Math.floor(folded / 0x1_0000);
  return ~folded & 0xffff;
}

/** Sets the word at `at` and has the checksum at `checksumAt` follow. */
export function replaceWordAndFixChecksum(
  bytes: Uint8Array,
  at: number,
  word: number,
  checksumAt: number,
): void {
  const before = readU16(bytes, at);
  writeU16(bytes, at, word);
  followWord(bytes, before, word, checksumAt);
}

/** Has the checksum at `checksumAt` follow a word that it covers and that changed. */
function followWord(bytes: Uint8Array, before: number, after: number, checksumAt: number): void {
  const sum = (~readU16(bytes, checksumAt) & 0xffff) + (~before & 0xffff) + after;
  writeU16(bytes, checksumAt, internetChecksum(sum));
}

/**
 * A flipped bit in the payload of UDP arrives, as it does from a relay: the checksum follows, or the receiver's system
 * would make mere loss of it. That of TCP does not, so that TCP sends anew, as it would.
 */
export function fixChecksumForFlippedBit(bytes: Uint8Array, udpAt: number, bit: number): void {
  const checksumAt = udpAt + 6;
  if (readU16(bytes, checksumAt) === 0) return;
  const at = udpAt + (((bit >> 3) - udpAt) & ~1);
  const flipped = bytes[bit >> 3]! ^ (1 << (bit & 7));
  const high = at === bit >> 3 ? flipped : bytes[at]!;
  const low = at === bit >> 3 ? (bytes[at + 1] ?? 0) : flipped;
  const after = (bytes[at]! << 8) | (bytes[at + 1] ?? 0);
  followWord(bytes, (high << 8) | low, after, checksumAt);
  // To UDP 0 means: none.
  if (readU16(bytes, checksumAt) === 0) writeU16(bytes, checksumAt, 0xffff);
}
