/**
 * Peers on a virtual clock: a fixture that hides the plumbing from the specifications of the core. Everything
 * happens in the order of its time, and in the order of scheduling where times are equal.
 */
import type { AddressToken } from '../../../node/core/address.ts';
import type { PeerConfig } from '../../../node/core/config.ts';
import type { CounterName } from '../../../node/core/counters.ts';
import type { PeerMemory } from '../../../node/core/memory.ts';
import type { Neighbour } from '../../../node/core/neighbour.ts';
import { Peer } from '../../../node/core/peer.ts';
import type { DownReason, Mac, PeerPort } from '../../../node/core/port.ts';
import { hash32, Random } from '../../../node/core/random.ts';
import { type Datagram, DatagramType, encodeData, MAC_BYTES, macAtOf } from '../../../node/core/wire.ts';

export interface Link {
  latencyMs: number;
  /** At most this much more or less. */
  jitterMs: number;
  loss: number;
  isCut: boolean;
}

/** No cryptography, but every byte covered counts. */
const testMac: Mac = {
  sign(bytes, at) {
    for (let i = 0; i < MAC_BYTES; i++) bytes[at + i] = digest(bytes, at, i);
  },
  verify(bytes, at) {
    for (let i = 0; i < MAC_BYTES; i++) if (bytes[at + i] !== digest(bytes, at, i)) return false;
    return true;
  },
};

/** A message of somebody who is no node of the mesh. */
export function signedData(origin: number, boot: number, sequence: number): Uint8Array {
  const bytes = encodeData(7, origin, boot, sequence, new Uint8Array(0), bytesOf('x'));
  testMac.sign(bytes, macAtOf(bytes));
  return bytes;
}

function digest(bytes: Uint8Array, length: number, salt: number): number {
  let h = 0x811c9dc5 ^ salt;
  for (let i = 0; i < length; i++) h = Math.imul(h ^ bytes[i]!, 0x01000193);
  return (h >>> 11) & 0xff;
}

export class TestNode implements PeerPort {
  readonly name: string;
  readonly address: AddressToken;
  readonly mesh: TestMesh;
  peer: Peer;
  isRunning = true;
  /** `b up`, `b down timeout`, … with their times. */
  readonly news: { atMs: number; what: string }[] = [];
  readonly delivered: {
    text: string;
    hops: number;
    via: string | undefined;
    sequence: number;
    id: string;
    atMs: number;
  }[] = [];
  readonly gaps: { atMs: number; origin: number; count: number }[] = [];
  readonly sightings: { id: number; boot: number }[] = [];
  /** What was sent and accepted, in order: `accepted 1`, `DATA b`, … */
  readonly doings: string[] = [];
  readonly sent: { to: AddressToken; bytes: Uint8Array; atMs: number }[] = [];
  readonly inbox: { bytes: Uint8Array; from: AddressToken }[] = [];
  wakeAtMs = Number.POSITIVE_INFINITY;

  constructor(mesh: TestMesh, name: string, address: AddressToken, config: Partial<PeerConfig>) {
    this.mesh = mesh;
    this.name = name;
    this.address = address;
    const whole = {
      id: hash32(name),
      boot: 1,
      name: bytesOf(name),
      network: 7,
      keepaliveMs: 500,
      hopLimit: 32,
      ...config,
    };
    this.peer = new Peer(whole, this, testMac, Random.of(mesh.seed, name, whole.boot), mesh.memory);
  }

  get whatHappened(): string[] {
    return this.news.map(({ what }) => what);
  }

  say(text: string): void {
    this.peer.inject(bytesOf(text));
  }

  pause(): void {
    this.isRunning = false;
  }

  /** As a process does after SIGCONT: its timers first and then what waited in its socket, or the reverse. */
  resume(first: 'timers' | 'socket' = 'timers'): void {
    this.isRunning = true;
    const { nowMs } = this.mesh;
    const isDue = this.wakeAtMs <= nowMs;
    if (isDue && first === 'timers') this.peer.timer(nowMs);
    for (const { bytes, from } of this.inbox.splice(0)) this.peer.receive(bytes, from, nowMs);
    if (isDue && first === 'socket') this.peer.timer(nowMs);
  }

  receive(bytes: Uint8Array, from: AddressToken): void {
    if (this.isRunning) this.peer.receive(bytes, from, this.mesh.nowMs);
    else this.inbox.push({ bytes, from });
  }

  send(to: AddressToken, lent: Uint8Array): void {
    const bytes = Uint8Array.from(lent);
    const type = Object.keys(DatagramType)[bytes[3]! - 1];
    this.doings.push(`${type} ${this.mesh.nameAt(to)}`);
    this.sent.push({ to, bytes, atMs: this.mesh.nowMs });
    this.mesh.carry(this, to, bytes);
  }

  wakeAt(ms: number): void {
    this.wakeAtMs = ms;
    if (ms === Number.POSITIVE_INFINITY) return;
    this.mesh.at(ms, () => {
      if (this.isRunning && this.wakeAtMs === ms) this.peer.timer(this.mesh.nowMs);
    });
  }

  accepted(sequence: number): void {
    this.doings.push(`accepted ${sequence}`);
  }

  deliver(message: Datagram, bytes: Uint8Array, via: Neighbour | null): void {
    const { payloadAt, payloadBytes, hops, sequence, boot } = message;
    const text = String.fromCharCode(...bytes.subarray(payloadAt, payloadAt + payloadBytes));
    this.delivered.push({
      text,
      hops,
      via: via?.name,
      sequence,
      id: `${message.id}-${boot}-${sequence}`,
      atMs: this.mesh.nowMs,
    });
  }

