/**
 * The receiving half of catching up: what is missing, which neighbour it is pulled from, and when it is given up.
 *
 * Invariants:
 * C1. At most `MAX_INCOMPLETE` windows are pulled at a time, and each message from one neighbour at a time. At most
 *     `MAX_UNDER_WAY` messages are under way from a neighbour, and twice as many from all.
 * C2. What a neighbour holds is pulled again and again, and before what perhaps nobody holds any more. What nobody offers
 *     is pulled `MAX_MISSES` times, and then not before a neighbour offers it.
 * C3. A message is given up only after a neighbour counted it as seen without holding it, and no other neighbour helped
 *     for `PATIENCE` keepalives after that. It is reported once, as a gap, and counts as seen from then on.
 */
import type { MeshConfig } from './config.ts';
import type { Counters } from './counters.ts';
import type { EntryReader, EntryWriter } from './entries.ts';
import type { Identity } from './identity.ts';
import { firstMissing, isSequenceAfter, MissingMessages } from './missing.ts';
import type { Neighbour } from './neighbour.ts';
import type { Origins } from './origins.ts';
import type { PeerParts } from './parts.ts';
import type { PeerPort } from './port.ts';
import { timeoutMs } from './rtt.ts';
import type { Sender } from './sender.ts';
import { Timer, type TimerTable } from './timers.ts';
import { type SequenceWindow, WINDOW_BITS } from './window.ts';
import { MAC_BYTES, PULL_FIXED_BYTES, writePullHead } from './wire.ts';

const MAX_INCOMPLETE = 1_024;
/** What the receive buffer of a socket holds, with room for others. */
export const MAX_UNDER_WAY = 128;
const MAX_MISSES = 6;
/** Up to so many at a time are flooded on: it costs no more than to announce them. */
const FEW = 4;
/** In keepalives. */
const PATIENCE = 4;

/** Of peers that never missed anything, which are most of a large mesh; never written to. */
const NOTHING_MISSING = new Map<SequenceWindow, MissingMessages>();

export class Puller {
  readonly #self: Identity;
  readonly #mesh: MeshConfig;
  readonly #counters: Counters;
  readonly #timers: TimerTable;
  readonly #sender: Sender;
  readonly #port: PeerPort;
  readonly #writer: EntryWriter;
  readonly #origins: Origins;
  /** By its window. */
  #missing = NOTHING_MISSING;
  /** The shortest wait of all. */
  readonly leastMs: number;
  #turn = 0;

  constructor({ self, mesh, counters, timers, sender, port, memory }: PeerParts, origins: Origins) {
    this.#self = self;
    this.#mesh = mesh;
    this.#counters = counters;
    this.#timers = timers;
    this.#sender = sender;
    this.#port = port;
    this.#writer = memory.pullWriter;
    this.#origins = origins;
    this.leastMs = Math.max(10, mesh.keepaliveMs / 16);
  }

  /** Nothing is missing. */
  get isIdle(): boolean {
    return this.#missing.size === 0;
  }

