/**
 * The links of a simulated run: what steps do to them, and what is counted on them.
 *
 * Invariants:
 * 1. A direction is cut while a step keeps it cut or one of its ends is off the network; undoing one undoes not the other.
 * 2. A move changes no more than who gets datagrams: see `KnownAddresses`.
 * 3. Counted are the directions that go through relays or the router on other runtimes, so that journals have the same form. Bytes
 *    are those of payload, which a router does not know.
 */

import type { Plan } from '../../plan/types.ts';
import { gatesOfNodeAt } from '../../topology/model/gates.ts';
import type { Topology } from '../../topology/topology.ts';
import type { Relayed } from '../port/observation.ts';
import type { LinkUpdate, RuntimeFault, Sink } from '../port/port.ts';
import type { World } from './engine/world.ts';
import { KnownAddresses } from './known-addresses.ts';
import type { SessionHosts } from './session-hosts.ts';

const COUNT_EVERY_US = 1_000_000;
/** More directions than this are counted less often, so that a large mesh does not drown its journal. */
const DIRECTIONS_A_SECOND = 2_000;
/** In a long run counts are taken less often too: this many times in all, and once at its end. */
const COUNTS_A_RUN = 100;

interface CountedDirection {
  from: string;
  to: string;
  fromNumber: number;
  toNumber: number;
}

export class SimLinks {
  readonly #world: World;
  readonly #hosts: SessionHosts;
  #sink: Sink | null;
  readonly #counted: CountedDirection[];
  readonly #isRouted: boolean;
  readonly #neighbours: ReadonlyMap<string, readonly string[]>;
  /** `from to`, as steps have cut them. */
  readonly #cut = new Set<string>();
  readonly #off = new Set<string>();
  readonly #knownAddresses: KnownAddresses;
  readonly #topology: Topology;

  constructor(plan: Plan, world: World, hosts: SessionHosts, sink: Sink) {
    this.#world = world;
    this.#hosts = hosts;
    this.#sink = sink;
    this.#topology = plan.topology;
    this.#isRouted = plan.topology.network !== undefined;
    this.#neighbours = new Map(plan.nodes.map(({ name, neighbours }) => [name, neighbours]));
    const addresses = plan.nodes.map(({ name, addresses: [first = ''] = [] }) => [name, first] as const);
    this.#knownAddresses = new KnownAddresses(new Map(addresses), this.#neighbours);
    this.#counted = plan.links
      .filter(({ via }) => via !== 'direct')
      .flatMap(({ a, b }) => [this.#direction(a, b), this.#direction(b, a)]);
  }

  change(changes: readonly LinkUpdate[]): void {
    for (const { from, to, conditions, cut } of changes) {
      const name = `${from} ${to}`;
      if (cut === true) this.#cut.add(name);
      if (cut === false) this.#cut.delete(name);
      this.#world.directions.change(this.#hosts.number(from), this.#hosts.number(to), {
        ...(conditions === undefined ? {} : { conditions }),
        ...(cut === undefined ? {} : { cut: this.#isCut(from, to) }),
      });
    }
  }

  /** Takes a node off the network, or puts it back. */
  attach(node: string, isOn: boolean): void {
    if (isOn) this.#off.delete(node);
    else this.#off.add(node);
    for (const neighbour of this.#neighbours.get(node) ?? []) {
      this.#cutAsIs(node, neighbour);
      this.#cutAsIs(neighbour, node);
    }
  }

  /** To other addresses, of which others send to the first, or to another site. */
  move({ node, addresses: [address = ''], site }: RuntimeFault & { type: 'move' }): void {
    const gates = site === undefined ? undefined : gatesOfNodeAt(this.#topology, node, site);
    this.#world.directions.move(this.#hosts.number(node), this.#knownAddresses.move(node, address), gates);
    this.#findAnew(node);
  }

  /** A node's program starts, and learns where all are now. */
  started(node: string): void {
    if (this.#knownAddresses.started(node)) this.#findAnew(node);
  }

  /** Counts now and then until `endMs`, in the world's time. */
  countUntil(endMs: number): void {
    if (this.#counted.length === 0) return;
    const everyUs = Math.round(
      Math.max(
        COUNT_EVERY_US * Math.max(1, this.#counted.length / DIRECTIONS_A_SECOND),
        (endMs * 1000) / COUNTS_A_RUN,
      ),
    );
    const tick = () => {
      this.count();
      this.#world.schedule(this.#world.nowUs + everyUs, tick);
    };
    this.#world.schedule(this.#world.nowUs + everyUs, tick);
  }

  /** Tells the counts of this moment. */
  count(): void {
    if (this.#sink === null || this.#counted.length === 0) return;
    const counts = this.#counted.map(({ from, to, fromNumber, toNumber }): Relayed => {
      const { offered, offeredBytes, dropped } = this.#world.directions.counts(fromNumber, toNumber);
      return {
        from,
        to,
        offered,
        ...(this.#isRouted ? {} : { offeredBytes }),
        dropped: { ...dropped },
        ...this.#world.takeObstacles(fromNumber, toNumber),
      };
    });
    this.#sink.observe({ type: 'relayed', counts, atMs: this.#world.nowUs / 1000 });
  }

  /** From here on nothing is reported. */
  silence(): void {
    this.#sink = null;
  }

  #cutAsIs(from: string, to: string): void {
    const cut = this.#isCut(from, to);
    this.#world.directions.change(this.#hosts.number(from), this.#hosts.number(to), { cut });
  }

  #findAnew(node: string): void {
    for (const neighbour of this.#neighbours.get(node) ?? [])
      for (const [from, to] of [
        [node, neighbour],
        [neighbour, node],
      ] as const) {
        const astray = this.#knownAddresses.passes(from, to);
        this.#world.directions.change(this.#hosts.number(from), this.#hosts.number(to), { astray });
      }
  }

  #isCut(from: string, to: string): boolean {
    return this.#cut.has(`${from} ${to}`) || this.#off.has(from) || this.#off.has(to);
  }

  #direction(from: string, to: string): CountedDirection {
    return { from, to, fromNumber: this.#hosts.number(from), toNumber: this.#hosts.number(to) };
  }
}
