/**
 * The receiving half of catching up: what is lacking, whom to ask for it, and when to give it up.
 *
 * Invariants:
 * C1. At most `MAX_WANTS` windows are chased at a time, and of each window a message is asked of one neighbour at a
 *     time. At most `MAX_UNDER_WAY` messages are under way from a neighbour, and twice as many from all.
 * C2. What a neighbour holds is asked for, again and again, and before what nobody may hold any more. What nobody offers
 *     is asked for `MAX_MISSES` times, and then not until somebody offers it.
 * C3. A message is given up only after a neighbour counted it as seen without holding it, and for `PATIENCE` keepalives
 *     after that no other helped. It is told once as a gap, and counts as seen from then on.
 */
import { type EntryReader, EntryWriter } from './entries.ts';
import type { Neighbour } from './neighbour.ts';
import type { Origins } from './origins.ts';
import { timeoutMs } from './rtt.ts';
import type { Sender } from './sender.ts';
import { firstLacked, isAfter, Want } from './want.ts';
import { type SequenceWindow, WINDOW_BITS } from './window.ts';
import { MAC_BYTES, MAX_DATAGRAM_BYTES, PULL_FIXED_BYTES, writePullHead } from './wire.ts';

const MAX_WANTS = 1_024;
/** What the receive buffer of a socket holds, with room for others. */
export const MAX_UNDER_WAY = 128;
const MAX_MISSES = 6;
/** Up to so many at a time are flooded on: it costs no more than to tell of them. */
const FEW = 4;
/** In keepalives. */
const PATIENCE = 4;

/** Of peers that never lacked anything, which are most of a large mesh; never written to. */
const NO_WANTS = new Map<SequenceWindow, Want>();
/** Empty between two inputs of a peer, so one serves all peers of a thread. */
const writer = new EntryWriter(new Uint8Array(MAX_DATAGRAM_BYTES), MAX_DATAGRAM_BYTES - MAC_BYTES);

export class Pulling {
  readonly #sender: Sender;
  readonly #origins: Origins;
  #wants = NO_WANTS;
  readonly #keepaliveMs: number;
  /** The shortest wait of all. */
  readonly leastMs: number;
  #turn = 0;

  constructor(sender: Sender, origins: Origins) {
    this.#sender = sender;
    this.#origins = origins;
    this.#keepaliveMs = sender.rules.keepaliveMs;
    this.leastMs = Math.max(10, this.#keepaliveMs / 16);
  }

  /** At least so long, and on a slow link so many round trips: the flood may still bring it. */
  #waitMs(leastMs: number, roundTrips: number, via: Neighbour | null): number {
    return Math.max(leastMs, via ? roundTrips * via.smoothedMs : 0);
  }

  #makeRoom(nowMs: number): void {
    for (const want of this.#wants.values()) if (want.isWaitingForRoom) this.#schedule(want, nowMs);
  }

  #schedule(want: Want, atMs: number): void {
    want.dueAtMs = atMs;
    if (atMs < this.#sender.pullAtMs) this.#sender.pullAtMs = atMs;
  }

