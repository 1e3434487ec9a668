/**
 * The runtime `docker`: every node is a container on an engine. Nothing is published, nothing but the
 * attached streams leads in or out, and all of it carries the run's name.
 */

import type { Command } from '../../../node/contract/types.ts';
import type { Plan } from '../../plan/types.ts';
import { RunningNodes } from '../lifecycle/running-nodes.ts';
import type { Streams } from '../node-output/output.ts';
import { realClock } from '../port/clock.ts';
import type {
  NodeStart,
  ProgramAccess,
  Progress,
  RawStdin,
  Runtime,
  RuntimeFault,
  Sink,
  Surroundings,
} from '../port/port.ts';
import { assignLinksToRelays } from '../relays/assignment.ts';
import { Relays } from '../relays/relays.ts';
import { RouterCarrier } from '../router/router-carrier.ts';
import type { Container } from './container.ts';
import { networkOfLink } from './networks.ts';
import { disconnectFromAllNetworks, OffNetwork } from './off-network.ts';
import { type Placement, RunPlacement } from './placement.ts';
import { PROGRAM_FOLDER } from './program-files.ts';
import { RoutedPlacement } from './routed-placement.ts';
import { describeSurroundings, type Made, relayPlacement } from './surroundings.ts';

/** Containers that the engine starts at the same time; see `docs/runtimes.md` for what was measured. */
const STARTS_AT_ONCE = 6;

