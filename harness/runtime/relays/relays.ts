/**
 * The relays of one run on a flat network. The same for every runtime that runs in real time; how a program is started, and
 * where everything is, the runtime says (`RelayPlacement`).
 */

import type { DirectionCounters, RelayLink } from '../../../node/contract/relay.ts';
import type { Endpoint } from '../../../node/contract/types.ts';
import { obstaclesOnOtherClock } from '../../../node/link/outages.ts';
import type { Plan } from '../../plan/types.ts';
import { Carriers, withOwnLosses } from '../carriers/carriers.ts';
import { type CapturedDirection, crossingsOf, relayDirections } from '../carriers/crossings.ts';
import type { Helper, LaunchHelper, RelayTongue } from '../carriers/helper.ts';
import type { Relayed } from '../port/observation.ts';
import type { LinkUpdate, RuntimeFault } from '../port/port.ts';
import { type AssignedLink, directionKey, type RelayAssignment } from './assignment.ts';

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

export class Relays extends Carriers<RelayTongue> {
  protected readonly source = 'relay';
  /** By `directionKey(from, to)`: what carries the direction, and where `from` finds `to`. */
  readonly #carried = new Map<string, Carried>();

  /** Starts all of them, and resolves when they carry their links. `canary`: whether there can be one. */
  async open(
    plan: Plan,
    assignments: readonly RelayAssignment[],
    placement: RelayPlacement,
    canary: boolean,
  ): Promise<void> {
    const relays = assignments.map((assignment) => this.#openRelay(plan, assignment, placement));
    await this.openAll(relays, plan.run, canary ? placement.launch : null, plan.links.length);
  }

  reach(from: string, to: string): Endpoint | undefined {
    return this.#carried.get(directionKey(from, to))?.reach;
  }

  async change({ changes }: RuntimeFault & { type: 'link' }): Promise<void> {
    const shares = new Map<Helper, LinkUpdate[]>();
    for (const change of changes) {
      const carried = this.#carried.get(directionKey(change.from, change.to));
      if (carried === undefined) throw new Error(`no relay carries ${change.from} to ${change.to}`);
      shares.set(carried.relay, [...(shares.get(carried.relay) ?? []), change]);
    }
    await Promise.all(
      [...shares].map(([relay, share]) =>
        this.unlessOver(relay, relay.ask({ type: 'link', changes: share })),
      ),
    );
  }

  async attack({ node, kinds, count, everyMs }: RuntimeFault & { type: 'attack' }): Promise<void> {
    const carried = [...this.#carried].find(([pair]) => (JSON.parse(pair) as string[])[1] === node);
    if (carried === undefined) throw new Error(`no relay carries a link of ${node}`);
    const [, { relay }] = carried;
    const asked = relay.ask({ type: 'attack', node, kinds: [...kinds], count, everyMs });
    this.tellAttacked(node, await this.unlessOver(relay, asked));
  }

  get facts(): Record<string, number | boolean> {
    return { relays: this.carriers.length, canary: this.hasCanary };
  }

  protected async countsOf(helper: Helper): Promise<Relayed[] | null> {
    const answer = await this.unlessOver(helper, helper.ask({ type: 'counters' }));
    if (answer?.type !== 'counters') return null;
    return answer.directions.map((counters) => relayed(counters, helper));
  }

  async #openRelay(plan: Plan, assignment: RelayAssignment, placement: RelayPlacement): Promise<void> {
    const directions: CapturedDirection[] = [];
    const helper = this.makeCarrier(assignment.relay, (event) => {
      if (event.type !== 'capture' || this.isClosed) return;
      const crossings = crossingsOf(event.records, directions, (ms) => helper.momentOf(ms));
      this.sink.observe({ type: 'crossed', crossings, missing: event.lost });
    });
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
}

function relayed(counters: DirectionCounters, helper: Helper): Relayed {
  const { from, to, offered, offeredBytes, dropped, overload, errors } = counters;
  const { outages = [], delays = [], strangers, firstStranger } = counters;
  const relay = (overload.receive ?? 0) + overload.full + overload.sendQueue;
  return {
    from,
    to,
    offered,
    offeredBytes,
    dropped: withOwnLosses(dropped, relay, errors),
    ...obstaclesOnOtherClock({ outages, delays }, ({ fromMs, toMs }) => helper.toHarness(fromMs, toMs)),
    ...(firstStranger === undefined ? {} : { strangers: { count: strangers, ...firstStranger } }),
  };
}