  /** A message that its window has just taken. True if it was one of many that were pulled. */
  took(window: SequenceWindow, sequence: number, via: Neighbour | null, nowMs: number): boolean {
    if (window.skipped > window.told) this.#tellGap(window);
    if (this.#wants.size === 0 && !window.hasHoles) return false;
    const want = this.#wants.get(window);
    if (!want) {
      if (window.hasHoles) this.#open(window, nowMs + this.#waitMs(this.#keepaliveMs / 8, 1, via), via);
      return false;
    }
    want.knowTo(window.highest);
    const { asked } = want;
    let isPulled = false;
    let isOneOfMany = false;
    if (asked && !isAfter(sequence, asked.to)) {
      isPulled = asked.of === via;
      isOneOfMany = isPulled && asked.of.exchange.isBulk;
      asked.left--;
      asked.of.exchange.asked--;
      asked.movedAtMs = nowMs;
      want.misses = 0;
      if (asked.left === 0) {
        want.asked = null;
        this.#schedule(want, nowMs);
        if (asked.of.exchange.asked === 0) this.#makeRoom(nowMs);
      } else if (sequence === asked.to) this.#schedule(want, nowMs + this.leastMs);
    }
    if (!want.isLacking) this.#close(want);
    if (isPulled) this.#sender.counters['pull.delivered']++;
    return isOneOfMany;
  }

  /** A neighbour tells what it has seen and holds of one window; returns ours, if there is one. */
  learn(entry: EntryReader, from: Neighbour, nowMs: number): SequenceWindow | null {
    const { origin, boot, top } = entry;
    if (origin === this.#sender.id && boot === this.#sender.boot) return this.#origins.find(origin, boot);
    let window = this.#origins.find(origin, boot);
    if (window === null) {
      if (top === 0) return null;
      window = this.#origins.reveal(origin, boot, top);
      if (window === null) return null;
      this.#tellGap(window);
    }
    if (!isAfter(top, window.floor)) return window;
    const want = this.#wants.get(window) ?? this.#open(window, Number.POSITIVE_INFINITY, null);
    if (want === null) return window;
    want.knowTo(top);
    for (let run = 0; run < entry.runCount; run++) {
      const offered = firstLacked(window, entry.first(run), entry.last(run));
      if (offered === null) continue;
      want.offeredBy = from;
      want.offeredFrom = offered;
      want.misses = 0;
      if (!want.asked)
        this.#schedule(want, Math.min(want.dueAtMs, nowMs + this.#waitMs(this.leastMs, 0.5, from)));
      break;
    }
    this.#doubt(want, entry, nowMs);
    if (!want.isLacking) this.#close(want);
    return window;
  }

  /** Invariant C3. */
  #doubt(want: Want, entry: EntryReader, nowMs: number): void {
    const { window, doubt } = want;
    const last = this.#goneAt(entry, window, null);
    if (last === null) return;
    if (doubt === null || doubt.floor !== window.floor) {
      want.doubt = { sinceMs: nowMs, floor: window.floor, to: last };
      if (want.dueAtMs === Number.POSITIVE_INFINITY) this.#schedule(want, nowMs + this.leastMs);
    } else if (nowMs - doubt.sinceMs >= PATIENCE * this.#keepaliveMs) {
      this.#goneAt(entry, window, doubt.to);
      want.doubt = null;
      this.#tellGap(window);
    }
  }

  /**
   * The last number that the sender of the entry counts as seen and does not hold, and that the window lacks. Gives
   * all such numbers up, as far as `giveUpTo`, if that is not null.
   */
  #goneAt(entry: EntryReader, window: SequenceWindow, giveUpTo: number | null): number | null {
    let found: number | null = null;
    let first = (window.floor + 1) >>> 0;
    for (let run = 0; run <= entry.runCount; run++) {
      const isLast = run === entry.runCount;
      let last = isLast ? entry.floor : (entry.first(run) - 1) >>> 0;
      if (isAfter(last, entry.floor)) last = entry.floor;
      if (giveUpTo !== null && isAfter(last, giveUpTo)) last = giveUpTo;
      if (!isAfter(first, last) && firstLacked(window, first, last) !== null) {
        if (giveUpTo !== null) this.#origins.giveUp(window, first, last);
        found = last;
      }
      if (!isLast && !isAfter(first, entry.last(run))) first = (entry.last(run) + 1) >>> 0;
    }
    return found;
  }

  /** Asks for nothing for a moment. */
  putOff(nowMs: number): void {
    this.#sender.pullAtMs = Math.max(this.#sender.pullAtMs, nowMs + this.leastMs);
  }

