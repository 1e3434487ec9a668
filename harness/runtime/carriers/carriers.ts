/**
 * What runs beside the nodes of one run in real time and carries what they send each other: relays on a flat network, the
 * router on a routed one; and the canary. What all of them do alike is here.
 *
 * 1. A carrier that ends before the runtime is closed, or does not answer any more, makes the run worthless: told once, by
 *    `sink.broken`, after a `late` observation has told since when nothing has been heard of it.
 * 2. The counts told are of one moment's questions to all carriers; they are cumulative, so a later one may stand for all
 *    before it.
 * 3. A request for counts waits for the one under way. So counts were read after all that were told before.
 */

import type { RelayEvent } from '../../../node/contract/relay.ts';
import type { RouterEvent } from '../../../node/contract/router.ts';
import type { Endpoint } from '../../../node/contract/types.ts';
import { realClock } from '../port/clock.ts';
import type { Relayed } from '../port/observation.ts';
import type { RuntimeFault, Sink } from '../port/port.ts';
import {
  Helper,
  type HelperListener,
  type LateEvent,
  type LaunchHelper,
  type RelayTongue,
  type RouterTongue,
} from './helper.ts';

export const CANARY = 'canary';

const COUNT_EVERY_MS = 1_000;
/** A link's counts are a kilobyte of text. More links than this are counted less often. */
const LINKS_A_SECOND = 1_000;
/** The canary's timer late by less is everyday life. */
const CANARY_LATE_MS = 50;

type CarrierTongue = RelayTongue | RouterTongue;

/** Either of them, as far as both are alike. */
type AnyHelper = Pick<Helper, 'name' | 'heardAtMs' | 'over' | 'started' | 'silence' | 'toHarness'>;

export abstract class Carriers<T extends CarrierTongue> {
  protected readonly sink: Sink;
  protected readonly carriers: Helper<T>[] = [];
  #canary: Helper | null = null;
  #there: Promise<void> = Promise.resolve();
  #starts: Promise<void>[] = [];
  #timer: NodeJS.Timeout | null = null;
  #isCounting = false;
  #counted: Promise<void> = Promise.resolve();
  #closed = false;
  #broken = false;

  constructor(sink: Sink) {
    this.sink = sink;
  }

  /** Where `from` finds its neighbour `to`; undefined when the link between them goes straight. */
  abstract reach(from: string, to: string): Endpoint | undefined;
  /** Resolves once all of it is in force, or the run is broken. */
  abstract change(fault: RuntimeFault & { type: 'link' }): Promise<void>;
  /** Resolves when it is over, and what came of it is reported. */
  abstract attack(fault: RuntimeFault & { type: 'attack' }): Promise<void>;
  abstract get facts(): Record<string, number | boolean>;
  /** What carries, in the words of a journal. */
  protected abstract readonly source: 'relay' | 'router';
  /** Null where it has ended. */
  protected abstract countsOf(carrier: Helper<T>): Promise<Relayed[] | null>;

