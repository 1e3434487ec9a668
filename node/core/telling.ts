/**
 * The giving half of catching up: telling neighbours what is held, and serving what they pull.
 *
 * Invariants:
 * C4. What a datagram can cause is bounded: a PING or PONG `MAX_TOLD` RANGES, and no more than that in a quarter of a
 *     keepalive; a PULL as many DATA as it names, `MAX_UNDER_WAY` at most, and each PULL counts once.
 * C5. Told and served is only who is a neighbour, and at the neighbour's address.
 */
import { EntryReader, EntryWriter } from './entries.ts';
import { EMPTY, withOneMore } from './lists.ts';
import type { Neighbour } from './neighbour.ts';
import type { Origins } from './origins.ts';
import { MAX_UNDER_WAY } from './pulling.ts';
import type { Sender } from './sender.ts';
import { isAfter } from './want.ts';
import type { SequenceWindow } from './window.ts';
import {
  type Datagram,
  DatagramType,
  MAC_BYTES,
  MAX_DATAGRAM_BYTES,
  RANGES_FIXED_BYTES,
  writeHead,
} from './wire.ts';

/** RANGES at a time; the windows that do not fit come next time. */
const MAX_TOLD = 4;
/** News for one datagram are not waited with. */
const MAX_NEWS = 40;

/** Empty between two inputs of a peer, so one serves all peers of a thread. */
const writer = new EntryWriter(new Uint8Array(MAX_DATAGRAM_BYTES), MAX_DATAGRAM_BYTES - MAC_BYTES);
writer.at = RANGES_FIXED_BYTES;
const reader = new EntryReader();

export class Telling {
  readonly #sender: Sender;
  readonly #origins: Origins;
  /** Windows in which something was pulled that the neighbours do not know of. */
  #news: SequenceWindow[] = EMPTY;

  constructor(sender: Sender, origins: Origins) {
    this.#sender = sender;
    this.#origins = origins;
  }

  /** Its summary differs: tells a neighbour what is held, unless that was done just now. */
  tell(neighbour: Neighbour, nowMs: number): void {
    const { exchange } = neighbour;
    const { windows } = this.#origins;
    if (windows.length === 0 || nowMs - exchange.toldAtMs < this.#sender.rules.keepaliveMs / 4) return;
    exchange.toldAtMs = nowMs;
    let sent = 0;
    for (let i = 0; i < windows.length && sent < MAX_TOLD; i++) {
      if (exchange.cursor >= windows.length) exchange.cursor = 0;
      const window = windows[exchange.cursor]!;
      if (this.#hasRoomFor(window)) this.#write(window);
      else {
        this.#send(neighbour, this.#finished());
        if (++sent === MAX_TOLD) return;
        this.#write(window);
      }
      exchange.cursor++;
    }
    this.#send(neighbour, this.#finished());
  }

  /** Something of this window has been pulled. True if there are enough news for a datagram. */
  addNews(window: SequenceWindow, atMs: number): boolean {
    if (this.#news.at(-1) !== window && !this.#news.includes(window))
      this.#news = withOneMore(this.#news, window);
    this.#sender.newsAtMs = Math.min(this.#sender.newsAtMs, atMs);
    return this.#news.length >= MAX_NEWS;
  }

  /** Tells all neighbours of what was pulled, so that they need not wait for the next summary. */
  announce(neighbours: readonly Neighbour[]): void {
    this.#sender.newsAtMs = Number.POSITIVE_INFINITY;
    const news = this.#news;
    this.#news = EMPTY;
    for (let i = 0; i < news.length; ) {
      while (i < news.length && this.#hasRoomFor(news[i]!)) this.#write(news[i++]!);
      const datagram = this.#finished();
      for (const neighbour of neighbours)
        if (neighbour.isUp && neighbour.takesPart) this.#send(neighbour, datagram);
    }
  }

  /** A neighbour's RANGES show that it does not know the end of this window. */
  addReply(window: SequenceWindow): void {
    if (this.#hasRoomFor(window)) this.#write(window);
  }

  /** One RANGES for what `addReply` gathered, in an eighth of a keepalive. */
  reply(neighbour: Neighbour, nowMs: number): void {
    const { exchange } = neighbour;
    const isTooSoon = nowMs - exchange.repliedAtMs < this.#sender.rules.keepaliveMs / 8;
    if (writer.at > RANGES_FIXED_BYTES && !isTooSoon) {
      exchange.repliedAtMs = nowMs;
      this.#send(neighbour, this.#finished());
    }
    writer.at = RANGES_FIXED_BYTES;
  }

  /** Sends what a PULL names, as far as it is held. */
  serve(neighbour: Neighbour, message: Datagram, bytes: Uint8Array): void {
    const { counters } = this.#sender;
    reader.start(bytes, message.entriesAt, message.macAt);
    let left = MAX_UNDER_WAY;
    while (left > 0 && reader.next()) {
      const held = this.#origins.find(reader.origin, reader.boot)?.held;
      if (!held) continue;
      for (let run = 0; run < reader.runCount; run++) {
        const first = reader.first(run);
        const length = Math.min(left, reader.length(run));
        left -= length;
        for (let i = 0; i < length; i++) {
          const datagram = held.get((first + i) >>> 0);
          if (!datagram) continue;
          counters['data.sent']++;
          counters['pull.served']++;
          this.#sender.send(neighbour.address, datagram);
        }
      }
    }
  }

  /** A few runs at least, if there are that many. */
  #hasRoomFor(window: SequenceWindow): boolean {
    return writer.hasRoom(Math.min(4, window.held?.runs.count ?? 0));
  }

  /** If not all runs fit: the lowest, and the last, so that its number is known; the floor is lowered to what is told. */
  #write(window: SequenceWindow): void {
    const runs = window.held?.runs;
    writer.entry(window.origin, window.boot, window.floor);
    if (!runs) return;
    const fitting = Math.min(runs.count, writer.runsLeft);
    for (let run = 0; run < fitting - 1; run++) writer.run(runs.first(run), runs.last(run));
    writer.run(runs.first(runs.count - 1), runs.last(runs.count - 1));
    if (fitting === runs.count) return;
    const told = runs.last(fitting - 2);
    if (isAfter(window.floor, told)) writer.lowerFloor(told);
  }

  #finished(): Uint8Array {
    const { id, boot, rules } = this.#sender;
    const datagram = writer.bytes.slice(0, writer.at + MAC_BYTES);
    writer.at = RANGES_FIXED_BYTES;
    writeHead(datagram, DatagramType.RANGES, rules.network, id, boot);
    return this.#sender.signed(datagram);
  }

  #send(neighbour: Neighbour, datagram: Uint8Array): void {
    this.#sender.counters['ranges.sent']++;
    this.#sender.send(neighbour.address, datagram);
  }
}
