/**
 * What runs beside the nodes of one run: the relays that carry its links, and the canary. The same for every runtime
 * that runs in real time; how a program is started, and where everything is, the runtime says (`RelayPlacement`).
 *
 * 1. A relay that ends before the runtime is closed, or does not answer any more, makes the run worthless: told once, by
 *    `sink.broken`, after a `late` observation has told since when nothing has been heard of it.
 * 2. The counts told are of one moment's questions to all relays; they are cumulative, so a later one may stand for all
 *    before it.
 * 3. A request for counts waits for the one under way. So counts were read after all that were told before.
 */

import type { DirectionCounters, RelayLink } from '../../../node/contract/relay.ts';
import type { Endpoint } from '../../../node/contract/types.ts';
import { obstaclesOnOtherClock } from '../../../node/link/outages.ts';
import type { Plan } from '../../plan/types.ts';
import { realClock } from '../port/clock.ts';
import type { Relayed } from '../port/observation.ts';
import type { LinkUpdate, RuntimeFault, Sink } from '../port/port.ts';
import { type AssignedLink, directionKey, type RelayAssignment } from './assignment.ts';
import { type CapturedDirection, crossingsOf, relayDirections } from './crossings.ts';
import { Helper, type HelperListener, type LateEvent, type LaunchHelper } from './helper.ts';

export const CANARY = 'canary';

const COUNT_EVERY_MS = 1_000;
/** A link's counts are a kilobyte of text. More links than this are counted less often. */
const LINKS_A_SECOND = 1_000;
/** The canary's timer late by less is everyday life. */
const CANARY_LATE_MS = 50;

export interface RelayPlacement {
  launch: LaunchHelper;
  /** Where a node really listens, for a link. */
  node(name: string, link: AssignedLink): Endpoint;
  /** What a relay binds its ports to. */
  bind(relay: string): string;
  /** Where the nodes of a link reach the relay. */
  host(relay: string, link: AssignedLink): string;
}

interface Carried {
  relay: Helper;
  reach: Endpoint;
}

