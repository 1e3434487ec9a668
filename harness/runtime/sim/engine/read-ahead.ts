/**
 * Reads what the next nodes of a batch need, a little before their events are handled and for many nodes at once. The processor
 * waits a hundred nanoseconds for what is not in its cache, but can wait for ten such things at the same time; while an event is
 * handled each one leads to the next. Nothing depends on it but how long a large mesh takes.
 */
import type { Peer } from '../../../../node/core/peer.ts';
import type { Directions } from './directions.ts';
import type { PacketPool } from './packet-pool.ts';
import { type PendingEvents, TIMER } from './pending.ts';
import type { Timers } from './timers.ts';

/** What belongs to fewer nodes is in the cache anyway. */
const WORTH_IT = 500;

export class ReadAhead {
  readonly #peers: readonly (Peer | null)[];
  readonly #packets: PacketPool;
  readonly #directions: Directions;
  readonly #timers: Timers;
  readonly #next: Peer[] = [];
  /** The sum of all that was read: so that reading has an effect, and no compiler leaves it out. */
  sum = 0;

  constructor(peers: readonly (Peer | null)[], packets: PacketPool, directions: Directions, timers: Timers) {
    this.#peers = peers;
    this.#packets = packets;
    this.#directions = directions;
    this.#timers = timers;
  }

  /** The entries of whole nodes, from `begin` to before `end`. */
  read(pending: PendingEvents, entries: Int32Array, begin: number, end: number): void {
    if (this.#peers.length < WORTH_IT) return;
    let sum = 0;
    let count = 0;
    let last = -1;
    for (let i = begin; i < end; i++) {
      const entry = entries[i]!;
      const back = pending.back(entry);
      if (back !== TIMER) sum += this.#packets.peek(pending.packet(entry)) + this.#directions.peek(back);
      const node = pending.node(entry);
      if (node === last) continue;
      last = node;
      sum += this.#timers.dueUs(node);
      const peer = this.#peers[node]!;
      if (peer !== null) this.#next[count++] = peer;
    }
    const next = this.#next;
    for (let i = 0; i < count; i++) sum += next[i]!.counters['bytes.received'];
    for (let i = 0; i < count; i++) sum += next[i]!.nextTimerMs;
    for (let i = 0; i < count; i++) sum += next[i]!.neighbours.length;
    for (let i = 0; i < count; i++) sum += next[i]!.summary.high;
    this.sum = sum;
  }
}
