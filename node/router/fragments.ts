/**
 * Fragments of datagrams: cut where a packet is larger than its way allows, and watched as they pass, so that none lies
 * over another. Overlaps serve to get past filters (RFC 1858, RFC 5722); a datagram with one is refused from there on.
 * Pure. What is watched is bounded in number and in time.
 */
import { readU16, writeU16 } from '../core/bytes.ts';
import { IPV4_HEAD_BYTES } from '../link/gates/gate-packet.ts';
import { internetChecksum, sumWords } from './checksum.ts';
import type { Packet } from './packet.ts';

/** So long a receiver waits for the rest (RFC 8200 allows a minute; Linux waits 30 s). */
const WATCHED_FOR_MS = 30_000;
const MOST_DATAGRAMS = 1024;

/** What has passed of one datagram: parts from `from` up to `to`. */
interface Watched {
  sinceMs: number;
  parts: { from: number; to: number }[];
  bytes: number;
  /** How long all of it is, once the last part has shown it. */
  wholeBytes: number;
  overlaps: boolean;
}

export class FragmentWatch {
  readonly #datagrams = new Map<string, Watched>();

  get size(): number {
    return this.#datagrams.size;
  }

  /** Does this fragment lie over one that passed? Then neither it nor what follows of its datagram is to pass. */
  overlaps(nowMs: number, packet: Packet): boolean {
    const key = keyOf(packet);
    let watched = this.#datagrams.get(key);
    if (watched === undefined || nowMs - watched.sinceMs > WATCHED_FOR_MS) {
      this.#datagrams.delete(key);
      this.#makeRoom(nowMs);
      watched = { sinceMs: nowMs, parts: [], bytes: 0, wholeBytes: Number.NaN, overlaps: false };
      this.#datagrams.set(key, watched);
    }
    const from = packet.fragmentAt;
    const to = from + packet.bytes.length - packet.headBytes;
    watched.overlaps ||= watched.parts.some((part) => from < part.to && part.from < to);
    if (watched.overlaps) return true;
    watched.parts.push({ from, to });
    watched.bytes += to - from;
    if (!packet.hasMore) watched.wholeBytes = to;
    // Its identification is free again: senders count them round in seconds.
    if (watched.bytes === watched.wholeBytes) this.#datagrams.delete(key);
    return false;
  }

  /** Maps keep the order of insertion, so the first is the oldest. */
  #makeRoom(nowMs: number): void {
    for (const [key, { sinceMs }] of this.#datagrams) {
      if (nowMs - sinceMs <= WATCHED_FOR_MS && this.#datagrams.size < MOST_DATAGRAMS) return;
      this.#datagrams.delete(key);
    }
  }
}

function keyOf({ source, destination, protocol, identification, family }: Packet): string {
  // Fragments of IPv6 belong together whatever follows their header.
  return `${source}>${destination} ${identification} ${family === 4 ? protocol : ''}`;
}

/**
 * A packet of IPv4 in pieces of at most `mtuBytes`, whole packets each; a fragment is cut into fragments of the same
 * datagram. Options are copied to the first piece only: those that would have to go with all of them are not let in or
 * mean nothing to us. Nothing where not even eight bytes fit behind a header.
 */
export function splitIntoFragments(packet: Packet, mtuBytes: number): Uint8Array[] {
  const { bytes, headBytes, fragmentAt, hasMore } = packet;
  const pieces: Uint8Array[] = [];
  for (let at = headBytes; at < bytes.length; ) {
    const head = at === headBytes ? headBytes : IPV4_HEAD_BYTES;
    const roomBytes = Math.floor((mtuBytes - head) / 8) * 8;
    if (roomBytes < 8) return [];
    const isLast = bytes.length - at <= mtuBytes - head;
    const partBytes = isLast ? bytes.length - at : roomBytes;
    const piece = new Uint8Array(head + partBytes);
    piece.set(bytes.subarray(0, head));
    piece.set(bytes.subarray(at, at + partBytes), head);
    const place = (fragmentAt + at - headBytes) / 8;
    writeHead(piece, head, place | (isLast && !hasMore ? 0 : 0x2000));
    pieces.push(piece);
    at += partBytes;
  }
  return pieces;
}

function writeHead(piece: Uint8Array, head: number, place: number): void {
  piece[0] = 0x40 | (head / 4);
  writeU16(piece, 2, piece.length);
  writeU16(piece, 6, (readU16(piece, 6) & 0xc000) | place);
  writeU16(piece, 10, 0);
  writeU16(piece, 10, internetChecksum(sumWords(piece, 0, head)));
}