  /** Asks for all that is due. */
  ask(nowMs: number, neighbours: readonly Neighbour[]): void {
    let isAnythingDue = false;
    for (const want of this.#wants.values()) {
      const { window } = want;
      if (!want.isLacking || this.#origins.find(window.origin, window.boot) !== window) this.#close(want);
      else if (want.dueAtMs <= nowMs && !this.#isComing(want, nowMs)) {
        want.server = this.#choose(want, neighbours);
        if (want.server) isAnythingDue = true;
        else want.dueAtMs = want.misses > MAX_MISSES ? Number.POSITIVE_INFINITY : nowMs + this.#keepaliveMs;
      }
    }
    if (isAnythingDue) {
      let room = 2 * MAX_UNDER_WAY;
      for (const { asked } of neighbours) room -= asked;
      for (const neighbour of neighbours) room -= this.#pull(neighbour, room, nowMs);
    }
    let earliestMs = Number.POSITIVE_INFINITY;
    for (const { dueAtMs } of this.#wants.values()) if (dueAtMs < earliestMs) earliestMs = dueAtMs;
    this.#sender.pullAtMs = earliestMs;
  }

  /** Whether to wait a little longer for what was asked for. If not, it is not under way any more. */
  #isComing(want: Want, nowMs: number): boolean {
    const { asked } = want;
    if (!asked) return false;
    const waitMs = timeoutMs(asked.of, this.leastMs, 4 * this.#keepaliveMs);
    const isOver = asked.movedAtMs + waitMs <= nowMs || want.window.has(asked.to);
    if (!isOver) {
      want.dueAtMs = asked.movedAtMs + waitMs;
      return true;
    }
    if (!want.window.has(asked.to)) want.misses++;
    want.settle();
    return false;
  }

  /** Who offered it, and every other time one after the other. */
  #choose(want: Want, neighbours: readonly Neighbour[]): Neighbour | null {
    if (want.misses > MAX_MISSES) return null;
    const { offeredBy } = want;
    if (offeredBy && want.misses % 2 === 0 && canServe(offeredBy) && neighbours.includes(offeredBy))
      return offeredBy;
    for (let i = 0; i < neighbours.length; i++) {
      const neighbour = neighbours[this.#turn++ % neighbours.length]!;
      if (canServe(neighbour)) return neighbour;
    }
    return null;
  }

  /** One PULL, or a few, for all wants whose turn it is with this neighbour. Returns for how many messages. */
  #pull(neighbour: Neighbour, mostRoom: number, nowMs: number): number {
    const room = Math.min(mostRoom, MAX_UNDER_WAY - neighbour.asked);
    let count = 0;
    writer.at = PULL_FIXED_BYTES;
    for (const want of this.#wants.values()) {
      if (want.server !== neighbour) continue;
      want.server = null;
      if (!writer.hasRoom(1)) this.#send(neighbour);
      want.isWaitingForRoom = count >= room;
      if (want.isWaitingForRoom) want.dueAtMs = nowMs + this.leastMs;
      else count += this.#write(want, neighbour, room - count, nowMs);
    }
    if (count === 0) return 0;
    const { exchange } = neighbour;
    exchange.isBulk = exchange.asked > FEW;
    this.#send(neighbour);
    return count;
  }

  #write(want: Want, neighbour: Neighbour, room: number, nowMs: number): number {
    const { window } = want;
    const { floor } = window;
    const end = Math.min((want.knownTo - floor) | 0, WINDOW_BITS);
    writer.entry(window.origin, window.boot, floor);
    let count = 0;
    let to = floor;
    const begin = want.begins(neighbour, end);
    for (let ahead = begin; ahead <= end && count < room && writer.runsLeft > 0; ahead++) {
      if (window.has((floor + ahead) >>> 0)) continue;
      const first = ahead;
      while (ahead < end && count + ahead - first + 1 < room && !window.has((floor + ahead + 1) >>> 0))
        ahead++;
      count += ahead - first + 1;
      to = (floor + ahead) >>> 0;
      writer.run((floor + first) >>> 0, to);
    }
    neighbour.exchange.asked += count;
    want.asked = { of: neighbour, to, left: count, movedAtMs: nowMs };
    want.dueAtMs = nowMs + timeoutMs(neighbour, this.leastMs, 4 * this.#keepaliveMs);
    return count;
  }

  #send(neighbour: Neighbour): void {
    const { id, boot, rules, counters } = this.#sender;
    const { bytes, at } = writer;
    const datagram = bytes.slice(0, at + MAC_BYTES);
    writePullHead(datagram, rules.network, id, boot, ++neighbour.exchange.pullNumber);
    counters['pull.sent']++;
    this.#sender.send(neighbour.address, this.#sender.signed(datagram));
    writer.at = PULL_FIXED_BYTES;
  }

  #open(window: SequenceWindow, dueAtMs: number, offeredBy: Neighbour | null): Want | null {
    if (this.#wants.size >= MAX_WANTS) return null;
    const want = new Want(window, dueAtMs, offeredBy);
    this.#schedule(want, dueAtMs);
    if (this.#wants === NO_WANTS) this.#wants = new Map();
    this.#wants.set(window, want);
    this.#sender.wants = this.#wants.size;
    return want;
  }

  #close(want: Want): void {
    want.settle();
    this.#wants.delete(want.window);
    this.#sender.wants = this.#wants.size;
    if (this.#wants.size === 0) this.#sender.pullAtMs = Number.POSITIVE_INFINITY;
  }

  #tellGap(window: SequenceWindow): void {
    const count = window.skipped - window.told;
    if (count === 0) return;
    window.told = window.skipped;
    this.#sender.counters.gap += count;
    this.#sender.port.gap(window.origin, count);
  }
}

function canServe(neighbour: Neighbour): boolean {
  return neighbour.isUp && neighbour.takesPart;
}