export class Relays {
  readonly #sink: Sink;
  readonly #relays: Helper[] = [];
  /** By `pairOf(from, to)`: what carries the direction, and where `from` finds `to`. */
  readonly #carried = new Map<string, Carried>();
  #canary: Helper | null = null;
  #there: Promise<void> = Promise.resolve();
  #starts: Promise<void>[] = [];
  #timer: NodeJS.Timeout | null = null;
  #isCounting = false;
  #counted: Promise<void> = Promise.resolve();
  #closed = false;
  #broken = false;

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /**
   * Starts all of them, and resolves when the relays carry their links. `canary`: whether there can be one; nobody
   * needs its address, so it comes up while the nodes do (`there`).
   */
  async open(
    plan: Plan,
    assignments: readonly RelayAssignment[],
    placement: RelayPlacement,
    canary: boolean,
  ): Promise<void> {
    const relays = assignments.map((assignment) => this.#openRelay(plan, assignment, placement));
    if (canary) this.#there = this.#openCanary(plan, placement);
    this.#starts = [...relays, this.#there];
    this.#there.catch(() => {});
    await Promise.all(relays);
    if (this.#closed) return;
    const everyMs = COUNT_EVERY_MS * Math.max(1, plan.links.length / LINKS_A_SECOND);
    this.#timer = setInterval(() => void this.#tick(), everyMs);
    this.#timer.unref();
  }

  /** Resolves when the canary watches, where there is one. */
  async there(): Promise<void> {
    await this.#there;
  }

  /** Where `from` finds its neighbour `to`; undefined when the link between them goes straight. */
  reach(from: string, to: string): Endpoint | undefined {
    return this.#carried.get(directionKey(from, to))?.reach;
  }

  /** Resolves once all of the changes are in force, or the run is broken. */
  async change(changes: readonly LinkUpdate[]): Promise<void> {
    const shares = new Map<Helper, LinkUpdate[]>();
    for (const change of changes) {
      const carried = this.#carried.get(directionKey(change.from, change.to));
      if (carried === undefined) throw new Error(`no relay carries ${change.from} to ${change.to}`);
      shares.set(carried.relay, [...(shares.get(carried.relay) ?? []), change]);
    }
    await Promise.all(
      [...shares].map(([relay, share]) =>
        this.#unlessOver(relay, relay.ask({ type: 'link', changes: share })),
      ),
    );
  }

  /** Resolves when it is over, and what came of it is reported. */
  async attack({ node, kinds, count, everyMs }: RuntimeFault & { type: 'attack' }): Promise<void> {
    const carried = [...this.#carried].find(([pair]) => (JSON.parse(pair) as string[])[1] === node);
    if (carried === undefined) throw new Error(`no relay carries a link of ${node}`);
    const [, { relay }] = carried;
    const asked = relay.ask({ type: 'attack', node, kinds: [...kinds], count, everyMs });
    const answer = await this.#unlessOver(relay, asked);
    if (answer?.type !== 'attacked' || this.#closed) return;
    const { sent, answers, firstAnswer } = answer;
    const result = { sent, answers, ...(firstAnswer === undefined ? {} : { firstAnswer }) };
    this.#sink.observe({ type: 'attacked', node, result, atMs: realClock.now() });
  }

  /** Tells the counts of now, and what lateness has not been told yet. By the way it learns all clocks. */
  async count(): Promise<void> {
    const counted = this.#counted.then(() => this.#count());
    this.#counted = counted.catch(() => {});
    await counted;
  }

  async #count(): Promise<void> {
    const started = this.#all().filter(({ started }) => started);
    const counts = await Promise.all(started.map((helper) => this.#countsOf(helper)));
    // Counts of some relays alone would say of the others that nothing has changed.
    if (counts.includes(null)) return;
    if (!this.#closed && counts.some((each) => each !== null && each.length > 0))
      this.#sink.observe({
        type: 'relayed',
        counts: counts.flatMap((each) => each ?? []),
        atMs: realClock.now(),
      });
  }

  async #countsOf(helper: Helper): Promise<Relayed[] | null> {
    const answer = await this.#unlessOver(helper, helper.ask({ type: 'counters' }));
    if (answer?.type !== 'counters') return null;
    return answer.directions.map((counters) => relayed(counters, helper));
  }

  /** Nothing is reported from the call on. Resolves when nothing is being started any more. */
  async silence(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    for (const helper of this.#all()) helper.silence();
    await Promise.allSettled(this.#starts);
  }

  get facts(): Record<string, number | boolean> {
    return { relays: this.#relays.length, canary: this.#canary !== null };
  }

  async #openRelay(plan: Plan, assignment: RelayAssignment, placement: RelayPlacement): Promise<void> {
    const directions: CapturedDirection[] = [];
    const helper = this.#helper(assignment.relay, {
      late: (late) => this.#tellLate('relay', helper, late),
      captured: ({ records, lost }) => {
        if (this.#closed) return;
        const crossings = crossingsOf(records, directions, (ms) => helper.momentOf(ms));
        this.#sink.observe({ type: 'crossed', crossings, missing: lost });
      },
    });
    this.#relays.push(helper);
    const nat = new Map(plan.nodes.map(({ name, natTimeoutMs }) => [name, natTimeoutMs]));
    const end = (node: string, link: AssignedLink) => {
      const natTimeoutMs = nat.get(node);
      return { node, ...placement.node(node, link), ...(natTimeoutMs === undefined ? {} : { natTimeoutMs }) };
    };
    const links = assignment.links.map((link, i): RelayLink => {
      const { ab, ba } = link;
      const ends = { a: end(link.a, link), b: end(link.b, link) };
      return { link: `${i}`, ...ends, ...(ab ? { ab } : {}), ...(ba ? { ba } : {}) };
    });
    const ready = await helper.start(placement.launch, {
      type: 'configure',
      run: plan.run,
      relay: assignment.relay,
      listen: { host: placement.bind(assignment.relay) },
      seed: plan.topology.seed,
      links,
      ...(plan.capture === undefined ? {} : { capture: true }),
    });
    directions.push(
      ...relayDirections(links, ready.links, (i) => placement.host(assignment.relay, assignment.links[i]!)),
    );
    for (const { link, aPort, bPort } of ready.links) {
      const assigned = assignment.links[Number(link)]!;
      const host = placement.host(assignment.relay, assigned);
      this.#carried.set(directionKey(assigned.a, assigned.b), {
        relay: helper,
        reach: { host, port: aPort },
      });
      this.#carried.set(directionKey(assigned.b, assigned.a), {
        relay: helper,
        reach: { host, port: bPort },
      });
    }
  }

