/**
 * The peer's promises, held against random meshes and random histories. One seed is one mesh with one history: nodes are
 * killed, started, paused and resumed, links cut and mended, messages injected, datagrams played back; then all is mended and
 * started, and in the end everything must be as promised. Whatever a seed finds, it finds again.
 *
 * What is asserted, by the invariants of node/core:
 *   P2  nobody delivers a message twice in a life, or one of its own life
 *   P8  what is delivered is, byte for byte, what was injected
 *   C   after the last fault all hold the same messages, and no more than their stores hold
 *   K   who can be reached is not declared dead; who cannot is, within the bound
 *   P1  what is played back delivers nothing that anybody holds, and changes nobody's mind. (What all who had it lost with
 *       their lives is authentic and new to those who live now; a recording of it is a late delivery.)
 */

import type { WorldSink } from '../../../../harness/runtime/sim/engine/types.ts';
import { World } from '../../../../harness/runtime/sim/engine/world.ts';
import { idOfName } from '../../../../node/contract/names.ts';
import type { Neighbour } from '../../../../node/core/neighbour.ts';
import type { DownReason } from '../../../../node/core/port.ts';
import { Random } from '../../../../node/core/random.ts';
import type { Datagram } from '../../../../node/core/wire.ts';
import type { Conditions } from '../../../../node/link/conditions.ts';

const STORE_MESSAGES = 256;
const MOST_RECORDED = 400;
/** Longer than any delay that the search draws, there and back. */
const ROUND_TRIP_MS = 120;

interface Link {
  a: number;
  b: number;
  conditions: Conditions | undefined;
  isCut: boolean;
  /** When it was last cut or mended. */
  changedMs: number;
}

interface Life {
  boot: number;
  isUp: boolean;
  isPaused: boolean;
  hasStoodStill: boolean;
  /** When it last came, went, or was held up. */
  changedMs: number;
  seen: Set<string>;
  /** The last word on each neighbour. */
  words: Map<number, boolean>;
}

/** What one seed came to: what was broken, and enough to know that something was tried. */
export interface Found {
  violations: string[];
  deliveries: number;
  deaths: number;
  events: number;
}

class Search implements WorldSink {
  readonly violations: string[] = [];
  deliveries = 0;
  deaths = 0;
  readonly world: World;
  readonly #random: Random;
  readonly #seed: number;
  readonly #names: string[];
  readonly #links: Link[] = [];
  readonly #lives: Life[];
  readonly #keepaliveMs: number;
  readonly #payloads = new Map<string, string>();
  readonly #recorded: { node: number; bytes: Uint8Array }[] = [];
  #nextPayload = 0;
  #isPlayback = false;
  /** What somebody holds when the playing back begins. */
  #held: ReadonlySet<string> = new Set();
  /** What is being injected. */
  #said = '';

  constructor(seed: number) {
    const random = Random.of(seed, 'search');
    this.#random = random;
    this.#seed = seed;
    this.#names = Array.from({ length: 3 + random.below(10) }, (_, i) => `n${i + 1}`);
    this.#keepaliveMs = 100 + 50 * random.below(9);
    this.#lives = this.#names.map(() => newLife(0));
    this.#drawLinks();
    this.world = new World(
      {
        seed,
        nodes: this.#names.map((name) => ({ name })),
        links: this.#links.map(({ a, b, conditions }) => ({ a, b, ab: conditions, ba: conditions })),
      },
      this,
    );
  }

