/**
 * What the tests of runtimes share: plans of doubles, and a sink that remembers and can be waited on.
 */

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import type { Plan, PlannedNode } from '../../../harness/plan/types.ts';
import type {
  Crossing,
  KernelCounts,
  NodeBoot,
  Observation,
  Relayed,
} from '../../../harness/runtime/port/observation.ts';
import type { Exit, NodeOutput, Runtime, Sink } from '../../../harness/runtime/port/port.ts';
import type { TopologyLink } from '../../../harness/topology/model/types.ts';
import type { AttackResult } from '../../../node/contract/relay.ts';
import type { Elsewhere } from '../../../node/contract/router.ts';
import type { NodeEvent } from '../../../node/contract/types.ts';
import type { Behaviour } from './double.ts';

const source = stripTypeScriptTypes(readFileSync(new URL('./double.ts', import.meta.url), 'utf8'));

/** Runs the double wherever there is Node. */
export const doubleCommand = ['node', '--input-type=module', '--eval', source];

export function double(name: string, behaviour?: Behaviour, more: Partial<PlannedNode> = {}): PlannedNode {
  return {
    name,
    command: doubleCommand,
    env: behaviour === undefined ? {} : { DOUBLE: behaviour },
    startMs: 0,
    seed: 1,
    neighbours: [],
    networks: [],
    ...more,
  };
}

export interface PlanMore {
  networks?: Plan['topology']['networks'];
  /** Each with its conditions; through a relay unless `direct` says otherwise. */
  links?: (TopologyLink & { direct?: boolean })[];
  steps?: Plan['topology']['steps'];
  capture?: Plan['capture'];
  /** Of a flat network. */
  addresses?: 'ipv6';
  /** On a routed network, where this holds between nodes without a link. */
  elsewhere?: Elsewhere;
}

export function planOf(nodes: PlannedNode[], more: PlanMore = {}): Plan {
  const { networks = [], links = [], steps = [], capture, elsewhere, addresses } = more;
  const expect = {
    delivery: null,
    duplicates: null,
    keepalive: null,
    traffic: null,
    latency: null,
    memory: null,
    isolation: null,
    settleMs: null,
  };
  const plan: Plan = {
    run: `t${randomBytes(5).toString('hex')}`,
    topology: {
      ...{ name: 'test', seed: 1, nodes, links, networks, peer: {}, steps, expect },
      ...(addresses === undefined ? {} : { addresses }),
    },
    key: '00'.repeat(32),
    nodes,
    links: links.map(({ a, b, direct }) => ({ a, b, via: direct ? 'direct' : 'relay' })),
    ...(capture === undefined ? {} : { capture }),
  };
  return elsewhere === undefined ? plan : onRoutedNetwork(plan, elsewhere);
}

/** The same on a routed network: every node has an address of it. */
function onRoutedNetwork(plan: Plan, elsewhere: Elsewhere): Plan {
  const nodes = plan.nodes.map((node, i) => ({ ...node, addresses: [`198.18.${i + 1}.1`] }));
  const network = { ranges: ['198.18.0.0/15'], router: ['198.18.0.1'], elsewhere };
  const links = plan.links.map((link) => ({ ...link, via: 'router' as const }));
  return { ...plan, nodes, links, topology: { ...plan.topology, nodes, network } };
}

export type Told =
  | { what: 'event'; node: string; boot: number; event: NodeEvent; atMs: number }
  | { what: 'nonsense' | 'log' | 'line'; node: string; boot: number; text: string; atMs: number }
  | { what: 'exit'; node: string; boot: number; exit: Exit; atMs: number };

/** Remembers all that it hears. */
export class Ear implements Sink {
  readonly told: Told[] = [];
  readonly counts: (readonly Relayed[])[] = [];
  readonly lateness: { source: string; fromMs: number; toMs: number; lateMs: number }[] = [];
  readonly breaks: string[] = [];
  readonly crossings: Crossing[] = [];
  readonly drops = new Map<string, KernelCounts>();
  readonly attacks = new Map<string, AttackResult>();
  readonly memories = new Map<string, number>();
  #waiting: (() => void)[] = [];

  event({ node, boot }: NodeBoot, event: NodeEvent, atMs: number): void {
    this.#hear({ what: 'event', node, boot, event, atMs });
  }
  output({ node, boot }: NodeBoot, output: NodeOutput, atMs: number): void {
    if (output.type !== 'unheard') this.#hear({ what: output.type, node, boot, text: output.text, atMs });
  }
  exit({ node, boot }: NodeBoot, exit: Exit, atMs: number): void {
    this.#hear({ what: 'exit', node, boot, exit, atMs });
  }
  /** What nodes waited for a processor depends on the machine, not on the runtime. */
  observe(observation: Observation): void {
    switch (observation.type) {
      case 'kernel':
        this.drops.set(observation.from.node, observation.counts);
        break;
      case 'memory':
        this.memories.set(observation.from.node, observation.peakBytes);
        break;
      case 'attacked':
        this.attacks.set(observation.node, observation.result);
        break;
      case 'relayed':
        this.counts.push(observation.counts);
        break;
      case 'late':
        this.lateness.push(observation);
        break;
      case 'crossed':
        this.crossings.push(...observation.crossings);
        break;
    }
    this.#wake();
  }
  broken(text: string): void {
    this.breaks.push(text);
    this.#wake();
  }

  of(node: string): Told[] {
    return this.told.filter((told) => told.node === node);
  }
  events(node: string): NodeEvent[] {
    return this.of(node).flatMap((told) => (told.what === 'event' ? [told.event] : []));
  }
  texts(node: string, what: 'nonsense' | 'log'): string[] {
    return this.of(node).flatMap((told) => (told.what === what ? [told.text] : []));
  }
  exits(node: string): Exit[] {
    return this.of(node).flatMap((told) => (told.what === 'exit' ? [told.exit] : []));
  }

  /** Waits until what was told satisfies `enough`; the test's own time-out is the bound. */
  async hears(enough: (ear: Ear) => boolean): Promise<void> {
    while (!enough(this)) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #hear(told: Told): void {
    this.told.push(told);
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}

/** A round trip: everything that the node said before is in the ear afterwards. */
export async function ping(runtime: Runtime, ear: Ear, node: string, ref: string): Promise<void> {
  runtime.send(node, { type: 'ping', ref });
  await ear.hears(() => ear.events(node).some((event) => event.type === 'pong' && event.ref === ref));
}

export const quiet = () => {};
