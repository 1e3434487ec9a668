/**
 * Catching up: what the flood did not bring, a neighbour has. So loss and partitions cost time, and no messages, for as
 * long as the store reaches.
 *
 *     A                                     B
 *     ──PING, summary of all it has seen──▶      differs from B's:
 *     ◀─RANGES: what B has seen and holds──      (and A, by B's PONG, tells its own)
 *     ──PULL: what A lacks of it──────────▶
 *     ◀─DATA, DATA, …──────────────────────
 *     ──RANGES to A's other neighbours────▶      that A has it now, rather than all of it again
 *
 * Whoever sees a hole in an origin's count does not wait for the next summary: after an eighth of a keepalive, in which a
 * reordered message would have come, it pulls. A few messages that come by a pull are flooded on, many are told of.
 *
 * Two peers that count the same messages as seen say so with equal summaries, and it ends there. What a peer has
 * evicted goes on counting as seen, so it does not ask for it again; what nobody around holds any more a peer gives up
 * (C3), and counts it as seen too. So summaries become equal, whatever was lost.
 */
import { EntryReader } from './entries.ts';
import type { Neighbour } from './neighbour.ts';
import { OriginSummary, type Origins } from './origins.ts';
import { Pulling } from './pulling.ts';
import type { Sender } from './sender.ts';
import { DEFAULT_STORE_MESSAGES, Store } from './store.ts';
import { Telling } from './telling.ts';
import { isAfter } from './want.ts';
import type { SequenceWindow } from './window.ts';
import { type Datagram, DatagramType } from './wire.ts';

/** One for all peers of a thread, since none reads two datagrams at a time. */
const reader = new EntryReader();

export class CatchUp {
  readonly #sender: Sender;
  readonly #isOn: boolean;
  readonly #telling: Telling;
  readonly #pulling: Pulling;
  readonly store: Store;
  /** For PINGs and PONGs. */
  readonly summary: OriginSummary;

  constructor(sender: Sender, origins: Origins, storeMessages = DEFAULT_STORE_MESSAGES) {
    this.#sender = sender;
    this.#isOn = storeMessages > 0;
    this.summary = this.#isOn ? origins.summary : new OriginSummary();
    this.store = new Store(storeMessages, origins);
    this.#telling = new Telling(sender, origins);
    this.#pulling = new Pulling(sender, origins);
  }

  /** Holds a message, as it is to be sent on, for whom lacks it. */
  hold(window: SequenceWindow, sequence: number, datagram: Uint8Array): void {
    if (this.#isOn) this.#sender.counters['store.evicted'] += this.store.put(window, sequence, datagram);
  }

  /** A message has been delivered. True if it was pulled with many others, and so is not to be flooded. */
  took(
    window: SequenceWindow,
    sequence: number,
    via: Neighbour | null,
    neighbours: readonly Neighbour[],
    nowMs: number,
  ): boolean {
    if (!this.#isOn || !this.#pulling.took(window, sequence, via, nowMs)) return false;
    if (this.#telling.addNews(window, nowMs + this.#pulling.leastMs)) this.#telling.announce(neighbours);
    return true;
  }

  /** A PING or PONG from a neighbour that is up. */
  compare(neighbour: Neighbour, { summaryHigh, summaryLow }: Datagram, nowMs: number): void {
    neighbour.takesPart = (summaryHigh | summaryLow) !== 0;
    if (!this.#isOn || !neighbour.takesPart) return;
    if ((summaryHigh | 0) === this.summary.high && (summaryLow | 0) === this.summary.low) return;
    this.#sender.counters['catchup.mismatch']++;
    this.#telling.tell(neighbour, nowMs);
  }

  /** A RANGES or PULL, authentic. */
  receive(message: Datagram, bytes: Uint8Array, neighbour: Neighbour | null, nowMs: number): void {
    const { counters } = this.#sender;
    const isPull = message.type === DatagramType.PULL;
    counters[isPull ? 'pull.received' : 'ranges.received']++;
    if (!neighbour) counters['drop.unknown-peer']++;
    else if (!this.#isOn || !neighbour.isUp || neighbour.boot !== message.boot)
      counters['drop.stale-catchup']++;
    else if (!isPull) this.#learn(neighbour, message, bytes, nowMs);
    else if (!neighbour.exchange.acceptPull(message.boot, message.sequence)) counters['drop.stale-catchup']++;
    else this.#telling.serve(neighbour, message, bytes);
  }

  #learn(neighbour: Neighbour, message: Datagram, bytes: Uint8Array, nowMs: number): void {
    reader.start(bytes, message.entriesAt, message.macAt);
    while (reader.next()) {
      const window = this.#pulling.learn(reader, neighbour, nowMs);
      if (window !== null && isAfter(window.highest, reader.top)) this.#telling.addReply(window);
    }
    this.#telling.reply(neighbour, nowMs);
  }

  /** In place of `timer`, while it may hold what it would ask for. */
  putOff(nowMs: number): void {
    this.#pulling.putOff(nowMs);
    if (this.#sender.newsAtMs <= nowMs) this.#sender.newsAtMs = nowMs + this.#pulling.leastMs;
  }

  timer(nowMs: number, neighbours: readonly Neighbour[]): void {
    if (this.#sender.newsAtMs <= nowMs) this.#telling.announce(neighbours);
    this.#pulling.ask(nowMs, neighbours);
  }
}
