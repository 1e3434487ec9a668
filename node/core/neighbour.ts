/**
 * One neighbour and its failure detector: when to probe it, when to suspect it, when to give it up. Times in
 * milliseconds of the clock that drives the peer; K is the keepalive's interval.
 *
 *     DOWN ──fresh PONG──▶ IDLE ──PING sent──▶ WAITING ──no PONG in time──▶ SUSPECT ──no PONG to any of its probes──▶ DOWN
 *                           ▲                     │                           │
 *                           └─────────────────fresh PONG──────────────────────┘
 *
 * Invariants:
 * K1. Only a PONG with an echo younger than any before it is a sign of life, so a recording proves nothing.
 * K2. A neighbour is given up only after `SUSPECT_PROBES` probes of a suspicion went unanswered, over 2 K.
 * K3. A neighbour that is down is probed once an interval, for ever.
 * K4. A peer that woke up late counts that time against nobody: it takes back half of each suspicion
 *     (a few times at most, so that one that is always late still finds the dead).
 *
 * With neighbours near by, the time from a death to its report is at most
 * K (next PING) + K/4 (suspicion) + 23 K/12 (probes) + K/4 (last wait) = 3.4 K, and at least 2.1 K. The first and the last
 * wait grow with the round trip that was measured, to 2 K and 4 K: 9 K for one that is far away, or has stood still.
 */
import type { AddressToken } from './address.ts';
import { Exchange } from './exchange.ts';
import { defineFields, Row, type RowArena } from './rows.ts';
import { addRoundTripSample, type RoundTrip, timeoutMs } from './rtt.ts';

export const Phase = { DOWN: 0, IDLE: 1, WAITING: 2, SUSPECT: 3 } as const;
export type Phase = (typeof Phase)[keyof typeof Phase];

export const SUSPECT_PROBES = 24;
/** In keepalives: how long they take. */
const SUSPICION = 2;
const MAX_EXTENSIONS = 4;

/** What is due for a neighbour: nothing but waiting, a probe, or its death. */
export const Due = { NOTHING: 0, PROBE: 1, SUSPECT_PROBE: 2, DEATH: 3 } as const;
export type Due = (typeof Due)[keyof typeof Due];

/** When a neighbour is probed again. */
export interface ProbeSchedule {
  /** How long after a probe at that moment the next one to this neighbour is due. */
  intervalMs(probedAtMs: number, id: number): number;
}

const Flag = { PROVEN: 1, TAKES_PART: 2 } as const;

export class Neighbour extends Row implements RoundTrip {
  declare readonly id: number;
  /** Of the last PONG; 0 before the first. */
  declare boot: number;
  declare dueAtMs: number;
  /** When the last probe left. */
  declare probedAtMs: number;
  /** Send time of the youngest probe that counts as answered, in microseconds. */
  declare echoUs: number;
  declare smoothedMs: number;
  declare variationMs: number;
  declare address: AddressToken;
  declare phase: Phase;
  declare private flags: number;
  /** Probes of this suspicion. */
  declare private probes: number;
  declare private extensions: number;

  static {
    defineFields(Neighbour.prototype, {
      ...{ id: 'f64', boot: 'f64', dueAtMs: 'f64', probedAtMs: 'f64', echoUs: 'f64' },
      ...{ smoothedMs: 'f64', variationMs: 'f64', address: 'i32' },
      ...{ phase: 'u8', flags: 'u8', probes: 'u8', extensions: 'u8' },
    });
  }

  /** For people; the core only hands it on. */
  readonly name: string;
  #exchange: Exchange | null = null;

  constructor(
    rows: RowArena,
    id: number,
    name: string,
    address: AddressToken,
    isProven: boolean,
    dueAtMs: number,
  ) {
    super(rows);
    this.id = id;
    this.name = name;
    this.address = address;
    this.isProven = isProven;
    this.dueAtMs = dueAtMs;
    this.probedAtMs = Number.NEGATIVE_INFINITY;
    this.echoUs = -1;
    this.smoothedMs = -1;
  }

  /** Catching up with it. Most of the neighbours of a large mesh never have to. */
  get exchange(): Exchange {
    this.#exchange ??= new Exchange();
    return this.#exchange;
  }

  /** Messages asked of it that are still to come. */
  get asked(): number {
    return this.#exchange?.asked ?? 0;
  }