  gap(origin: number, count: number): void {
    this.gaps.push({ atMs: this.mesh.nowMs, origin, count });
  }

  neighbour(neighbour: Neighbour, down: DownReason | null): void {
    const what = down === null ? `${neighbour.name} up` : `${neighbour.name} down ${down}`;
    this.news.push({ atMs: this.mesh.nowMs, what });
  }

  sighted({ id, boot }: Datagram): void {
    this.sightings.push({ id, boot });
  }
}

export class TestMesh {
  readonly seed: number;
  readonly memory: PeerMemory | undefined;
  nowMs = 0;
  readonly nodes = new Map<string, TestNode>();
  readonly #links = new Map<string, Link>();
  readonly #random: Random;
  readonly #names: string[] = [];
  readonly #events: { atMs: number; run: () => void }[] = [];
  /** Events before this one have happened. */
  #first = 0;

  /** Its peers share `memory`, if there is one. */
  constructor(seed = 1, memory?: PeerMemory) {
    this.seed = seed;
    this.memory = memory;
    this.#random = Random.of(seed, 'links');
  }

  /** `TestMesh.of('a-b b-c')`: nodes and links, started at once. */
  static of(
    links: string,
    {
      seed = 1,
      latencyMs = 5,
      jitterMs = 0,
      loss = 0,
      config = {} as Partial<PeerConfig>,
      memory = undefined as PeerMemory | undefined,
    } = {},
  ) {
    const mesh = new TestMesh(seed, memory);
    for (const pair of links.split(' ')) {
      const [a, b] = pair.split('-') as [string, string];
      for (const name of [a, b]) if (!mesh.nodes.has(name)) mesh.#add(name, mesh.nodes.size + 1, config);
      mesh.#links.set(`${a}-${b}`, { latencyMs, jitterMs, loss, isCut: false });
    }
    for (const name of mesh.nodes.keys()) mesh.introduce(name);
    return mesh;
  }

  #add(name: string, address: AddressToken, config: Partial<PeerConfig>): void {
    this.nodes.set(name, new TestNode(this, name, address, config));
    this.#names[address] = name;
  }

  node(name: string): TestNode {
    return this.nodes.get(name)!;
  }

  nameAt(address: AddressToken): string | undefined {
    return this.#names[address];
  }

  get links(): Link[] {
    return [...this.#links.values()];
  }

  link(a: string, b: string): Link {
    return (this.#links.get(`${a}-${b}`) ?? this.#links.get(`${b}-${a}`))!;
  }

  /** Tells a node its neighbours. */
  introduce(name: string): void {
    const list = [...this.nodes.values()]
      .filter((other) => other.name !== name && this.link(name, other.name))
      .map((other) => ({ id: hash32(other.name), name: other.name, address: other.address }));
    this.node(name).peer.setNeighbours(list, this.nowMs);
  }

  /** Cuts, or mends, every link between these nodes and all others. */
  part(names: readonly string[], isCut = true): void {
    for (const [pair, link] of this.#links) {
      const [a, b] = pair.split('-') as [string, string];
      if (names.includes(a) !== names.includes(b)) link.isCut = isCut;
    }
  }

  kill(name: string): void {
    this.node(name).isRunning = false;
  }

  /** A successor of the same name, with nothing of its predecessor but the address. */
  restart(name: string, boot: number, config: Partial<PeerConfig> = {}): TestNode {
    const old = this.node(name);
    old.isRunning = false;
    old.wakeAtMs = Number.POSITIVE_INFINITY;
    this.#add(name, old.address, { ...config, boot });
    this.introduce(name);
    return this.node(name);
  }

  at(atMs: number, run: () => void): void {
    let low = this.#first;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#events[middle]!.atMs > atMs) high = middle;
      else low = middle + 1;
    }
    this.#events.splice(low, 0, { atMs, run });
  }

  carry(from: TestNode, to: AddressToken, bytes: Uint8Array): void {
    const name = this.nameAt(to);
    const link = name === undefined ? undefined : this.link(from.name, name);
    if (!link || link.isCut || this.#random.chance(link.loss)) return;
    const delayMs = link.latencyMs + link.jitterMs * (2 * this.#random.float() - 1);
    this.at(this.nowMs + delayMs, () => this.node(name!).receive(bytes, from.address));
  }

  run(ms: number): this {
    const untilMs = this.nowMs + ms;
    while (this.#first < this.#events.length && this.#events[this.#first]!.atMs <= untilMs) {
      const { atMs, run } = this.#events[this.#first++]!;
      if (this.#first > 1_000) this.#events.splice(0, this.#first);
      if (this.#first > 1_000) this.#first = 0;
      this.nowMs = Math.max(this.nowMs, atMs);
      run();
    }
    this.nowMs = untilMs;
    return this;
  }
}

/** A ring of `count` nodes, and random links up to this mean degree. */
export function ringAndMore(count: number, degree: number, seed: number): string {
  const random = Random.of(seed, 'topology');
  const pairs = new Set<string>();
  const add = (a: number, b: number) => a !== b && pairs.add(`n${Math.min(a, b)}-n${Math.max(a, b)}`);
  for (let i = 0; i < count; i++) add(i, (i + 1) % count);
  while (pairs.size < (count * degree) / 2) add(random.below(count), random.below(count));
  return [...pairs].join(' ');
}

/** Of all nodes together. */
export function total(mesh: TestMesh, counter: CounterName): number {
  let sum = 0;
  for (const { peer } of mesh.nodes.values()) sum += peer.counters[counter];
  return sum;
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

export const seeds = Array.from({ length: 30 }, (_, i) => i + 1);
