/**
 * The giving half of catching up: sends neighbours RANGES of what is seen and held here, and the messages that they pull.
 *
 * Invariants:
 * C4. What a datagram can cause is bounded: a PING or PONG `MAX_RANGES` RANGES, and no more than that in a quarter of a
 *     keepalive; a PULL as many DATA as it names, `MAX_UNDER_WAY` at most, and each PULL counts once.
 * C5. RANGES and pulled messages are sent to neighbours only, and to the neighbour's address.
 */
import type { MeshConfig } from './config.ts';
import type { Counters } from './counters.ts';
import type { EntryReader, EntryWriter } from './entries.ts';
import type { Identity } from './identity.ts';
import { appendToList, EMPTY } from './lists.ts';
import { isSequenceAfter } from './missing.ts';
import type { Neighbour } from './neighbour.ts';
import type { Origins } from './origins.ts';
import type { PeerParts } from './parts.ts';
import { MAX_UNDER_WAY } from './puller.ts';
import type { Sender } from './sender.ts';
import { Timer, type TimerTable } from './timers.ts';
import type { SequenceWindow } from './window.ts';
import { type Datagram, DatagramType, MAC_BYTES, RANGES_FIXED_BYTES, writeHead } from './wire.ts';

/** RANGES at a time; the windows that do not fit come next time. */
const MAX_RANGES = 4;
/** So many windows fill a datagram, which leaves at once. */
const ANNOUNCED_AT_ONCE = 40;

export class Provider {
  readonly #self: Identity;
  readonly #mesh: MeshConfig;
  readonly #counters: Counters;
  readonly #timers: TimerTable;
  readonly #sender: Sender;
  readonly #reader: EntryReader;
  /** Between two inputs it is empty: at the place of the first entry of RANGES. */
  readonly #writer: EntryWriter;
  readonly #origins: Origins;
  /** Windows in which something was pulled, of which the neighbours do not know yet. */
  #unannounced: SequenceWindow[] = EMPTY;

  constructor({ self, mesh, counters, timers, sender, memory }: PeerParts, origins: Origins) {
    this.#self = self;
    this.#mesh = mesh;
    this.#counters = counters;
    this.#timers = timers;
    this.#sender = sender;
    this.#reader = memory.reader;
    this.#writer = memory.rangesWriter;
    this.#origins = origins;
  }

  /** The neighbour's summary differs: sends it RANGES of all windows, unless it was sent some just now. */
  advertise(neighbour: Neighbour, nowMs: number): void {
    const { exchange } = neighbour;
    const { windows } = this.#origins;
    if (windows.length === 0 || nowMs - exchange.advertisedAtMs < this.#mesh.keepaliveMs / 4) return;
    exchange.advertisedAtMs = nowMs;
    let sent = 0;
    for (let i = 0; i < windows.length && sent < MAX_RANGES; i++) {
      if (exchange.cursor >= windows.length) exchange.cursor = 0;
      const window = windows[exchange.cursor]!;
      if (this.#hasRoomFor(window)) this.#write(window);
      else {
        this.#send(neighbour, this.#finished());
        if (++sent === MAX_RANGES) return;
        this.#write(window);
      }
      exchange.cursor++;
    }
    this.#send(neighbour, this.#finished());
  }

  /** Something of this window has been pulled: it is announced at `atMs`. True if there is enough for a datagram now. */
  announceLater(window: SequenceWindow, atMs: number): boolean {
    if (this.#unannounced.at(-1) !== window && !this.#unannounced.includes(window))
      this.#unannounced = appendToList(this.#unannounced, window);
    this.#timers.setNoLater(Timer.ANNOUNCE, atMs);
    return this.#unannounced.length >= ANNOUNCED_AT_ONCE;
  }

  /** Sends all neighbours RANGES of what was pulled, so that they need not wait for the next summary. */
  announce(neighbours: readonly Neighbour[]): void {
    this.#timers.stop(Timer.ANNOUNCE);
    const windows = this.#unannounced;
    this.#unannounced = EMPTY;
    for (let i = 0; i < windows.length; ) {
      while (i < windows.length && this.#hasRoomFor(windows[i]!)) this.#write(windows[i++]!);
      const datagram = this.#finished();
      for (const neighbour of neighbours) if (neighbour.catchesUp) this.#send(neighbour, datagram);
    }
  }

  /** A neighbour's RANGES end before this window does: the reply will say how far it goes. */
  addReply(window: SequenceWindow): void {
    if (this.#hasRoomFor(window)) this.#write(window);
  }

  /** Sends what `addReply` gathered, but no more than one RANGES in an eighth of a keepalive. */
  reply(neighbour: Neighbour, nowMs: number): void {
    const { exchange } = neighbour;
    const isTooSoon = nowMs - exchange.repliedAtMs < this.#mesh.keepaliveMs / 8;
    if (this.#writer.at > RANGES_FIXED_BYTES && !isTooSoon) {
      exchange.repliedAtMs = nowMs;
      this.#send(neighbour, this.#finished());
    }
    this.#writer.at = RANGES_FIXED_BYTES;
  }

  /** Sends what a PULL names, as far as it is held. */
  serve(neighbour: Neighbour, message: Datagram, bytes: Uint8Array): void {
    const reader = this.#reader;
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
          this.#counters['data.sent']++;
          this.#counters['pull.served']++;
          this.#sender.send(neighbour.address, datagram);
        }
      }
    }
  }

  /** A few runs at least, if there are that many. */
  #hasRoomFor(window: SequenceWindow): boolean {
    return this.#writer.hasRoom(Math.min(4, window.held?.runs.count ?? 0));
  }

  /** If not all runs fit: the lowest, and the last, so that its number is known; the floor is lowered to where the others end. */
  #write(window: SequenceWindow): void {
    const runs = window.held?.runs;
    this.#writer.entry(window.origin, window.boot, window.floor);
    if (!runs) return;
    const fitting = Math.min(runs.count, this.#writer.runsLeft);
    for (let run = 0; run < fitting - 1; run++) this.#writer.run(runs.first(run), runs.last(run));
    this.#writer.run(runs.first(runs.count - 1), runs.last(runs.count - 1));
    if (fitting === runs.count) return;
    const last = runs.last(fitting - 2);
    if (isSequenceAfter(window.floor, last)) this.#writer.lowerFloor(last);
  }

  #finished(): Uint8Array {
    const writer = this.#writer;
    const { id, boot } = this.#self;
    const { network } = this.#mesh;
    const datagram = writer.bytes.slice(0, writer.at + MAC_BYTES);
    writer.at = RANGES_FIXED_BYTES;
    writeHead(datagram, DatagramType.RANGES, network, id, boot);
    return this.#sender.signed(datagram);
  }

  #send(neighbour: Neighbour, datagram: Uint8Array): void {
    this.#counters['ranges.sent']++;
    this.#sender.send(neighbour.address, datagram);
  }
}
