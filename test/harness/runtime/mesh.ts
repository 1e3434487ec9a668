/**
 * A few doubles that speak UDP, running on a runtime and configured as the runner would, for tests of links.
 */

import type { Plan, PlannedNode } from '../../../harness/plan/types.ts';
import type { Relayed } from '../../../harness/runtime/port/observation.ts';
import type { Runtime, Surroundings } from '../../../harness/runtime/port/port.ts';
import { double, Ear, type PlanMore, ping, planOf, quiet } from './fixtures.ts';

export class Mesh {
  readonly plan: Plan;
  readonly runtime: Runtime;
  readonly ear = new Ear();
  surroundings!: Surroundings;
  #pings = 0;

  /** `nodes` by name, with what is particular about each. */
  constructor(runtime: Runtime, nodes: Record<string, Partial<PlannedNode>>, more: PlanMore = {}) {
    this.runtime = runtime;
    const planned = Object.entries(nodes).map(([name, extra]) => {
      const neighbours = (more.links ?? []).flatMap(({ a, b }) => (a === name ? [b] : b === name ? [a] : []));
      const on = (more.networks ?? []).filter((network) => network.nodes.includes(name));
      return double(name, 'udp', { neighbours, networks: on.map((network) => network.name), ...extra });
    });
    this.plan = planOf(planned, more);
  }

  async open(): Promise<this> {
    this.surroundings = await this.runtime.open(this.plan, this.ear, quiet);
    return this;
  }

  /** Starts all nodes and tells them their neighbours; `more` adds addresses that the plan does not have. */
  async start(boot = 1, nodes = this.plan.nodes.map(({ name }) => name)): Promise<this> {
    await this.runtime.start(
      nodes.map((node) => ({ node, boot })),
      quiet,
    );
    for (const node of nodes) this.configure(node, boot);
    await this.ear.hears(() => nodes.every((node) => this.#isReady(node, boot)));
    return this;
  }

  configure(node: string, boot: number): void {
    const { neighbours } = this.plan.nodes.find(({ name }) => name === node)!;
    const { run, key } = this.plan;
    const listen = this.surroundings.listen(node);
    const peers = neighbours.map((to) => ({ node: to, ...this.surroundings.reach(node, to) }));
    this.runtime.send(node, { type: 'configure', run, node, boot, seed: 1, key, listen, peers, options: {} });
  }

  /** To all its neighbours. */
  say(node: string, text: string): void {
    const data = Buffer.from(text).toString('base64');
    this.runtime.send(node, { type: 'inject', ref: text, data });
  }

  /** `text via neighbour`, in the order of arrival. */
  heard(node: string): string[] {
    return this.ear
      .events(node)
      .flatMap((event) => (event.type === 'delivered' ? [`${event.message} via ${event.via}`] : []));
  }

  async hears(node: string, text: string): Promise<void> {
    await this.ear.hears(() => this.heard(node).some((heard) => heard.startsWith(`${text} via`)));
  }

  /** All that the nodes have said up to now is in the ear. */
  async caughtUp(): Promise<void> {
    const ref = `caught up ${this.#pings++}`;
    await Promise.all(this.plan.nodes.map(({ name }) => ping(this.runtime, this.ear, name, ref)));
  }

  /** Waits until relay or router has been offered that many. */
  async offered(from: string, to: string, datagrams: number): Promise<Relayed> {
    for (;;) {
      await this.runtime.apply({ type: 'count' });
      const counts = this.ear.counts.at(-1)?.find((each) => each.from === from && each.to === to);
      // The router knows a pair once it has talked.
      if (counts !== undefined && counts.offered >= datagrams) return counts;
    }
  }

  #isReady(node: string, boot: number): boolean {
    return this.ear
      .of(node)
      .some((told) => told.boot === boot && told.what === 'event' && told.event.type === 'ready');
  }
}
