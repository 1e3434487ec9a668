/**
 * The premises of one run on a pool: places that it has for as long as it lasts, with what stands there already.
 */

import type { Engine } from '../../engine/find.ts';
import { EXIT, MeshbedError } from '../../errors.ts';
import type { Plan, PlannedNode } from '../../plan/types.ts';
import type { Output, Streams } from '../output.ts';
import type { NodeBoot, Progress } from '../port.ts';
import type { Deal } from '../relays/deal.ts';
import { Container } from './container.ts';
import type { Attachment, Attachments, Network } from './networks.ts';
import type { DockerPool, Ground, Place } from './pool.ts';
import type { Premises } from './premises.ts';
import { helperSpecOf, specOf } from './spec.ts';

/** On containers that belong to no node for good. */
const POOLED = 'pooled';

export class PooledPremises implements Premises {
  readonly port: number;
  readonly networks: Network[] = [];
  readonly #pool: DockerPool;
  readonly #plan: Plan;
  #ground: Ground | null = null;
  readonly #places = new Map<string, Place>();
  readonly #launched = new Set<Container>();

  constructor(pool: DockerPool, plan: Plan) {
    this.#pool = pool;
    this.#plan = plan;
    this.port = pool.nextPort();
  }

  async enter(mustBeOpen: () => void): Promise<Engine> {
    this.#ground = await this.#pool.ground();
    mustBeOpen();
    return this.#ground.engine;
  }

  image(name: string | undefined, progress: Progress, signal: AbortSignal): Promise<string> {
    return this.#pool.image(name, progress, signal);
  }

  async attach(deals: readonly Deal[]): Promise<Attachments> {
    const { network } = this.#ground!;
    this.networks.push(network);
    const nodes = this.#plan.nodes.map((node) => ({ name: node.name, kind: kindOf(node) }));
    const all = [...nodes, ...deals.map(({ relay }) => ({ name: relay, kind: RELAY }))];
    const places = this.#pool.take(
      all.map(({ kind }) => kind),
      network,
    );
    if (places === null) throw noPlace(all.length);
    for (const [i, { name }] of all.entries()) this.#places.set(name, places[i]!);
    return new Map([...this.#places].map(([name, { address }]) => [name, [{ network, address }]]));
  }

  async launch(node: PlannedNode, boot: NodeBoot, image: string, output: Output): Promise<Container> {
    const place = this.#places.get(node.name)!;
    const anyNode = { ...node, name: POOLED };
    const number = this.#pool.nextContainer();
    return await this.#at(place, kindOf(node), output, (first) =>
      specOf(this.#pool.name, anyNode, { ...boot, boot: 1 }, image, number, first!),
    );
  }

  async launchHelper(name: string, image: string, streams: Streams): Promise<Container> {
    const place = this.#places.get(name);
    const unique = `${name}-${this.#pool.nextContainer()}`;
    return await this.#at(place, place === undefined ? CANARY : RELAY, streams, (first) =>
      helperSpecOf(this.#pool.name, unique, image, first),
    );
  }

  async leave(spoiled: (container: Container) => boolean): Promise<void> {
    await Promise.all(
      [...this.#launched].map((container) => this.#pool.shelf.giveBack(container, !spoiled(container))),
    );
    for (const place of this.#places.values()) place.isTaken = false;
  }

  /** What stands at the place if it is of that kind, else a new one. */
  async #at(
    place: Place | undefined,
    kind: string,
    streams: Streams,
    specAt: (first: Attachment | undefined) => Parameters<typeof Container.launch>[1],
  ): Promise<Container> {
    const { shelf } = this.#pool;
    const { engine, network } = this.#ground!;
    const key = (of: string) => `${place?.address ?? ''} ${of}`;
    if (place?.kind && place.kind !== kind) await shelf.discard(key(place.kind));
    const container = await shelf.launch(key(kind), streams, async (outlet) => {
      // Until the engine has removed what stood here, that one holds the address.
      await place?.last?.removed;
      const first = place && { network, address: place.address };
      return await Container.launch(engine.docker, specAt(first), [], outlet);
    });
    if (place) Object.assign(place, { kind, last: container });
    this.#launched.add(container);
    return container;
  }
}

const RELAY = 'relay';
const CANARY = 'canary';

function kindOf({ image, command, env }: PlannedNode): string {
  return JSON.stringify([image ?? null, command ?? null, env]);
}

function noPlace(needed: number): MeshbedError {
  return new MeshbedError(
    'POOL_FULL',
    `The pool has no ${needed} places left: other meshes have them.`,
    'Close meshes that are not needed any more, or take a pool of its own for this one.',
    EXIT.noEngine,
  );
}