  /**
   * Resolves when the carriers carry. `canary` starts one, where there can be one; nobody needs its address, so it comes up
   * while the nodes do (`there`).
   */
  protected async openAll(
    starts: readonly Promise<void>[],
    run: string,
    canary: LaunchHelper | null,
    links: number,
  ) {
    if (canary !== null) this.#there = this.#openCanary(run, canary);
    this.#starts = [...starts, this.#there];
    this.#there.catch(() => {});
    await Promise.all(starts);
    if (this.#closed) return;
    const everyMs = COUNT_EVERY_MS * Math.max(1, links / LINKS_A_SECOND);
    this.#timer = setInterval(() => void this.#tick(), everyMs);
    this.#timer.unref();
  }

  /** Resolves when the canary watches, where there is one. */
  async there(): Promise<void> {
    await this.#there;
  }

  /** Tells the counts of now, and what lateness has not been told yet. By the way it learns all clocks. */
  async count(): Promise<void> {
    const counted = this.#counted.then(() => this.#count());
    this.#counted = counted.catch(() => {});
    await counted;
  }

  /** Nothing is reported from the call on. Resolves when nothing is being started any more. */
  async silence(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    for (const helper of this.#all()) helper.silence();
    await Promise.allSettled(this.#starts);
  }

  protected get isClosed(): boolean {
    return this.#closed;
  }

  /** `sink.broken` has been called: nobody need do anything any more. */
  protected get isBroken(): boolean {
    return this.#broken;
  }

  protected get hasCanary(): boolean {
    return this.#canary !== null;
  }

  /** Not started yet. */
  protected makeCarrier(name: string, told: (event: T['event'], carrier: Helper<T>) => void): Helper<T> {
    const carrier: Helper<T> = new Helper<T>(name, {
      told: (event) => {
        if (event.type === 'late') this.#tellLate(this.source, carrier, event);
        else told(event, carrier);
      },
      died: (text) => this.#died(carrier, text),
    } satisfies HelperListener<T>);
    this.carriers.push(carrier);
    return carrier;
  }

  /** What a carrier that has ended did not answer has been told by `broken`; nobody need wait for it. */
  protected async unlessOver<Answer>(carrier: AnyHelper, answer: Promise<Answer>): Promise<Answer | null> {
    return await answer.catch((error) => {
      if (carrier.over) return null;
      throw error;
    });
  }

  /** Of an attack that is over, unless it was broken off. */
  protected tellAttacked(node: string, answer: RelayEvent | RouterEvent | null): void {
    if (answer?.type !== 'attacked' || this.#closed) return;
    const { sent, answers, firstAnswer, keptOut } = answer;
    const result = {
      ...{ sent, answers },
      ...(firstAnswer === undefined ? {} : { firstAnswer }),
      ...(keptOut === undefined ? {} : { keptOut }),
    };
    this.sink.observe({ type: 'attacked', node, result, atMs: realClock.now() });
  }

  async #count(): Promise<void> {
    const carriers = this.carriers.filter(({ started }) => started);
    const [counts] = await Promise.all([
      Promise.all(carriers.map((carrier) => this.countsOf(carrier))),
      this.#askCanary(),
    ]);
    // Counts of some carriers alone would say of the others that nothing has changed.
    if (counts.includes(null)) return;
    if (!this.#closed && counts.some((each) => each !== null && each.length > 0))
      this.sink.observe({
        type: 'relayed',
        counts: counts.flatMap((each) => each ?? []),
        atMs: realClock.now(),
      });
  }

  /** It has no counts, but tells its lateness before it answers. */
  async #askCanary(): Promise<void> {
    const canary = this.#canary;
    if (canary?.started) await this.unlessOver(canary, canary.ask({ type: 'counters' }));
  }

  async #openCanary(run: string, launch: LaunchHelper): Promise<void> {
    const helper: Helper = new Helper(CANARY, {
      told: (event) => {
        if (event.type === 'late' && (event.lateMs ?? 0) >= CANARY_LATE_MS)
          this.#tellLate('canary', helper, event);
      },
      died: (text) => this.#died(helper, text),
    });
    this.#canary = helper;
    const listen = { host: '127.0.0.1' };
    await helper.start(launch, { type: 'configure', run, relay: CANARY, listen, seed: 0, links: [] });
  }

  /** The run has lost what it stands on. Told once, and not when it is being closed. */
  tellBroken(text: string): void {
    if (this.#closed || this.#broken) return;
    this.#broken = true;
    this.sink.broken(text, realClock.now());
  }

  /** From its last word on nobody knows what it did with the datagrams: as if it had stood still. */
  #died({ name, heardAtMs }: AnyHelper, text: string): void {
    if (this.#closed || this.#broken) return;
    const nowMs = realClock.now();
    this.#late(name === CANARY ? CANARY : this.source, heardAtMs, nowMs, nowMs - heardAtMs);
    this.tellBroken(text);
  }

  /** Where it does not know by how much, it may have been by all of the window. */
  #tellLate(source: string, helper: AnyHelper, late: LateEvent): void {
    if (this.#closed) return;
    const { fromMs, toMs } = helper.toHarness(late.fromMs, late.toMs);
    this.#late(source, fromMs, toMs, late.lateMs ?? toMs - fromMs);
  }

  #late(source: string, fromMs: number, toMs: number, lateMs: number): void {
    this.sink.observe({ type: 'late', source, fromMs, toMs, lateMs });
  }

  async #tick(): Promise<void> {
    if (this.#isCounting) return;
    this.#isCounting = true;
    await this.count().catch(() => {});
    this.#isCounting = false;
  }

  #all(): AnyHelper[] {
    return this.#canary === null ? this.carriers : [...this.carriers, this.#canary];
  }
}

/** What conditions dropped, and what the carrier itself lost or the system refused, as counts of the runtime port have it. */
export function withOwnLosses(
  dropped: Readonly<Record<string, number>>,
  relay: number,
  errors: Readonly<Record<string, number>>,
): Record<string, number> {
  const refused = Object.values(errors).reduce((sum, times) => sum + times, 0);
  return { ...dropped, ...(relay > 0 ? { relay } : {}), ...(refused > 0 ? { refused } : {}) };
}
