/**
 * The runtime `sim`: every node is a peer of one world, on a virtual clock, in this thread. The peers are the class that
 * the image runs, the links the model that the relays apply. It starts no program, opens no socket and asks no machine
 * for anything: a run depends on its plan alone.
 */

import type { Command } from '../../../node/contract/types.ts';
import { EXIT, MeshbedError } from '../../common/errors.ts';
import { plannedEndMs } from '../../plan/deadline.ts';
import type { Plan } from '../../plan/types.ts';
import type { Topology } from '../../topology/topology.ts';
import type { NodeBoot } from '../port/observation.ts';
import type { Progress, Runtime, RuntimeFault, Sink, Surroundings } from '../port/port.ts';
import { attackSimulatedNode } from './attack.ts';
import { VirtualClock } from './clock.ts';
import { World } from './engine/world.ts';
import { SimLinks } from './links.ts';
import { refuseTooLarge } from './memory.ts';
import { SimNode } from './node.ts';
import { SessionHosts } from './session-hosts.ts';
import { refuseCapture, refusePrograms, worldFromPlan } from './world-of.ts';

/** Starts between two words of progress. */
const TELL_EVERY = 1_000;

/** What `open` makes. */
interface Opened {
  sink: Sink;
  world: World;
  hosts: SessionHosts;
  links: SimLinks;
  seed: number;
}

export class SimRuntime implements Runtime {
  readonly name = 'sim';
  readonly clock = new VirtualClock();
  readonly #nodes = new Map<string, SimNode>();
  #opened: Opened | null = null;
  #isClosed = false;

  refuse(topology: Topology): void {
    refuseTooLarge(topology);
  }

  async open(plan: Plan, sink: Sink, progress: Progress): Promise<Surroundings> {
    this.#mustBeOpen();
    this.refuse(plan.topology);
    refusePrograms(plan);
    refuseCapture(plan);
    progress('making the world');
    const hosts = new SessionHosts(plan.nodes.map(({ name }) => name));
    const world = new World(worldFromPlan(plan), hosts);
    hosts.inhabit(world);
    const links = new SimLinks(plan, world, hosts, sink);
    this.#opened = { sink, world, hosts, links, seed: plan.topology.seed };
    this.clock.drive(world);
    // As the others do: closing while it opens rejects with that code.
    await Promise.resolve();
    this.#mustBeOpen();
    links.countUntil(plannedEndMs(plan.topology));
    return {
      listen: (node) => hosts.addressOf(node),
      reach: (_from, to) => hosts.addressOf(to),
      facts: { runtime: 'sim', isolation: 'simulated', nodes: plan.nodes.length },
    };
  }

  async start(boots: readonly NodeBoot[], progress: Progress): Promise<void> {
    this.#mustBeOpen();
    const { sink, hosts, links } = this.#must();
    for (const [i, boot] of boots.entries()) {
      if (this.#nodes.get(boot.node)?.ended === false) throw new Error(`${boot.node} runs already`);
      links.started(boot.node);
      const node = new SimNode(boot, sink, this.clock, hosts);
      this.#nodes.set(boot.node, node);
      node.start();
      if ((i + 1) % TELL_EVERY !== 0 && i + 1 < boots.length) continue;
      progress('starting the nodes', i + 1, boots.length);
      this.#mustBeOpen();
    }
  }

  send(node: string, command: Command): void {
    this.#nodes.get(node)?.send(command);
  }

  async apply(fault: RuntimeFault): Promise<void> {
    if (this.#isClosed) return;
    const { links } = this.#must();
    switch (fault.type) {
      case 'link':
        return links.change(fault.changes);
      case 'count':
        return links.count();
      case 'disconnect':
      case 'reconnect':
        return links.attach(fault.node, fault.type === 'reconnect');
      case 'move':
        return links.move(fault);
      case 'attack':
        return await this.#attack(fault);
      default:
        this.#nodes.get(fault.node)?.[fault.type]();
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.clock.stop();
    for (const node of this.#nodes.values()) node.silence();
    this.#opened?.links.silence();
  }

  async #attack(fault: RuntimeFault & { type: 'attack' }): Promise<void> {
    const { sink, world, hosts, seed } = this.#must();
    const result = await attackSimulatedNode(world, this.clock, hosts.number(fault.node), seed, fault);
    if (!this.#isClosed) sink.observe({ type: 'attacked', node: fault.node, result, atMs: this.clock.now() });
  }

  #must(): Opened {
    if (this.#opened === null) throw new Error('used before open');
    return this.#opened;
  }

  #mustBeOpen(): void {
    if (this.#isClosed)
      throw new MeshbedError('CLOSED', 'The runtime was closed.', 'Run it again.', EXIT.interrupted);
  }
}
