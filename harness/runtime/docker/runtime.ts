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
import type { Container } from './container.ts';
import { FlatDockerNetwork } from './flat-network.ts';
import type { DockerNetwork } from './network.ts';
import { RunPlacement } from './placement.ts';
import { PROGRAM_FOLDER } from './program-files.ts';
import { RoutedDockerNetwork } from './routed-network.ts';
import { describeSurroundings } from './surroundings.ts';

/** Containers that the engine starts at the same time; see `docs/runtimes.md` for what was measured. */
const STARTS_AT_ONCE = 6;

/** What `open` has made so far; `close` removes it, whatever it is. */
interface Made {
  plan: Plan;
  sink: Sink;
  network: DockerNetwork;
  /** By the node's name. */
  images: Map<string, string>;
}

export class DockerRuntime implements Runtime, RawStdin {
  readonly name = 'docker';
  readonly clock = realClock;
  readonly #nodes = new RunningNodes<Container>(
    STARTS_AT_ONCE,
    () => null,
    (node) => this.#made?.network.mayBeOff(node) ?? false,
  );
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
  readonly #networkOf: (plan: Plan, sink: Sink) => DockerNetwork;

  /** `networkOf` a plan: where its containers stand. By default all is its own, and goes with it. */
  constructor(networkOf: (plan: Plan, sink: Sink) => DockerNetwork = makeDockerNetwork) {
    this.#networkOf = networkOf;
  }

  async open(plan: Plan, sink: Sink, progress: Progress): Promise<Surroundings> {
    this.#nodes.mustBeOpen();
    this.#made = { plan, sink, network: this.#networkOf(plan, sink), images: new Map() };
    this.#opening = this.#prepare(this.#made, progress);
    return await this.#opening;
  }

  async start(starts: readonly NodeStart[], progress: Progress): Promise<void> {
    this.#nodes.mustBeOpen();
    await this.#opening;
    const made = this.#made;
    if (made === null) throw new Error('start before open');
    const launch = (start: NodeStart, output: Streams) => this.#launch(made, start, output);
    const starting = [made.network.carriers.there(), this.#nodes.start(starts, made.sink, progress, launch)];
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
        return await made?.network.carriers.change(fault);
      case 'attack':
        return await made?.network.carriers.attack(fault);
      case 'count':
        await Promise.all([made?.network.carriers.count(), this.#nodes.count()]);
        return;
      case 'disconnect':
      case 'reconnect':
        return await made?.network[fault.type](fault.node, this.#nodes.latest(fault.node));
      case 'move':
        return await made?.network.move(fault);
      default:
        return await this.#nodes.apply(fault.type, fault.node);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#remove();
    return this.#closing;
  }

  async #prepare(made: Made, progress: Progress): Promise<Surroundings> {
    const { network, images } = made;
    const open = () => this.#nodes.mustBeOpen();
    progress('looking for a container engine');
    const engine = await network.placement.enter(open);
    open();
    const helperImage = await this.#images(made, progress);
    // What failed because we were closed in between failed for that reason.
    await network.open(helperImage, open, progress).finally(open);
    return describeSurroundings(engine, network, images.values());
  }

  /** The bundled peer's, which relays, router and canary have too; null where it is not needed and not to be had. */
  async #images({ plan, network, images }: Made, progress: Progress): Promise<string | null> {
    const { placement, needsHelpers } = network;
    const { signal } = this.#abort;
    const named = new Map<string | undefined, Promise<string>>();
    const ensure = (image: string | undefined) => placement.image(image, progress, signal);
    try {
      const filled = new Map<string, Promise<string>>();
      for (const { name, image, container } of plan.nodes) {
        if (!named.has(image)) named.set(image, ensure(image));
        const tag = await named.get(image)!;
        const key = JSON.stringify([tag, container?.files]);
        if (container?.files !== undefined && !filled.has(key))
          filled.set(key, placement.imageWith(tag, container.files, signal));
        images.set(name, (await filled.get(key)) ?? tag);
      }
      const isNeeded = needsHelpers || plan.nodes.some(({ image }) => image === undefined);
      return await (named.get(undefined) ?? ensure(undefined)).catch((error) => {
        if (isNeeded) throw error;
        return null;
      });
    } finally {
      // What failed because we were closed in between failed for that reason.
      this.#nodes.mustBeOpen();
    }
  }

  async #launch({ plan, network, images }: Made, start: NodeStart, output: Streams): Promise<Container> {
    const node = plan.nodes.find(({ name }) => name === start.node);
    if (node === undefined) throw new Error(`no node ${start.node} in this plan`);
    const container = await network.placement.launch(node, start, images.get(node.name)!, output);
    await network.launched(node.name, container);
    return container;
  }

  async #remove(): Promise<void> {
    this.#abort.abort();
    const { plan, network } = this.#made ?? {};
    const quiet = network?.carriers.silence();
    await this.#nodes.close();
    await quiet;
    await this.#opening?.catch(() => {});
    const off = (plan?.nodes ?? []).filter(({ name }) => network?.isUnplugged(name));
    const unplugged = new Set(off.map(({ name }) => this.#nodes.latest(name)));
    await network?.placement.leave((container) => unplugged.has(container));
  }
}

/** The network of a run that has an engine for itself. */
export function makeDockerNetwork(plan: Plan, sink: Sink): DockerNetwork {
  return plan.topology.network === undefined
    ? new FlatDockerNetwork(plan, sink, new RunPlacement(plan))
    : new RoutedDockerNetwork(plan, sink);
}
