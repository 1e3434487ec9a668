/**
 * What happens in a scenario that was drawn: faults, each undone after a while or never, and injections, of which many fall on
 * the very moments of the faults. Steps that cannot be done are left out afterwards, by the repair that shrinking uses.
 */

import type {
  Action,
  DirectionName,
  Expect,
  InjectAnswer,
  Topology,
} from '../../harness/topology/topology.ts';
import type { Random } from '../../node/core/random.ts';
import { drawConditions, type Kind } from './conditions.ts';

export interface Moment {
  atMs: number;
  action: Action;
}

/** Every fault begins by then. */
const LAST_MS = 6_000;
const MOST_FAULTS = 8;
const MOST_INJECTIONS = 6;
/** For a datagram of the bundled peer. */
const TOO_LARGE = 5_000;
const NEVER = Number.POSITIVE_INFINITY;

export class HistoryDraw {
  readonly #random: Random;
  readonly #topology: Topology;
  readonly #kind: Kind;
  readonly #keepaliveMs: number;
  readonly #moments: Moment[] = [];

  constructor(random: Random, topology: Topology, kind: Kind, keepaliveMs: number) {
    this.#random = random;
    this.#topology = topology;
    this.#kind = kind;
    this.#keepaliveMs = keepaliveMs;
  }

  /** In order of time. */
  draw(expectNow: Expect): Moment[] {
    const random = this.#random;
    for (let i = random.below(MOST_FAULTS + 1); i > 0; i--) this.#fault();
    for (let i = 1 + random.below(MOST_INJECTIONS); i > 0; i--) this.#inject();
    if (random.below(6) === 0) this.#add(this.#someMoment(), { verb: 'expect', expect: expectNow });
    if (random.below(2) === 0) this.#mendAll();
    return this.#moments.sort((one, other) => one.atMs - other.atMs);
  }

  /** In the end all run and can talk, and each says something. */
  #mendAll(): void {
    const { nodes, links } = this.#topology;
    const names = nodes.map(({ name }) => name);
    const directions = links.flatMap(bothWays);
    const atMs = Math.max(...this.#moments.map((moment) => moment.atMs)) + this.#keepaliveMs;
    for (const verb of ['resume', 'start', 'reconnect'] as const) this.#add(atMs, { verb, nodes: names });
    this.#add(atMs, { verb: 'heal' });
    this.#add(atMs, { verb: 'mend', directions });
    const inject = { verb: 'inject', from: names, count: names.length, everyMs: 1, bytes: 32 } as const;
    this.#add(atMs + 2 * this.#keepaliveMs, inject);
  }

  #fault(): void {
    const random = this.#random;
    const atMs = this.#someMoment();
    const untilMs = atMs + this.#length();
    switch (random.below(9)) {
      case 0:
      case 1:
        return this.#both(atMs, { verb: 'kill', nodes: this.#nodes() }, untilMs, 'start');
      case 2:
        return this.#both(atMs, { verb: 'stop', nodes: this.#nodes() }, untilMs, 'start');
      case 3:
        return this.#both(atMs, { verb: 'pause', nodes: this.#nodes() }, untilMs, 'resume');
      case 4:
        return this.#both(atMs, { verb: 'disconnect', nodes: this.#nodes() }, untilMs, 'reconnect');
      case 5: {
        const directions = this.#directions();
        this.#add(atMs, { verb: 'cut', directions });
        return this.#add(untilMs, { verb: 'mend', directions });
      }
      case 6:
        this.#add(atMs, { verb: 'partition', groups: this.#groups() });
        return this.#add(untilMs, { verb: 'heal' });
      case 7: {
        const directions = this.#directions();
        const conditions = random.below(4) === 0 ? { loss: 1 } : this.#conditions();
        this.#add(atMs, { verb: 'link', directions, conditions });
        return this.#add(untilMs, { verb: 'link', directions, conditions: this.#conditions() });
      }
      default: {
        const kinds = random.pick([['garbage'], ['forged'], ['garbage', 'forged', 'replayed']] as const);
        const nodes = [this.#node()];
        return this.#add(atMs, { verb: 'attack', nodes, kinds: [...kinds], count: 50, everyMs: 5 });
      }
    }
  }