  async #openCanary(plan: Plan, placement: RelayPlacement): Promise<void> {
    const helper = this.#helper(CANARY, {
      late: (late) => {
        if ((late.lateMs ?? 0) >= CANARY_LATE_MS) this.#tellLate('canary', helper, late);
      },
    });
    this.#canary = helper;
    const listen = { host: '127.0.0.1' };
    await helper.start(placement.launch, {
      type: 'configure',
      run: plan.run,
      relay: CANARY,
      listen,
      seed: 0,
      links: [],
    });
  }

  #helper(name: string, listener: Omit<HelperListener, 'died'>): Helper {
    const helper: Helper = new Helper(name, { ...listener, died: (text) => this.#died(helper, text) });
    return helper;
  }

  /** From its last word on nobody knows what it did with the datagrams: as if it had stood still. */
  #died({ name, heardAtMs }: Helper, text: string): void {
    if (this.#closed || this.#broken) return;
    this.#broken = true;
    const nowMs = realClock.now();
    this.#late(name === CANARY ? CANARY : 'relay', heardAtMs, nowMs, nowMs - heardAtMs);
    this.#sink.broken(text, nowMs);
  }

  /** Where it does not know by how much, it may have been by all of the window. */
  #tellLate(source: string, helper: Helper, late: LateEvent): void {
    if (this.#closed) return;
    const { fromMs, toMs } = helper.toHarness(late.fromMs, late.toMs);
    this.#late(source, fromMs, toMs, late.lateMs ?? toMs - fromMs);
  }

  #late(source: string, fromMs: number, toMs: number, lateMs: number): void {
    this.#sink.observe({ type: 'late', source, fromMs, toMs, lateMs });
  }

  /** What a relay that has ended did not answer has been told by `broken`; nobody need wait for it. */
  async #unlessOver<Answer>(relay: Helper, answer: Promise<Answer>): Promise<Answer | null> {
    return await answer.catch((error) => {
      if (relay.over) return null;
      throw error;
    });
  }

  async #tick(): Promise<void> {
    if (this.#isCounting) return;
    this.#isCounting = true;
    await this.count().catch(() => {});
    this.#isCounting = false;
  }

  #all(): Helper[] {
    return this.#canary === null ? this.#relays : [...this.#relays, this.#canary];
  }
}

function relayed(counters: DirectionCounters, helper: Helper): Relayed {
  const { from, to, offered, offeredBytes, dropped, overload, errors } = counters;
  const { outages = [], delays = [], strangers, firstStranger } = counters;
  const relay = (overload.receive ?? 0) + overload.full + overload.sendQueue;
  const refused = Object.values(errors).reduce((sum, times) => sum + times, 0);
  return {
    from,
    to,
    offered,
    offeredBytes,
    dropped: { ...dropped, ...(relay > 0 ? { relay } : {}), ...(refused > 0 ? { refused } : {}) },
    ...obstaclesOnOtherClock({ outages, delays }, ({ fromMs, toMs }) => helper.toHarness(fromMs, toMs)),
    ...(firstStranger === undefined ? {} : { strangers: { count: strangers, ...firstStranger } }),
  };
}
