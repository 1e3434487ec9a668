/**
 * `capture.pcapng`: what crossed the links of a run, for Wireshark. Each direction of a link is an interface, `n1->n2`;
 * a datagram is there twice, inbound as it came from n1, and outbound as it left for n2.
 *
 * Invariants:
 * F1. Relays tell in batches; what is reported within `HOLD_MS` of each other is written in order of time, and in the order
 *     told where the times are equal.
 * F2. What is held back is bounded. What does not fit, or what the disk does not take in time, is missing, and counted.
 */

import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { VERSION } from '../common/version.ts';
import type { Crossing } from '../runtime/port/observation.ts';
import { udpPacket } from './packet.ts';
import { enhancedPacket, interfaceDescription, interfaceStatistics, sectionHeader } from './pcapng.ts';

const HOLD_MS = 1_000;
const MOST_HELD = 500_000;
const MOST_UNWRITTEN_BYTES = 128 * 1024 * 1024;

export interface CaptureOptions {
  /** Unix milliseconds at the zero of the runtime's clock. */
  epochMs: number;
  /** Begins the file's comment. */
  what: string;
  /** When the journal's time began, on the runtime's clock; null while it has not. Nothing is written before. */
  beganAtMs(): number | null;
}

/** What became of it. */
export interface Captured {
  /** As they entered; each that got through is there once more as it left. */
  datagrams: number;
  /** Records that are missing. */
  missing: number;
}

export class CaptureFile {
  readonly #stream: WriteStream;
  readonly #options: CaptureOptions;
  readonly #interfaces = new Map<string, number>();
  readonly #captured: Captured = { datagrams: 0, missing: 0 };
  #held: Crossing[] = [];
  #newestMs = Number.NEGATIVE_INFINITY;
  #oldestMs = Number.POSITIVE_INFINITY;
  #begun = false;
  #closed = false;

  constructor(path: string, options: CaptureOptions) {
    this.#options = options;
    this.#stream = createWriteStream(path);
  }

  add(crossings: readonly Crossing[], missing: number): void {
    if (this.#closed) return;
    this.#captured.missing += missing;
    for (const crossing of crossings) {
      if (this.#held.length >= MOST_HELD && !this.#mayWrite()) this.#captured.missing++;
      else this.#hold(crossing);
    }
    if (this.#newestMs - this.#oldestMs > 2 * HOLD_MS) this.#writeUntil(this.#newestMs - HOLD_MS);
  }

  /** Resolves when all of it is on disk. Calling it twice is fine. */
  async close(): Promise<Captured> {
    if (this.#closed) return this.#captured;
    this.#closed = true;
    this.#begin(this.#options.beganAtMs());
    this.#writeUntil(Number.POSITIVE_INFINITY);
    if (this.#captured.missing > 0 && this.#interfaces.size > 0)
      this.#stream.write(interfaceStatistics(0, this.#unixUs(this.#newestMs), this.#captured.missing));
    this.#stream.end();
    await finished(this.#stream);
    return this.#captured;
  }

  #hold(crossing: Crossing): void {
    this.#held.push(crossing);
    if (crossing.atMs > this.#newestMs) this.#newestMs = crossing.atMs;
    if (crossing.atMs < this.#oldestMs) this.#oldestMs = crossing.atMs;
    if (this.#held.length >= MOST_HELD && this.#mayWrite()) this.#writeUntil(Number.POSITIVE_INFINITY);
  }

  #mayWrite(): boolean {
    const beganAtMs = this.#options.beganAtMs();
    if (beganAtMs !== null) this.#begin(beganAtMs);
    return this.#begun;
  }

  #begin(beganAtMs: number | null): void {
    if (this.#begun) return;
    this.#begun = true;
    const { what } = this.#options;
    const zero =
      beganAtMs === null ? '' : `; the journal's time 0 is ${(this.#unixUs(beganAtMs) / 1e6).toFixed(6)}`;
    this.#stream.write(sectionHeader(`meshbed ${VERSION}`, `${what}${zero}`));
  }

  /** F1: sorts are stable. */
  #writeUntil(untilMs: number): void {
    if (!this.#mayWrite()) return;
    this.#held.sort((x, y) => x.atMs - y.atMs);
    const later = this.#held.findIndex(({ atMs }) => atMs > untilMs);
    const due = this.#held.splice(0, later < 0 ? this.#held.length : later);
    for (const crossing of due) this.#write(crossing);
    this.#oldestMs = this.#held[0]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  #write(crossing: Crossing): void {
    if (this.#stream.writableLength > MOST_UNWRITTEN_BYTES) {
      this.#captured.missing++;
      return;
    }
    const { from, to, side, atMs } = crossing;
    if (side === 'in') this.#captured.datagrams++;
    const id = this.#interface(`${from}->${to}`);
    this.#stream.write(
      enhancedPacket(id, this.#unixUs(atMs), side === 'in', packetOf(crossing), commentOn(crossing)),
    );
  }

  #interface(name: string): number {
    const known = this.#interfaces.get(name);
    if (known !== undefined) return known;
    const id = this.#interfaces.size;
    this.#interfaces.set(name, id);
    this.#stream.write(interfaceDescription(name));
    return id;
  }

  #unixUs(atMs: number): number {
    return Math.max(0, Math.round((this.#options.epochMs + atMs) * 1000));
  }
}

function packetOf(crossing: Crossing): Uint8Array {
  if ('packet' in crossing) return crossing.packet;
  return udpPacket(crossing.source, crossing.destination, crossing.payload);
}

function commentOn({ dropped, corrupted, duplicated }: Crossing): string | null {
  const words = [
    ...(dropped === undefined ? [] : [`dropped: ${dropped}`]),
    ...(corrupted ? ['one bit is flipped on the way'] : []),
    ...(duplicated ? ['leaves twice'] : []),
  ];
  return words.length === 0 ? null : words.join('; ');
}
