/**
 * When a direction of a link was open and yet let nothing through (an outage), or only after a long time (a delay): what
 * the relay and the simulator tell beside their counts, since counts once a second are too coarse for a keepalive.
 *
 * A cut and a gone NAT binding are none of its business: the first is a step that the journal has, the second the
 * peer's own task.
 */

/** Fewer datagrams than this in a row, or a shorter time, and nobody need take it for more than loss. */
const LEAST_DROPPED = 4;
const LEAST_MS = 100;
/** A datagram that takes as long as this is worth telling. */
export const LONG_MS = 250;

/** All of `dropped` datagrams, at least four in a row, were dropped between two moments. */
export interface Outage {
  fromMs: number;
  toMs: number;
  dropped: number;
}

/** What entered after `fromMs`, and had left by `toMs`, took up to `tookMs`. */
export interface Delay {
  fromMs: number;
  toMs: number;
  tookMs: number;
}

/** What came since it was told last. */
export interface Obstacles {
  outages: Outage[];
  delays: Delay[];
}

interface Span {
  fromMs: number;
  toMs: number;
}

/** The same on another clock. */
export function obstaclesOnOtherClock({ outages, delays }: Obstacles, move: (span: Span) => Span): Obstacles {
  const moved = <T extends Span>(span: T): T => ({ ...span, ...move(span) });
  return { outages: outages.map(moved), delays: delays.map(moved) };
}

/** Drops in a row, so far. */
interface Row {
  fromMs: number;
  lastMs: number;
  dropped: number;
  /** How many of them have been told. */
  told: number;
}

/** Of many directions, each by a number. */
export class Outages {
  readonly #rows = new Map<number, Row>();
  readonly #told = new Map<number, Obstacles>();

  /** Conditions dropped a datagram that entered at `nowMs`. */
  dropped(way: number, nowMs: number): void {
    const row = this.#rows.get(way);
    if (row === undefined) this.#rows.set(way, { fromMs: nowMs, lastMs: nowMs, dropped: 1, told: 0 });
    else {
      row.lastMs = nowMs;
      row.dropped++;
    }
  }

  /** One that entered at `nowMs` arrives then. Those that are neither the first after drops nor long under way need not be told of. */
  passed(way: number, nowMs: number, arrivesAtMs: number): void {
    const row = this.#rows.get(way);
    if (row !== undefined) {
      this.#tell(way, row, arrivesAtMs);
      this.#rows.delete(way);
    }
    if (arrivesAtMs - nowMs >= LONG_MS) this.#delay(way, nowMs, arrivesAtMs);
  }

  /** Of one direction, what was not taken yet, if there is any. An outage that goes on is reported as far as it has come. */
  take(way: number, nowMs: number): Obstacles | undefined {
    const row = this.#rows.get(way);
    if (row !== undefined && row.dropped > row.told) this.#tell(way, row, nowMs);
    const told = this.#told.get(way);
    this.#told.delete(way);
    return told;
  }

  /** The same of several as one. */
  takeAll(ways: readonly number[], nowMs: number): Obstacles | undefined {
    const all = ways.flatMap((way) => this.take(way, nowMs) ?? []);
    if (all.length === 0) return undefined;
    return { outages: all.flatMap(({ outages }) => outages), delays: all.flatMap(({ delays }) => delays) };
  }

  /** A silence longer than all of it is no longer the outage's: who sends nothing learns nothing. */
  #tell(way: number, row: Row, endMs: number): void {
    const { fromMs, lastMs, dropped } = row;
    const toMs = Math.min(endMs, lastMs + (lastMs - fromMs));
    if (dropped < LEAST_DROPPED || toMs - fromMs < LEAST_MS) return;
    row.told = dropped;
    this.#of(way).outages.push({ fromMs, toMs, dropped });
  }

  #delay(way: number, nowMs: number, arrivesAtMs: number): void {
    const { delays } = this.#of(way);
    const tookMs = arrivesAtMs - nowMs;
    const last = delays.at(-1);
    if (last === undefined) delays.push({ fromMs: nowMs, toMs: arrivesAtMs, tookMs });
    else {
      last.toMs = Math.max(last.toMs, arrivesAtMs);
      last.tookMs = Math.max(last.tookMs, tookMs);
    }
  }

  #of(way: number): Obstacles {
    let told = this.#told.get(way);
    if (told === undefined) {
      told = { outages: [], delays: [] };
      this.#told.set(way, told);
    }
    return told;
  }
}