  /** May be sent messages: it was configured, or a PONG has proven its address. */
  get isProven(): boolean {
    return (this.flags & Flag.PROVEN) !== 0;
  }
  set isProven(isProven: boolean) {
    this.flags = isProven ? this.flags | Flag.PROVEN : this.flags & ~Flag.PROVEN;
  }

  /** Its last PING or PONG had a summary: it catches up. */
  get takesPart(): boolean {
    return (this.flags & Flag.TAKES_PART) !== 0;
  }
  set takesPart(takesPart: boolean) {
    this.flags = takesPart ? this.flags | Flag.TAKES_PART : this.flags & ~Flag.TAKES_PART;
  }

  /** It is pulled from, and sent RANGES. */
  get catchesUp(): boolean {
    return this.isUp && this.takesPart;
  }

  get isUp(): boolean {
    return this.phase !== Phase.DOWN;
  }

  /** Steps the keepalive at `nowMs` and says what to do. A probe asked for must be sent. */
  step(nowMs: number, keepaliveMs: number, schedule: ProbeSchedule): Due {
    if (this.dueAtMs > nowMs) return Due.NOTHING;
    switch (this.phase) {
      case Phase.DOWN:
        this.#probed(nowMs, schedule.intervalMs(nowMs, this.id));
        return Due.PROBE;
      case Phase.IDLE:
        this.phase = Phase.WAITING;
        this.#probed(nowMs, timeoutMs(this, keepaliveMs / 4, 2 * keepaliveMs));
        return Due.PROBE;
      case Phase.WAITING:
        this.phase = Phase.SUSPECT;
        this.probes = 0;
        this.extensions = 0;
        return this.#suspectProbe(nowMs, keepaliveMs);
      default:
        if (this.probes < SUSPECT_PROBES) return this.#suspectProbe(nowMs, keepaliveMs);
        this.markDown(nowMs, schedule);
        return Due.DEATH;
    }
  }

  #probed(nowMs: number, waitMs: number): void {
    this.probedAtMs = nowMs;
    this.dueAtMs = nowMs + waitMs;
  }

  #suspectProbe(nowMs: number, keepaliveMs: number): Due {
    this.probes++;
    const last = this.probes === SUSPECT_PROBES;
    const waitMs = last
      ? timeoutMs(this, keepaliveMs / 4, 4 * keepaliveMs)
      : (SUSPICION * keepaliveMs) / SUSPECT_PROBES;
    this.#probed(nowMs, waitMs);
    return Due.SUSPECT_PROBE;
  }

  /**
   * A neighbour that is down, or was restarted, has sent a PING: it can be up again at once. True if a probe should
   * leave now; if the last one has only just left, the next is due early instead, so that PINGs replayed at any
   * rate cause no more than eight probes an interval.
   */
  heardPing(nowMs: number, keepaliveMs: number, schedule: ProbeSchedule): boolean {
    const allowedAtMs = this.probedAtMs + keepaliveMs / 8;
    const mayProbe = allowedAtMs <= nowMs;
    if (this.phase !== Phase.DOWN) {
      if (mayProbe) this.probedAtMs = nowMs;
      return mayProbe;
    }
    if (mayProbe) this.#probed(nowMs, schedule.intervalMs(nowMs, this.id));
    else this.dueAtMs = Math.min(this.dueAtMs, allowedAtMs);
    return mayProbe;
  }

  /** A PONG that K1 accepts. `roundTripMs` is null where it measures more than the path. */
  answered(nowMs: number, roundTripMs: number | null, schedule: ProbeSchedule): void {
    this.isProven = true;
    if (roundTripMs !== null) addRoundTripSample(this, roundTripMs);
    if (this.phase === Phase.IDLE) return;
    this.phase = Phase.IDLE;
    this.dueAtMs = Math.max(nowMs, this.probedAtMs + schedule.intervalMs(this.probedAtMs, this.id));
  }

  /** Down, for whatever reason: from now on K3 holds. */
  markDown(nowMs: number, schedule: ProbeSchedule): void {
    this.phase = Phase.DOWN;
    this.dueAtMs = nowMs + schedule.intervalMs(nowMs, this.id);
  }

  /** K4: the peer itself was late. */
  extendSuspicion(nowMs: number): void {
    if (this.phase !== Phase.SUSPECT || this.extensions >= MAX_EXTENSIONS) return;
    this.extensions++;
    this.probes = Math.min(this.probes, SUSPECT_PROBES / 2);
    this.dueAtMs = Math.min(this.dueAtMs, nowMs);
  }
}
