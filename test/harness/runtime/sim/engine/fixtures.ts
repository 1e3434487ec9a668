/**
 * A small world that writes down what it hears, so that tests speak of names and texts.
 */

import type { WorldNode, WorldSink } from '../../../../../harness/runtime/sim/engine/types.ts';
import { World } from '../../../../../harness/runtime/sim/engine/world.ts';
import type { Neighbour } from '../../../../../node/core/neighbour.ts';
import type { DownReason } from '../../../../../node/core/port.ts';
import { Random } from '../../../../../node/core/random.ts';
import type { Datagram } from '../../../../../node/core/wire.ts';
import type { Conditions } from '../../../../../node/link/conditions.ts';
import type { GateSpec } from '../../../../../node/link/gates/gate.ts';

export interface Told {
  atUs: number;
  node: string;
  what: string;
}

export interface TestSetup {
  seed?: number;
  /** Of every direction; none: links are direct. */
  conditions?: Conditions;
  keepaliveMs?: number;
  storeMessages?: number;
  natTimeoutMs?: Record<string, number>;
  gates?: (GateSpec & { nodes: string[] })[];
}

export class TestWorld implements WorldSink {
  readonly world: World;
  readonly names: string[];
  readonly told: Told[] = [];
  readonly #neighbours: number[][];
  readonly #setup: TestSetup;

  constructor(links: string, setup: TestSetup = {}) {
    const pairs = links.split(' ').map((pair) => pair.split('-') as [string, string]);
    this.names = [...new Set(pairs.flat())];
    this.#setup = setup;
    const nodes = this.names.map((name): WorldNode => {
      const natTimeoutMs = setup.natTimeoutMs?.[name];
      return natTimeoutMs === undefined ? { name } : { name, natTimeoutMs };
    });
    const { seed = 1, conditions } = setup;
    const ends = pairs.map(([a, b]) => ({ a: this.index(a), b: this.index(b) }));
    const gates = setup.gates?.map((gate) => ({
      ...gate,
      nodes: gate.nodes.map((name) => this.index(name)),
    }));
    const withConditions = ends.map((link) => ({ ...link, ab: conditions, ba: conditions }));
    const spec = { seed, nodes, links: withConditions, gates };
    this.#neighbours = nodes.map((_, node) =>
      ends.flatMap(({ a, b }) => (a === node ? [b] : b === node ? [a] : [])),
    );
    this.world = new World(spec, this);
  }

  /** All nodes started at once. */
  static running(links: string, setup: TestSetup = {}): TestWorld {
    const test = new TestWorld(links, setup);
    for (const name of test.names) test.start(name);
    return test;
  }

  index(name: string): number {
    return this.names.indexOf(name);
  }

  start(name: string, boot = 1): this {
    const node = this.index(name);
    const { seed = 1, keepaliveMs = 500, storeMessages = 4_096 } = this.#setup;
    const random = Random.of(seed, name, boot);
    this.world.boot(node, { boot, network: 7, keepaliveMs, hopLimit: 32, storeMessages, random });
    this.world.setNeighbours(node, this.#neighbours[node]!);
    return this;
  }

  say(name: string, text: string): this {
    this.world.inject(this.index(name), Buffer.from(text));
    return this;
  }

  run(ms: number): this {
    this.world.runUntil(this.world.nowUs + ms * 1_000);
    return this;
  }

  cut(from: string, to: string, cut = true): this {
    this.world.directions.change(this.index(from), this.index(to), { cut });
    return this;
  }

  counts(from: string, to: string) {
    return this.world.directions.counts(this.index(from), this.index(to));
  }

  stat(name: string, counter: string): number {
    return this.world.stats(this.index(name))[counter]!;
  }

  /** What this node told of since the last time that it was asked for, each as one text. */
  of(name: string): string[] {
    const mine = this.told.filter(({ node }) => node === name).map(({ what }) => what);
    for (let i = this.told.length - 1; i >= 0; i--) if (this.told[i]!.node === name) this.told.splice(i, 1);
    return mine;
  }

  accepted(node: number, sequence: number): void {
    this.#tell(node, `accepted ${sequence}`);
  }

  delivered(node: number, message: Datagram, bytes: Uint8Array, via: Neighbour | null): void {
    const { payloadAt, payloadBytes, hops } = message;
    const text = Buffer.from(bytes.subarray(payloadAt, payloadAt + payloadBytes)).toString();
    this.#tell(node, `got ${text} via ${via?.name} in ${hops}`);
  }

  neighbour(node: number, neighbour: Neighbour, down: DownReason | null): void {
    this.#tell(node, down === null ? `${neighbour.name} up` : `${neighbour.name} down: ${down}`);
  }

  gap(node: number, _origin: number, count: number): void {
    this.#tell(node, `missed ${count}`);
  }

  #tell(node: number, what: string): void {
    this.told.push({ atUs: this.world.nowUs, node: this.names[node]!, what });
  }
}
