/**
 * Where the containers of a run are: on networks of its own, which go with it, or on that of a pool (`container-pool.ts`).
 */

import { ensureImageWith } from '../../engine/file-image.ts';
import type { Engine } from '../../engine/find.ts';
import { ensureImage, ensurePeerImage } from '../../engine/image.ts';
import type { Plan, PlannedNode } from '../../plan/types.ts';
import type { Streams } from '../node-output/output.ts';
import type { NodeStart, Progress } from '../port/port.ts';
import type { RelayAssignment } from '../relays/assignment.ts';
import { Container } from './container.ts';
import { type Attachment, type Attachments, createNetworks, type Network } from './networks.ts';
import { OwnedName } from './owned-name.ts';
import { helperContainerSpec, nodeContainerSpec, type Place } from './spec.ts';

/** Every node has an address of its own, so all may have the same port. */
const PORT = 9000;

export interface Placement {
  /** The port of all nodes, once there are networks. */
  readonly port: number;
  readonly networks: readonly Network[];
  /** `mustBeOpen` throws when the runtime has been closed meanwhile. */
  enter(mustBeOpen: () => void): Promise<Engine>;
  /** Makes sure that an image is there, undefined being the bundled peer's; its name on the engine. */
  image(name: string | undefined, progress: Progress, signal: AbortSignal): Promise<string>;
  /** The same image with files in it, by path in the container. */
  imageWith(image: string, files: Readonly<Record<string, string>>, signal: AbortSignal): Promise<string>;
  launch(node: PlannedNode, start: NodeStart, image: string, output: Streams): Promise<Container>;
  launchHelper(name: string, image: string, streams: Streams): Promise<Container>;
  /** The run is over: nothing is being launched any more. `spoiled`: not to be used by anybody again. */
  leave(spoiled: (container: Container) => boolean): Promise<void>;
}

/** On networks of the engine. */
export interface FlatPlacement extends Placement {
  /** Decides the address of everything on every network. */
  attach(assignments: readonly RelayAssignment[]): Promise<Attachments>;
}

export async function resolveImage(
  { docker }: Engine,
  name: string | undefined,
  progress: Progress,
  signal: AbortSignal,
): Promise<string> {
  if (name === undefined) return await ensurePeerImage(docker, progress, signal);
  await ensureImage(docker, name, progress, signal);
  return name;
}

/** What has a name of its own on the engine, and goes with the run. */
export abstract class OwnPlacement {
  readonly port = PORT;
  readonly networks: Network[] = [];
  protected readonly plan: Plan;
  readonly #ownedName: OwnedName;
  readonly #last = new Map<string, Container>();
  #engine: Engine | null = null;

  constructor(plan: Plan) {
    this.plan = plan;
    this.#ownedName = new OwnedName(plan.run);
  }

  async enter(mustBeOpen: () => void): Promise<Engine> {
    this.#engine = await this.#ownedName.open(mustBeOpen);
    return this.#engine;
  }

  image(name: string | undefined, progress: Progress, signal: AbortSignal): Promise<string> {
    return resolveImage(this.#engine!, name, progress, signal);
  }

  imageWith(image: string, files: Readonly<Record<string, string>>, signal: AbortSignal): Promise<string> {
    return ensureImageWith(this.docker, this.plan.run, image, files, signal);
  }

  async leave(): Promise<void> {
    await this.#ownedName.remove();
  }

  /** At this place first, and on these networks as well. */
  protected async launchNode(
    node: PlannedNode,
    start: NodeStart,
    image: string,
    output: Streams,
    where: Place,
    more: readonly Attachment[] = [],
  ): Promise<Container> {
    const number = this.plan.nodes.indexOf(node) + 1;
    // Until the engine has removed the last boot, that one holds the name and the address.
    await this.#last.get(node.name)?.removed;
    const spec = nodeContainerSpec(this.plan.run, node, start, image, number, where);
    const occupant = { node, launch: start.launch };
    const container = await Container.launch(this.docker, spec, more, output, occupant);
    this.#last.set(node.name, container);
    return container;
  }

  protected get docker(): Engine['docker'] {
    return this.#engine!.docker;
  }
}

export class RunPlacement extends OwnPlacement implements FlatPlacement {
  #attachments: Attachments = new Map();

  async attach(assignments: readonly RelayAssignment[]): Promise<Attachments> {
    this.#attachments = await createNetworks(this.docker, this.plan, assignments, this.networks);
    return this.#attachments;
  }

  async launch(node: PlannedNode, start: NodeStart, image: string, output: Streams): Promise<Container> {
    const [first, ...more] = this.#attachments.get(node.name)!;
    return await this.launchNode(node, start, image, output, first!, more);
  }

  async launchHelper(name: string, image: string, streams: Streams): Promise<Container> {
    const [first, ...more]: readonly Attachment[] = this.#attachments.get(name) ?? [];
    const spec = helperContainerSpec(this.plan.run, name, image, first);
    return await Container.launch(this.docker, spec, more, streams);
  }
}