  run(): Found {
    for (const node of this.#names.keys()) this.#start(node);
    this.#runFor(4 * this.#keepaliveMs + ROUND_TRIP_MS);
    const leave = [...this.#names.keys()].map((node) =>
      this.world.listenIn(node, (bytes) => this.#record(node, bytes)),
    );
    const acts = 20 + this.#random.below(40);
    for (let i = 0; i < acts; i++) {
      this.#act();
      this.#runFor(this.#random.below(2 * this.#keepaliveMs));
    }
    for (const each of leave) each();
    this.#mendAll();
    // Two rounds of summaries a hop, and the time that a gap is doubted for, would do.
    this.#runFor(this.#keepaliveMs * (10 + 3 * this.#names.length) + 10 * ROUND_TRIP_MS);
    this.#expectTheSame();
    this.#playBack();
    const { violations, deliveries, deaths } = this;
    return { violations, deliveries, deaths, events: this.world.events };
  }

  // What is done to the mesh.

  /** A random tree, so that all is in one piece, and some links more. */
  #drawLinks(): void {
    const count = this.#names.length;
    for (let b = 1; b < count; b++) this.#link(this.#random.below(b), b);
    for (let i = this.#random.below(2 * count); i > 0; i--) {
      const a = this.#random.below(count);
      const b = this.#random.below(count);
      if (a < b && !this.#links.some((link) => link.a === a && link.b === b)) this.#link(a, b);
    }
  }

  #link(a: number, b: number): void {
    const random = this.#random;
    const conditions: Conditions = {
      latencyMs: random.below(20),
      jitterMs: random.below(15),
      loss: random.below(11) / 100,
      duplicate: random.below(6) / 100,
      reorder: random.below(6) / 100,
      reorderByMs: random.below(20),
      corrupt: random.below(3) / 100,
    };
    this.#links.push({
      a,
      b,
      conditions: random.below(3) === 0 ? undefined : conditions,
      isCut: false,
      changedMs: 0,
    });
  }

  #act(): void {
    const random = this.#random;
    const node = random.below(this.#names.length);
    const life = this.#lives[node]!;
    const link = this.#links[random.below(this.#links.length)]!;
    const kind = random.below(10);
    if (kind < 5) this.#inject(node, 1 + random.below(4));
    else if (kind === 5) this.#cut(link, !link.isCut);
    else if (kind === 6 && !life.isUp) this.#start(node);
    else if (kind === 6) this.#end(node, random.below(2) === 0);
    else if (kind === 7 && life.isPaused) this.#resume(node);
    else if (kind === 7 && life.isUp) this.#pause(node);
  }

  #inject(node: number, count: number): void {
    const life = this.#lives[node]!;
    if (!life.isUp || life.isPaused) return;
    for (let i = 0; i < count; i++) {
      const text = `payload ${this.#nextPayload++} ${'x'.repeat(this.#random.below(200))}`;
      this.#said = text;
      this.world.inject(node, Buffer.from(text));
    }
  }

  #start(node: number): void {
    const { boot } = this.#lives[node]!;
    const life = { ...newLife(boot + 1), isUp: true, changedMs: this.#nowMs };
    this.#lives[node] = life;
    this.world.boot(node, {
      boot: life.boot,
      network: 1,
      keepaliveMs: this.#keepaliveMs,
      hopLimit: 32,
      storeMessages: STORE_MESSAGES,
      random: Random.of(this.#seed, node, life.boot),
    });
    this.world.setNeighbours(node, this.#neighbours(node));
  }

  #end(node: number, withGoodbye: boolean): void {
    const life = this.#lives[node]!;
    if (withGoodbye && !life.isPaused) this.world.leave(node);
    this.world.end(node);
    life.isUp = false;
    life.isPaused = false;
    life.changedMs = this.#nowMs;
  }

  #pause(node: number): void {
    this.world.pause(node);
    this.#lives[node]!.isPaused = true;
    this.#lives[node]!.hasStoodStill = true;
    this.#lives[node]!.changedMs = this.#nowMs;
  }

  #resume(node: number): void {
    this.#lives[node]!.isPaused = false;
    this.#lives[node]!.changedMs = this.#nowMs;
    this.world.resume(node);
  }

  #cut(link: Link, isCut: boolean): void {
    if (link.isCut === isCut) return;
    link.isCut = isCut;
    link.changedMs = this.#nowMs;
    this.world.directions.change(link.a, link.b, { cut: isCut });
    this.world.directions.change(link.b, link.a, { cut: isCut });
  }

  #mendAll(): void {
    for (const link of this.#links) this.#cut(link, false);
    for (const [node, life] of this.#lives.entries()) {
      if (life.isPaused) this.#resume(node);
      if (!life.isUp) this.#start(node);
    }
  }

  #record(node: number, bytes: Uint8Array): void {
    if (this.#recorded.length < MOST_RECORDED) this.#recorded.push({ node, bytes: bytes.slice() });
  }

  /** Everything that was recorded comes again: where it came then, and somewhere else. */
  #playBack(): void {
    this.#isPlayback = true;
    this.#held = new Set(this.#lives.flatMap(({ seen }) => [...seen]));
    for (const { node, bytes } of this.#recorded) {
      this.world.strike(node, bytes.slice());
      this.world.strike((node + 1) % this.#names.length, bytes.slice());
    }
    this.#runFor(2 * this.#keepaliveMs);
  }

  /** Looks for the overdue on the way, and not only in the end. */
  #runFor(ms: number): void {
    const endUs = this.world.nowUs + ms * 1000;
    while (this.world.nowUs < endUs) {
      this.world.runUntil(Math.min(endUs, this.world.nowUs + this.#keepaliveMs * 250));
      this.#expectDeaths();
    }
  }

  // What is expected of it.

  accepted(node: number, sequence: number): void {
    const { boot, seen } = this.#lives[node]!;
    const message = messageOf(idOfName(this.#names[node]!), boot, sequence);
    seen.add(message);
    this.#payloads.set(message, this.#said);
  }

  delivered(node: number, message: Datagram, bytes: Uint8Array): void {
    const { id, boot, sequence, payloadAt, payloadBytes } = message;
    const name = messageOf(id, boot, sequence);
    const life = this.#lives[node]!;
    this.deliveries++;
    if (this.#held.has(name)) this.#wrong(`P1: n${node + 1} delivered ${name} out of a recording`);
    if (life.seen.has(name)) this.#wrong(`P2: n${node + 1} delivered ${name} twice, or its own`);
    life.seen.add(name);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + payloadAt, payloadBytes).toString();
    const first = this.#payloads.get(name);
    if (first === undefined) this.#wrong(`P8: n${node + 1} delivered ${name}, which nobody injected`);
    else if (first !== text) this.#wrong(`P8: n${node + 1} delivered ${name} with other bytes`);
  }

  neighbour(node: number, neighbour: Neighbour, down: DownReason | null): void {
    const other = this.#names.indexOf(neighbour.name);
    this.#lives[node]!.words.set(other, down === null);
    if (down === null) return;
    this.deaths++;
    if (this.#isPlayback) this.#wrong(`P1: n${node + 1} called n${other + 1} ${down} for a recording`);
    if (down !== 'timeout') return;
    const calmMs = this.#nowMs - this.#lastChangeMs(node, other);
    const couldTalk = this.#canTalk(node, other);
    if (couldTalk && calmMs > 5 * this.#keepaliveMs + ROUND_TRIP_MS) {
      this.#wrong(`K: n${node + 1} declared n${other + 1} dead after ${calmMs} ms of calm`);
    }
  }

  gap(node: number, _origin: number, count: number): void {
    this.#wrong(`C: n${node + 1} gave up ${count} messages, though no store was full`);
  }

  /**
   * K: within 3.4 keepalives, as neighbour.ts reckons it for neighbours near by. One that has stood still once answered so
   * late then that it counts as far away, and for those it is 9: one to the next probe, and waits of 2, 2 and 4 at the most.
   */
  #expectDeaths(): void {
    for (const [node, life] of this.#lives.entries()) {
      if (!life.isUp || life.isPaused) continue;
      for (const [other, isUp] of life.words) {
        if (!isUp || this.#canTalk(node, other)) continue;
        const calmMs = this.#nowMs - this.#lastChangeMs(node, other);
        const keepalives = this.#lives[other]!.hasStoodStill ? 9 : 4;
        if (calmMs > keepalives * this.#keepaliveMs + 2 * ROUND_TRIP_MS)
          this.#wrong(`K: n${node + 1} holds n${other + 1} alive ${calmMs} ms after it could`);
      }
    }
  }

  #expectTheSame(): void {
    const all = new Set(this.#lives.flatMap(({ seen }) => [...seen]));
    for (const [node, { seen, words }] of this.#lives.entries()) {
      const missing = [...all].filter((message) => !seen.has(message));
      if (missing.length > 0) this.#wrong(`C: n${node + 1} lacks ${missing.length} of ${all.size} messages`);
      const { 'store.messages': held = 0 } = this.world.stats(node);
      if (held > STORE_MESSAGES) this.#wrong(`C: n${node + 1} holds ${held} messages`);
      for (const other of this.#neighbours(node)) {
        if (words.get(other) !== true) this.#wrong(`K: n${node + 1} has not met n${other + 1} again`);
      }
    }
  }

  #canTalk(a: number, b: number): boolean {
    const [one, other] = [this.#lives[a]!, this.#lives[b]!];
    return one.isUp && other.isUp && !one.isPaused && !other.isPaused && !this.#linkOf(a, b).isCut;
  }

  #lastChangeMs(a: number, b: number): number {
    return Math.max(this.#lives[a]!.changedMs, this.#lives[b]!.changedMs, this.#linkOf(a, b).changedMs);
  }

  #linkOf(a: number, b: number): Link {
    return this.#links.find((link) => link.a === Math.min(a, b) && link.b === Math.max(a, b))!;
  }

  #neighbours(node: number): number[] {
    return this.#links.flatMap(({ a, b }) => (a === node ? [b] : b === node ? [a] : []));
  }

  get #nowMs(): number {
    return this.world.nowUs / 1000;
  }

  #wrong(text: string): void {
    if (this.violations.length < 10) this.violations.push(`at ${this.#nowMs} ms ${text}`);
  }
}

function newLife(boot: number): Life {
  return {
    boot,
    isUp: false,
    isPaused: false,
    hasStoodStill: false,
    changedMs: 0,
    seen: new Set(),
    words: new Map(),
  };
}

function messageOf(origin: number, boot: number, sequence: number): string {
  return `${origin}-${boot}-${sequence}`;
}

/** One mesh and one history. */
export function search(seed: number): Found {
  return new Search(seed).run();
}