  /** At least so long, and on a slow link so many round trips: the flood may still bring it. */
  #waitMs(leastMs: number, roundTrips: number, via: Neighbour | null): number {
    return Math.max(leastMs, via ? roundTrips * via.smoothedMs : 0);
  }

  #retryWaiting(nowMs: number): void {
    for (const missing of this.#missing.values())
      if (missing.isWaitingForRoom) this.#schedule(missing, nowMs);
  }

  #schedule(missing: MissingMessages, atMs: number): void {
    missing.dueAtMs = atMs;
    this.#timers.setNoLater(Timer.PULL, atMs);
  }

  /** A message that its window has just taken. True if it was one of many that were pulled. */
  accepted(window: SequenceWindow, sequence: number, via: Neighbour | null, nowMs: number): boolean {
    if (window.skipped > window.reported) this.#reportGap(window);
    if (this.#missing.size === 0 && !window.hasHoles) return false;
    const missing = this.#missing.get(window);
    if (!missing) {
      if (window.hasHoles) this.#open(window, nowMs + this.#waitMs(this.#mesh.keepaliveMs / 8, 1, via), via);
      return false;
    }
    missing.extendTo(window.highest);
    const { asked } = missing;
    let isPulled = false;
    let isOneOfMany = false;
    if (asked && !isSequenceAfter(sequence, asked.to)) {
      isPulled = asked.of === via;
      isOneOfMany = isPulled && asked.of.exchange.isBulk;
      asked.left--;
      asked.of.exchange.asked--;
      asked.movedAtMs = nowMs;
      missing.misses = 0;
      if (asked.left === 0) {
        missing.asked = null;
        this.#schedule(missing, nowMs);
        if (asked.of.exchange.asked === 0) this.#retryWaiting(nowMs);
      } else if (sequence === asked.to) this.#schedule(missing, nowMs + this.leastMs);
    }
    if (!missing.hasAny) this.#close(missing);
    if (isPulled) this.#counters['pull.delivered']++;
    return isOneOfMany;
  }

  /** An entry of a neighbour's RANGES: what it has seen and holds of one window. Returns ours, if there is one. */
  learn(entry: EntryReader, from: Neighbour, nowMs: number): SequenceWindow | null {
    const { origin, boot, top } = entry;
    if (origin === this.#self.id && boot === this.#self.boot) return this.#origins.find(origin, boot);
    let window = this.#origins.find(origin, boot);
    if (window === null) {
      if (top === 0) return null;
      window = this.#origins.reveal(origin, boot, top);
      if (window === null) return null;
      this.#reportGap(window);
    }
    if (!isSequenceAfter(top, window.floor)) return window;
    const missing = this.#missing.get(window) ?? this.#open(window, Number.POSITIVE_INFINITY, null);
    if (missing === null) return window;
    missing.extendTo(top);
    for (let run = 0; run < entry.runCount; run++) {
      const offered = firstMissing(window, entry.first(run), entry.last(run));
      if (offered === null) continue;
      missing.offeredBy = from;
      missing.offeredFrom = offered;
      missing.misses = 0;
      if (!missing.asked)
        this.#schedule(missing, Math.min(missing.dueAtMs, nowMs + this.#waitMs(this.leastMs, 0.5, from)));
      break;
    }
    this.#doubt(missing, entry, nowMs);
    if (!missing.hasAny) this.#close(missing);
    return window;
  }

  /** Invariant C3. */
  #doubt(missing: MissingMessages, entry: EntryReader, nowMs: number): void {
    const { window, doubt } = missing;
    const last = this.#goneAt(entry, window, null);
    if (last === null) return;
    if (doubt === null || doubt.floor !== window.floor) {
      missing.doubt = { sinceMs: nowMs, floor: window.floor, to: last };
      if (missing.dueAtMs === Number.POSITIVE_INFINITY) this.#schedule(missing, nowMs + this.leastMs);
    } else if (nowMs - doubt.sinceMs >= PATIENCE * this.#mesh.keepaliveMs) {
      this.#goneAt(entry, window, doubt.to);
      missing.doubt = null;
      this.#reportGap(window);
    }
  }

  /**
   * The last number that the sender of the entry counts as seen and does not hold, and that is missing in the window. Gives
   * all such numbers up, as far as `giveUpTo`, if that is not null.
   */
  #goneAt(entry: EntryReader, window: SequenceWindow, giveUpTo: number | null): number | null {
    let found: number | null = null;
    let first = (window.floor + 1) >>> 0;
    for (let run = 0; run <= entry.runCount; run++) {
      const isLast = run === entry.runCount;
      let last = isLast ? entry.floor : (entry.first(run) - 1) >>> 0;
      if (isSequenceAfter(last, entry.floor)) last = entry.floor;
      if (giveUpTo !== null && isSequenceAfter(last, giveUpTo)) last = giveUpTo;
      if (!isSequenceAfter(first, last) && firstMissing(window, first, last) !== null) {
        if (giveUpTo !== null) this.#origins.giveUp(window, first, last);
        found = last;
      }
      if (!isLast && !isSequenceAfter(first, entry.last(run))) first = (entry.last(run) + 1) >>> 0;
    }
    return found;
  }

  /** Pulls nothing for a moment. */
  postpone(nowMs: number): void {
    this.#timers.set(Timer.PULL, Math.max(this.#timers.get(Timer.PULL), nowMs + this.leastMs));
  }

  /** Pulls all that is due. */
  pull(nowMs: number, neighbours: readonly Neighbour[]): void {
    const { keepaliveMs } = this.#mesh;
    let isAnythingDue = false;
    for (const missing of this.#missing.values()) {
      const { window } = missing;
      if (!missing.hasAny || this.#origins.find(window.origin, window.boot) !== window) this.#close(missing);
      else if (missing.dueAtMs <= nowMs && !missing.isComing(nowMs, this.leastMs, 4 * keepaliveMs)) {
        missing.server = this.#choose(missing, neighbours);
        if (missing.server) isAnythingDue = true;
        else missing.dueAtMs = missing.misses > MAX_MISSES ? Number.POSITIVE_INFINITY : nowMs + keepaliveMs;
      }
    }
    if (isAnythingDue) {
      let room = 2 * MAX_UNDER_WAY;
      for (const { asked } of neighbours) room -= asked;
      for (const neighbour of neighbours) room -= this.#pullFrom(neighbour, room, nowMs);
    }
    let earliestMs = Number.POSITIVE_INFINITY;
    for (const { dueAtMs } of this.#missing.values()) if (dueAtMs < earliestMs) earliestMs = dueAtMs;
    this.#timers.set(Timer.PULL, earliestMs);
  }

  /** The neighbour that offered it, and every other time another one in turn. */
  #choose(missing: MissingMessages, neighbours: readonly Neighbour[]): Neighbour | null {
    if (missing.misses > MAX_MISSES) return null;
    const { offeredBy } = missing;
    if (offeredBy && missing.misses % 2 === 0 && offeredBy.catchesUp && neighbours.includes(offeredBy))
      return offeredBy;
    for (let i = 0; i < neighbours.length; i++) {
      const neighbour = neighbours[this.#turn++ % neighbours.length]!;
      if (neighbour.catchesUp) return neighbour;
    }
    return null;
  }

  /** One PULL, or a few, for all that is to be pulled from this neighbour. Returns for how many messages. */
  #pullFrom(neighbour: Neighbour, mostRoom: number, nowMs: number): number {
    const room = Math.min(mostRoom, MAX_UNDER_WAY - neighbour.asked);
    let count = 0;
    this.#writer.at = PULL_FIXED_BYTES;
    for (const missing of this.#missing.values()) {
      if (missing.server !== neighbour) continue;
      missing.server = null;
      if (!this.#writer.hasRoom(1)) this.#send(neighbour);
      missing.isWaitingForRoom = count >= room;
      if (missing.isWaitingForRoom) missing.dueAtMs = nowMs + this.leastMs;
      else count += this.#write(missing, neighbour, room - count, nowMs);
    }
    if (count === 0) return 0;
    const { exchange } = neighbour;
    exchange.isBulk = exchange.asked > FEW;
    this.#send(neighbour);
    return count;
  }

  #write(missing: MissingMessages, neighbour: Neighbour, room: number, nowMs: number): number {
    const { window } = missing;
    const { floor } = window;
    const end = Math.min((missing.knownTo - floor) | 0, WINDOW_BITS);
    this.#writer.entry(window.origin, window.boot, floor);
    let count = 0;
    let to = floor;
    const begin = missing.beginsAt(neighbour, end);
    for (let ahead = begin; ahead <= end && count < room && this.#writer.runsLeft > 0; ahead++) {
      if (window.has((floor + ahead) >>> 0)) continue;
      const first = ahead;
      while (ahead < end && count + ahead - first + 1 < room && !window.has((floor + ahead + 1) >>> 0))
        ahead++;
      count += ahead - first + 1;
      to = (floor + ahead) >>> 0;
      this.#writer.run((floor + first) >>> 0, to);
    }
    neighbour.exchange.asked += count;
    missing.asked = { of: neighbour, to, left: count, movedAtMs: nowMs };
    missing.dueAtMs = nowMs + timeoutMs(neighbour, this.leastMs, 4 * this.#mesh.keepaliveMs);
    return count;
  }

  #send(neighbour: Neighbour): void {
    const { id, boot } = this.#self;
    const { network } = this.#mesh;
    const { bytes, at } = this.#writer;
    const datagram = bytes.slice(0, at + MAC_BYTES);
    writePullHead(datagram, network, id, boot, ++neighbour.exchange.pullNumber);
    this.#counters['pull.sent']++;
    this.#sender.send(neighbour.address, this.#sender.signed(datagram));
    this.#writer.at = PULL_FIXED_BYTES;
  }

  #open(window: SequenceWindow, dueAtMs: number, offeredBy: Neighbour | null): MissingMessages | null {
    if (this.#missing.size >= MAX_INCOMPLETE) return null;
    const missing = new MissingMessages(window, dueAtMs, offeredBy);
    this.#schedule(missing, dueAtMs);
    if (this.#missing === NOTHING_MISSING) this.#missing = new Map();
    this.#missing.set(window, missing);
    return missing;
  }

  #close(missing: MissingMessages): void {
    missing.stopWaiting();
    this.#missing.delete(missing.window);
    if (this.#missing.size === 0) this.#timers.stop(Timer.PULL);
  }

  #reportGap(window: SequenceWindow): void {
    const count = window.skipped - window.reported;
    if (count === 0) return;
    window.reported = window.skipped;
    this.#counters.gap += count;
    this.#port.gap(window.origin, count);
  }
}
