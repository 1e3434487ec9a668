/**
 * Catching up (anti-entropy): what the flood did not bring, a neighbour has. So loss and partitions cost time, and no messages,
 * for as long as the store reaches.
 *
 *     A                                     B
 *     ──PING, summary of all it has seen──▶      differs from B's:
 *     ◀─RANGES: what B has seen and holds──      (and A, by B's PONG, tells its own)
 *     ──PULL: what A lacks of it──────────▶
 *     ◀─DATA, DATA, …──────────────────────
 *     ──RANGES to A's other neighbours────▶      that A has it now; the messages themselves are not flooded on
 *
 * A peer that sees a hole in an origin's count does not wait for the next summary: after an eighth of a keepalive, in which a
 * reordered message would have come, it pulls. A few messages that were pulled are flooded on, many are announced.
 *
 * Two peers that count the same messages as seen say so with equal summaries, and it ends there. What a peer has
 * evicted goes on counting as seen, so it does not ask for it again; what nobody around holds any more a peer gives up
 * (C3), and counts it as seen too. So summaries become equal, whatever was lost.
 */
import type { Counters } from './counters.ts';
import type { EntryReader } from './entries.ts';
import { isSequenceAfter } from './missing.ts';
import type { Neighbour } from './neighbour.ts';
import { OriginSummary, type Origins } from './origins.ts';
import type { PeerParts } from './parts.ts';
import { Provider } from './provider.ts';
import { Puller } from './puller.ts';
import type { RowArena } from './rows.ts';
import { DEFAULT_STORE_MESSAGES, Store } from './store.ts';
import { Timer, type TimerTable } from './timers.ts';
import type { SequenceWindow } from './window.ts';
import { type Datagram, DatagramType } from './wire.ts';

export class CatchUp {
  readonly #counters: Counters;
  readonly #timers: TimerTable;
  readonly #rows: RowArena;
  readonly #reader: EntryReader;
  readonly #isOn: boolean;
  readonly #provider: Provider;
  readonly #puller: Puller;
  readonly store: Store;
  /** For PINGs and PONGs. */
  readonly summary: OriginSummary;

  constructor(parts: PeerParts, origins: Origins, storeMessages: number = DEFAULT_STORE_MESSAGES) {
    const { counters, timers, memory } = parts;
    this.#counters = counters;
    this.#timers = timers;
    this.#rows = memory.rows;
    this.#reader = memory.reader;
    this.#isOn = storeMessages > 0;
    this.summary = this.#isOn ? origins.summary : new OriginSummary();
    this.store = new Store(storeMessages, origins);
    this.#provider = new Provider(parts, origins);
    this.#puller = new Puller(parts, origins);
  }

  /** Holds a message, as it is to be sent on, for neighbours that miss it. */
  hold(window: SequenceWindow, sequence: number, datagram: Uint8Array): void {
    if (this.#isOn) this.#counters['store.evicted'] += this.store.put(window, sequence, datagram);
  }

  /** A message was accepted. True if it was pulled with many others, and so is announced instead of flooded. */
  accepted(
    window: SequenceWindow,
    sequence: number,
    via: Neighbour | null,
    neighbours: readonly Neighbour[],
    nowMs: number,
  ): boolean {
    if (!this.#isOn || !this.#puller.accepted(window, sequence, via, nowMs)) return false;
    if (this.#provider.announceLater(window, nowMs + this.#puller.leastMs))
      this.#provider.announce(neighbours);
    return true;
  }

  /** A PING or PONG from a neighbour that is up: have both seen the same? */
  compare(neighbour: Neighbour, { summaryHigh, summaryLow }: Datagram, nowMs: number): void {
    neighbour.takesPart = (summaryHigh | summaryLow) !== 0;
    if (!this.#isOn || !neighbour.takesPart) return;
    if ((summaryHigh | 0) === this.summary.high && (summaryLow | 0) === this.summary.low) return;
    this.#counters['catchup.mismatch']++;
    this.#provider.advertise(neighbour, nowMs);
  }

  /** A RANGES or PULL, authentic. */
  receive(message: Datagram, bytes: Uint8Array, neighbour: Neighbour | null, nowMs: number): void {
    const counters = this.#counters;
    const isPull = message.type === DatagramType.PULL;
    counters[isPull ? 'pull.received' : 'ranges.received']++;
    if (!neighbour) counters['drop.unknown-peer']++;
    else if (!this.#isOn || !neighbour.isUp || neighbour.boot !== message.boot)
      counters['drop.stale-catchup']++;
    else if (!isPull) this.#learn(neighbour, message, bytes, nowMs);
    else if (!neighbour.exchange.acceptPull(message.boot, message.sequence, this.#rows))
      counters['drop.stale-catchup']++;
    else this.#provider.serve(neighbour, message, bytes);
  }

  #learn(neighbour: Neighbour, message: Datagram, bytes: Uint8Array, nowMs: number): void {
    const reader = this.#reader;
    reader.start(bytes, message.entriesAt, message.macAt);
    while (reader.next()) {
      const window = this.#puller.learn(reader, neighbour, nowMs);
      if (window !== null && isSequenceAfter(window.highest, reader.top)) this.#provider.addReply(window);
    }
    this.#provider.reply(neighbour, nowMs);
  }

  /** Announces and pulls what is due; a little later, while messages wait to be handled that may be what is missing. */
  timer(nowMs: number, neighbours: readonly Neighbour[], hasBacklog: boolean): void {
    const isAnnouncing = this.#timers.isExpired(Timer.ANNOUNCE, nowMs);
    if (!isAnnouncing && this.#puller.isIdle) return;
    if (hasBacklog) {
      this.#puller.postpone(nowMs);
      if (isAnnouncing) this.#timers.set(Timer.ANNOUNCE, nowMs + this.#puller.leastMs);
      return;
    }
    if (isAnnouncing) this.#provider.announce(neighbours);
    this.#puller.pull(nowMs, neighbours);
  }
}
