/**
 * The placement of one run on a pool: addresses that it has for as long as it lasts, with the containers that are there already.
 */

import { EXIT, MeshbedError } from '../../common/errors.ts';
import { ensureImageWith } from '../../engine/file-image.ts';
import type { Engine } from '../../engine/find.ts';
import type { Plan, PlannedNode } from '../../plan/types.ts';
import type { Streams } from '../node-output/output.ts';
import type { NodeStart, Progress } from '../port/port.ts';
import type { RelayAssignment } from '../relays/assignment.ts';
import { Container, type Occupant } from './container.ts';
import type { ContainerPool, PooledAddress, PoolNetwork } from './container-pool.ts';
import type { Attachment, Attachments, Network } from './networks.ts';
import type { FlatPlacement } from './placement.ts';
import { helperContainerSpec, nodeContainerSpec } from './spec.ts';

/** On containers that belong to no node for good. */
const POOLED = 'pooled';

export class PooledPlacement implements FlatPlacement {
  readonly port: number;
  readonly networks: Network[] = [];
  readonly #pool: ContainerPool;
  readonly #plan: Plan;
  #poolNetwork: PoolNetwork | null = null;
  readonly #places = new Map<string, PooledAddress>();
  readonly #launched = new Set<Container>();
  readonly #foreign = new Set<Container>();

  constructor(pool: ContainerPool, plan: Plan) {
    this.#pool = pool;
    this.#plan = plan;
    this.port = pool.nextPort();
  }

  async enter(mustBeOpen: () => void): Promise<Engine> {
    this.#poolNetwork = await this.#pool.poolNetwork();
    mustBeOpen();
    return this.#poolNetwork.engine;
  }

  image(name: string | undefined, progress: Progress, signal: AbortSignal): Promise<string> {
    return this.#pool.image(name, progress, signal);
  }

  imageWith(image: string, files: Readonly<Record<string, string>>, signal: AbortSignal): Promise<string> {
    return ensureImageWith(this.#poolNetwork!.engine.docker, this.#pool.name, image, files, signal);
  }

  async attach(assignments: readonly RelayAssignment[]): Promise<Attachments> {
    const { network } = this.#poolNetwork!;
    this.networks.push(network);
    const nodes = this.#plan.nodes.map((node) => ({ name: node.name, kind: kindOf(node) }));
    const all = [...nodes, ...assignments.map(({ relay }) => ({ name: relay, kind: RELAY }))];
    const places = this.#pool.take(
      all.map(({ kind }) => kind),
      network,
    );
    if (places === null) throw noPlace(all.length);
    for (const [i, { name }] of all.entries()) this.#places.set(name, places[i]!);
    return new Map([...this.#places].map(([name, { address }]) => [name, [{ network, address }]]));
  }

  async launch(node: PlannedNode, start: NodeStart, image: string, output: Streams): Promise<Container> {
    const place = this.#places.get(node.name)!;
    const anyNode = { ...node, name: POOLED };
    const number = this.#pool.nextContainer();
    const { launch } = start;
    // A program that knows nothing of the contract does not come back to idle, and files may change: nobody else can use it.
    const isForeign = launch !== undefined || node.container?.files !== undefined;
    const kind = isForeign ? `${FOREIGN} ${number}` : kindOf(node);
    const specAt = (first: Attachment | undefined) =>
      nodeContainerSpec(this.#pool.name, anyNode, { ...start, boot: 1 }, image, number, first!);
    const container = await this.#at(place, kind, output, specAt, { node, launch });
    if (isForeign) this.#foreign.add(container);
    return container;
  }

  async launchHelper(name: string, image: string, streams: Streams): Promise<Container> {
    const place = this.#places.get(name);
    const unique = `${name}-${this.#pool.nextContainer()}`;
    return await this.#at(place, place === undefined ? CANARY : RELAY, streams, (first) =>
      helperContainerSpec(this.#pool.name, unique, image, first),
    );
  }

  async leave(spoiled: (container: Container) => boolean): Promise<void> {
    await Promise.all(
      [...this.#launched].map((container) =>
        this.#pool.idleContainers.giveBack(container, !spoiled(container) && !this.#foreign.has(container)),
      ),
    );
    for (const place of this.#places.values()) place.isTaken = false;
  }

  /** What stands at the place if it is of that kind, else a new one. */
  async #at(
    place: PooledAddress | undefined,
    kind: string,
    streams: Streams,
    specAt: (first: Attachment | undefined) => Parameters<typeof Container.launch>[1],
    occupant: Occupant = {},
  ): Promise<Container> {
    const { idleContainers } = this.#pool;
    const { engine, network } = this.#poolNetwork!;
    const key = (of: string) => `${place?.address ?? ''} ${of}`;
    if (place?.kind && place.kind !== kind) await idleContainers.discard(key(place.kind));
    const container = await idleContainers.launch(key(kind), streams, async (outputSwitch) => {
      // Until the engine has removed what stood here, that one holds the address.
      await place?.last?.removed;
      const first = place && { network, address: place.address };
      return await Container.launch(engine.docker, specAt(first), [], outputSwitch, occupant);
    });
    if (place) Object.assign(place, { kind, last: container });
    this.#launched.add(container);
    return container;
  }
}

const RELAY = 'relay';
const CANARY = 'canary';
const FOREIGN = 'foreign';

function kindOf({ image, command, env, container }: PlannedNode): string {
  return JSON.stringify([image ?? null, command ?? null, env, container ?? null]);
}

function noPlace(needed: number): MeshbedError {
  return new MeshbedError(
    'POOL_FULL',
    `The pool has no ${needed} places left: other meshes have them.`,
    'Close meshes that are not needed any more, or take a pool of its own for this one.',
    EXIT.noEngine,
  );
}
