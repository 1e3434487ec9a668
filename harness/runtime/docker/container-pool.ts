/**
 * Containers that outlive runs. They stand on one network, each at an address that it keeps; a run is given places, and
 * a port that no run of the pool has had for long, so that what a run before has left on the wire reaches nobody.
 *
 * What a pool cannot house gets a placement of its own: a plan with networks of its own, or one with too many nodes.
 */

import { randomInt } from 'node:crypto';
import type { Engine } from '../../engine/find.ts';
import { IdlePool } from '../pool/idle-pool.ts';
import type { Progress } from '../port/port.ts';
import type { Container } from './container.ts';
import { createCommonNetwork, type Network } from './networks.ts';
import { OwnedName } from './owned-name.ts';
import { resolveImage } from './placement.ts';
import { addressAt } from './subnets.ts';

/** What a /24 holds besides its own addresses and the gateway's. */
export const PLACES = 253;
const FIRST_PORT = 9_000;
const PORTS = 20_000;

/** An address of the pool's network, and what stands there when no run has it. */
export interface PooledAddress {
  address: string;
  isTaken: boolean;
  /** The kind of the last container there, which may be idle. */
  kind: string | null;
  last: Container | null;
}

/** What several runs share; made when the first of them needs it. */
export interface PoolNetwork {
  engine: Engine;
  network: Network;
}

export class ContainerPool {
  readonly #ownedName: OwnedName;
  readonly idleContainers = new IdlePool<Container>();
  readonly #places: PooledAddress[] = [];
  readonly #images = new Map<string | undefined, string>();
  #poolNetwork: Promise<PoolNetwork> | null = null;
  #ports = randomInt(PORTS);
  #containers = 0;

  /** `name` is what its containers and its network are known by, as if it were a run's. */
  constructor(name: string) {
    this.#ownedName = new OwnedName(name);
  }

  /** Programs that wait for a run. */
  get idle(): number {
    return this.idleContainers.size;
  }

  get name(): string {
    return this.#ownedName.name;
  }

  async close(): Promise<void> {
    // All at once, by the name that they carry.
    this.idleContainers.shut();
    await this.#poolNetwork?.catch(() => {});
    await this.#ownedName.remove();
  }

  async poolNetwork(): Promise<PoolNetwork> {
    this.idleContainers.mustBeOpen();
    this.#poolNetwork ??= this.#make();
    return await this.#poolNetwork;
  }

  async image(name: string | undefined, progress: Progress, signal: AbortSignal): Promise<string> {
    const known = this.#images.get(name);
    if (known !== undefined) return known;
    const { engine } = await this.poolNetwork();
    const tag = await resolveImage(engine, name, progress, signal);
    this.#images.set(name, tag);
    return tag;
  }

  nextPort(): number {
    this.#ports = (this.#ports + 1) % PORTS;
    return FIRST_PORT + this.#ports;
  }

  /** A number for each container, for its name. */
  nextContainer(): number {
    this.#containers += 1;
    return this.#containers;
  }

  /** For each kind a place: where an idle container of that kind stands, else an empty one, else any that is free. Null when there are too few. */
  take(kinds: readonly string[], { subnet }: Network): PooledAddress[] | null {
    while (this.#places.length < PLACES) {
      const address = addressAt(subnet, this.#places.length + 2);
      this.#places.push({ address, isTaken: false, kind: null, last: null });
    }
    const free = this.#places.filter(({ isTaken }) => !isTaken);
    if (free.length < kinds.length) return null;
    const pick = (fits: (place: PooledAddress) => boolean) => {
      const at = free.findIndex(fits);
      return at < 0 ? undefined : free.splice(at, 1)[0];
    };
    const kept = kinds.map((kind) => pick((place) => place.kind === kind && place.last?.ended === false));
    const places = kept.map((place) => place ?? pick(({ kind }) => kind === null) ?? pick(() => true)!);
    for (const place of places) place.isTaken = true;
    return places;
  }

  async #make(): Promise<PoolNetwork> {
    const mustBeOpen = () => this.idleContainers.mustBeOpen();
    const engine = await this.#ownedName.open(mustBeOpen);
    mustBeOpen();
    return { engine, network: await createCommonNetwork(engine.docker, this.name, PLACES) };
  }
}