  #both(
    atMs: number,
    action: Action & { nodes: string[] },
    untilMs: number,
    undo: 'start' | 'resume' | 'reconnect',
  ): void {
    this.#add(atMs, action);
    this.#add(untilMs, { verb: undo, nodes: action.nodes });
  }

  #inject(): void {
    const random = this.#random;
    const from = random.below(3) === 0 ? this.#topology.nodes.map(({ name }) => name) : this.#nodes();
    const count = random.pick([1, 1, 2, 5, 20, 20, 150]);
    const everyMs = count === 1 ? 0 : random.pick([0, 1, 10, 100]);
    const bytes = random.pick([1, 32, 200, 1000, 1000, TOO_LARGE]);
    const answer: InjectAnswer = bytes === TOO_LARGE ? 'refused' : 'accepted';
    const mustAnswer = bytes === TOO_LARGE || random.below(2) === 0;
    const asked = mustAnswer ? { answer } : {};
    this.#add(this.#someMoment(), { verb: 'inject', from, count, everyMs, bytes, ...asked });
  }

  #add(atMs: number, action: Action): void {
    if (atMs !== NEVER) this.#moments.push({ atMs, action });
  }

  /** Any, or one at which something happens already, or a little later, or links are counted: there mistakes are made. */
  #someMoment(): number {
    const random = this.#random;
    if (random.below(8) === 0) return 1_000 * (1 + random.below(LAST_MS / 1_000));
    if (this.#moments.length === 0 || random.below(2) === 0) return random.below(LAST_MS);
    return random.pick(this.#moments).atMs + random.pick([0, 0, 1, 2, 20, 100]);
  }

  #length(): number {
    const random = this.#random;
    const keepalives = random.pick([0.5, 1, 2, 3, 4, 6, 12, 25]);
    return random.pick([
      0,
      1,
      5,
      40,
      300,
      NEVER,
      ...Array(6).fill(Math.round(keepalives * this.#keepaliveMs)),
    ]);
  }

  #node(): string {
    return this.#random.pick(this.#topology.nodes).name;
  }

  /** One nearly always. In the order of the topology. */
  #nodes(): string[] {
    const count = this.#random.pick([1, 1, 1, 2, 3]);
    const chosen = new Set(Array.from({ length: count }, () => this.#node()));
    return this.#topology.nodes.map(({ name }) => name).filter((name) => chosen.has(name));
  }

  /** A link, one way of it, or a few ways. */
  #directions(): DirectionName[] {
    const random = this.#random;
    const directions = this.#topology.links.flatMap(bothWays);
    switch (random.below(3)) {
      case 0:
        return [random.pick(directions)];
      case 1:
        return bothWays(random.pick(this.#topology.links));
      default:
        return directions
          .filter(() => random.below(3) === 0)
          .concat(random.pick(directions))
          .filter(isFirst);
    }
  }

  #groups(): string[][] {
    const random = this.#random;
    const groups: string[][] = [[], [], []];
    for (const { name } of this.#topology.nodes) groups[random.pick([0, 0, 0, 1, 1, 2])]!.push(name);
    return groups.filter((group) => group.length > 0);
  }

  #conditions() {
    return drawConditions(this.#random, this.#kind) ?? {};
  }
}

function bothWays({ a, b }: { a: string; b: string }): DirectionName[] {
  return [
    { from: a, to: b },
    { from: b, to: a },
  ];
}

function isFirst(direction: DirectionName, index: number, directions: readonly DirectionName[]): boolean {
  return directions.findIndex(({ from, to }) => from === direction.from && to === direction.to) === index;
}