export class DockerRuntime implements Runtime, RawStdin {
  readonly name = 'docker';
  readonly clock = realClock;
  readonly #nodes = new RunningNodes<Container>(
    STARTS_AT_ONCE,
    () => null,
    (node) => this.#mayBeOff(node),
  );
  readonly #offNetwork = new OffNetwork();
  readonly #abort = new AbortController();
  #made: Made | null = null;
  #opening: Promise<Surroundings> | null = null;
  #closing: Promise<void> | null = null;
  readonly programs: ProgramAccess = {
    folder: () => PROGRAM_FOLDER,
    write: (node, text) => this.#nodes.put(node, text),
    signal: (node, signal) => this.#nodes.signal(node, signal),
    exec: async (node, command) => {
      const container = this.#nodes.latest(node);
      if (container === undefined || container.ended) return { code: null, text: 'it does not run' };
      return await container.exec(command);
    },
  };
  readonly #premisesOf: (plan: Plan) => Placement;

  /** `premisesOf` a plan: where its containers stand. By default all is its own, and goes with it. */
  constructor(premisesOf: (plan: Plan) => Placement = makePlacement) {
    this.#premisesOf = premisesOf;
  }

  async open(plan: Plan, sink: Sink, progress: Progress): Promise<Surroundings> {
    this.#nodes.mustBeOpen();
    this.#made = {
      plan,
      sink,
      placement: this.#premisesOf(plan),
      attachments: new Map(),
      images: new Map(),
      helperImage: null,
      assignments: plan.topology.network === undefined ? assignLinksToRelays(plan, networkOfLink(plan)) : [],
      carriers: plan.topology.network === undefined ? new Relays(sink) : new RouterCarrier(plan, sink),
    };
    this.#opening = this.#prepare(this.#made, progress);
    return await this.#opening;
  }

  async start(starts: readonly NodeStart[], progress: Progress): Promise<void> {
    this.#nodes.mustBeOpen();
    await this.#opening;
    const made = this.#made;
    if (made === null) throw new Error('start before open');
    const launch = (start: NodeStart, output: Streams) => this.#launch(made, start, output);
    const starting = [made.carriers.there(), this.#nodes.start(starts, made.sink, progress, launch)];
    await Promise.all(starting).finally(() => this.#nodes.mustBeOpen());
  }

  send(node: string, command: Command): void {
    this.#nodes.send(node, command);
  }

  write(node: string, text: string): void {
    this.#nodes.write(node, text);
  }

  hangUp(node: string): void {
    this.#nodes.hangUp(node);
  }

  async apply(fault: RuntimeFault): Promise<void> {
    const made = this.#made;
    switch (fault.type) {
      case 'link':
        return await made?.carriers.change(fault);
      case 'attack':
        return await made?.carriers.attack(fault);
      case 'count':
        await Promise.all([made?.carriers.count(), this.#nodes.count()]);
        return;
      case 'disconnect':
      case 'reconnect': {
        if (made?.carriers instanceof RouterCarrier) return await made.carriers[fault.type](fault.node);
        const attached = made?.attachments.get(fault.node) ?? [];
        const pull = fault.type === 'disconnect' ? 'unplug' : 'plug';
        return await this.#offNetwork[pull](fault.node, this.#nodes.latest(fault.node), attached);
      }
      case 'move':
        if (made?.carriers instanceof RouterCarrier) await made.carriers.move(fault);
        return;
      default:
        return await this.#nodes.apply(fault.type, fault.node);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#remove();
    return this.#closing;
  }

  async #prepare(made: Made, progress: Progress): Promise<Surroundings> {
    const { placement } = made;
    const open = () => this.#nodes.mustBeOpen();
    progress('looking for a container engine');
    const engine = await placement.enter(open);
    open();
    await this.#images(made, progress);
    // What failed because we were closed in between failed for that reason.
    await this.#carry(made, progress).finally(open);
    return describeSurroundings(engine, made);
  }

  /** Makes the networks, or lays the wires, and starts what carries links. */
  async #carry(made: Made, progress: Progress): Promise<void> {
    const { plan, placement, carriers } = made;
    if (carriers instanceof RouterCarrier) {
      progress('laying the wires');
      return await carriers.open((placement as RoutedPlacement).routingHost(made.helperImage!));
    }
    progress('making the networks');
    made.attachments = await placement.attach(made.assignments);
    this.#nodes.mustBeOpen();
    if (made.assignments.length > 0) progress('starting the relays');
    await carriers.open(plan, made.assignments, relayPlacement(made), made.helperImage !== null);
  }

  #mayBeOff(node: string): boolean {
    const carriers = this.#made?.carriers;
    return carriers instanceof RouterCarrier
      ? carriers.isDisconnected(node)
      : this.#offNetwork.mayBeOff(node);
  }

  async #images(made: Made, progress: Progress): Promise<void> {
    const { signal } = this.#abort;
    const named = new Map<string | undefined, Promise<string>>();
    const ensure = (image: string | undefined) => made.placement.image(image, progress, signal);
    try {
      const filled = new Map<string, Promise<string>>();
      for (const { name, image, container } of made.plan.nodes) {
        if (!named.has(image)) named.set(image, ensure(image));
        const tag = await named.get(image)!;
        const key = JSON.stringify([tag, container?.files]);
        if (container?.files !== undefined && !filled.has(key))
          filled.set(key, made.placement.imageWith(tag, container.files, signal));
        made.images.set(name, (await filled.get(key)) ?? tag);
      }
      const needed =
        made.carriers instanceof RouterCarrier ||
        made.assignments.length > 0 ||
        made.plan.nodes.some(({ image }) => image === undefined);
      made.helperImage = await (named.get(undefined) ?? ensure(undefined)).catch((error) => {
        if (needed) throw error;
        return null;
      });
    } finally {
      // What failed because we were closed in between failed for that reason.
      this.#nodes.mustBeOpen();
    }
  }

  async #launch(made: Made, start: NodeStart, output: Streams): Promise<Container> {
    const node = made.plan.nodes.find(({ name }) => name === start.node);
    const attached = made.attachments.get(start.node) ?? [];
    if (node === undefined) throw new Error(`no node ${start.node} in this plan`);
    const container = await made.placement.launch(node, start, made.images.get(node.name)!, output);
    // It has not been told its neighbours yet, so nobody sees that it was on the network for a moment.
    if (this.#offNetwork.isUnplugged(node.name)) await disconnectFromAllNetworks(container, attached);
    return container;
  }

  async #remove(): Promise<void> {
    this.#abort.abort();
    const quiet = this.#made?.carriers.silence();
    await this.#nodes.close();
    await quiet;
    await this.#opening?.catch(() => {});
    const { plan, placement } = this.#made ?? {};
    const off = (plan?.nodes ?? []).filter(({ name }) => this.#offNetwork.isUnplugged(name));
    const unplugged = new Set(off.map(({ name }) => this.#nodes.latest(name)));
    await placement?.leave((container) => unplugged.has(container));
  }
}

/** Where containers of a run are that has an engine for itself. */
export function makePlacement(plan: Plan): Placement {
  return plan.topology.network === undefined ? new RunPlacement(plan) : new RoutedPlacement(plan);
}
