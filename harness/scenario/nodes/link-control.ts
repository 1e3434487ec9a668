/**
 * The links of a run as the steps have left them: for each direction, its conditions and all that closes it. A direction
 * is open when nothing closes it; `heal` undoes only what `partition` did, and `mend` only what `cut` did.
 */

import { type Conditions, dropsEverything } from '../../../node/link/conditions.ts';
import type { Journal } from '../../recording/journal.ts';
import type { LinkUpdate, Runtime, Sides } from '../../runtime/port/port.ts';
import type { DirectionName, Topology } from '../../topology/topology.ts';

export type ClosedBy = 'cut' | 'partition' | 'conditions' | `disconnect ${string}`;

export class LinkControl {
  /** By `from to`: what closes a direction. Most are never closed, and have no entry. */
  private readonly closers = new Map<string, Set<ClosedBy>>();
  /** Nodes that have left the real network. */
  private readonly off = new Set<string>();
  private readonly topology: Topology;
  private readonly runtime: Runtime;
  private readonly journal: Journal;
  private neighbours: Map<string, DirectionName[]> | null = null;

  constructor(topology: Topology, runtime: Runtime, journal: Journal) {
    this.topology = topology;
    this.runtime = runtime;
    this.journal = journal;
    for (const { a, b, ab, ba } of topology.links) {
      if (dropsEverything(ab)) this.closersOf({ from: a, to: b }).add('conditions');
      if (dropsEverything(ba)) this.closersOf({ from: b, to: a }).add('conditions');
    }
  }

  all(): DirectionName[] {
    return this.topology.links.flatMap(({ a, b }) => [
      { from: a, to: b },
      { from: b, to: a },
    ]);
  }

  /** Both directions of all links of a node, in the order of the topology's links. */
  private of(node: string): readonly DirectionName[] {
    this.neighbours ??= this.byNode();
    return this.neighbours.get(node) ?? [];
  }

  /** Whether a node has left the real network. */
  isOff(node: string): boolean {
    return this.off.has(node);
  }

  /** A node leaves the real network by this deed, which closes all its links. */
  async leave(node: string, deed: () => Promise<void>): Promise<void> {
    this.off.add(node);
    await this.during(this.of(node), `disconnect ${node}`, true, deed);
  }

  async comeBack(node: string, deed: () => Promise<void>): Promise<void> {
    this.off.delete(node);
    await this.during(this.of(node), `disconnect ${node}`, false, deed);
  }

  /** Cuts in the relays, and in the journal. */
  async close(directions: readonly DirectionName[], closer: 'cut' | 'partition'): Promise<void> {
    await this.change(directions, closer, true, (direction) => ({ ...direction, cut: true }));
  }

  /** All that goes between nodes of different groups, on a routed network with or without a link. */
  async split(groups: Sides): Promise<void> {
    const groupOf = new Map(groups.flatMap((group, i) => group.map((node) => [node, i] as const)));
    const across = this.all().filter(({ from, to }) => groupOf.get(from) !== groupOf.get(to));
    const change = (direction: DirectionName) => ({ ...direction, cut: true });
    await this.change(across, 'partition', true, change, groups);
  }

  /** What `split` has closed, and nothing else keeps closed. */
  async heal(): Promise<void> {
    const across = this.all().filter((direction) => this.isClosedBy(direction, 'partition'));
    await this.change(across, 'partition', false, this.openingFor('partition'), null);
  }

  /** Mends what nothing else keeps cut. */
  async open(directions: readonly DirectionName[], closer: 'cut' | 'partition'): Promise<void> {
    await this.change(directions, closer, false, this.openingFor(closer));
  }

  private openingFor(closer: 'cut' | 'partition'): (direction: DirectionName) => LinkUpdate {
    return (direction) => {
      const cut = [...this.closersOf(direction)].some(
        (each) => each !== closer && (each === 'cut' || each === 'partition'),
      );
      return { ...direction, cut };
    };
  }

  async setConditions(directions: readonly DirectionName[], conditions: Conditions): Promise<void> {
    const change = (direction: DirectionName) => ({ ...direction, conditions });
    await this.change(directions, 'conditions', dropsEverything(conditions), change);
  }

  /** What a deed other than the relays' closes or opens: the journal has its two moments. */
  private async during(
    directions: readonly DirectionName[],
    closer: ClosedBy,
    closed: boolean,
    deed: () => Promise<void>,
  ): Promise<void> {
    const changed = directions.filter((direction) => this.turns(direction, closer, closed));
    this.record(changed, 'sent', !closed);
    for (const direction of directions) {
      const closers = this.closersOf(direction);
      if (closed) closers.add(closer);
      else closers.delete(closer);
    }
    await deed();
    this.record(changed, 'confirmed', !closed);
  }

  private async change(
    directions: readonly DirectionName[],
    closer: ClosedBy,
    closed: boolean,
    changeOf: (direction: DirectionName) => LinkUpdate,
    sides?: Sides | null,
  ): Promise<void> {
    const changes = directions.map(changeOf);
    const isApart = sides !== undefined && this.topology.network !== undefined;
    if (changes.length === 0 && !isApart) return;
    const fault = { type: 'link' as const, changes, ...(isApart ? { sides } : {}) };
    if (isApart) this.recordSides(sides, 'sent');
    await this.during(directions, closer, closed, () => this.runtime.apply(fault));
    if (isApart) this.recordSides(sides, 'confirmed');
  }

  private recordSides(sides: Sides | null, phase: 'sent' | 'confirmed'): void {
    const lists = sides?.map((side) => [...side]) ?? null;
    this.journal.add({ type: 'sides', phase, at: this.runtime.clock.now(), sides: lists });
  }

  /** Whether this makes an open direction closed, or a closed one open. */
  private turns(direction: DirectionName, closer: ClosedBy, closed: boolean): boolean {
    const closers = this.closersOf(direction);
    if (closed) return closers.size === 0;
    return closers.size === 1 && closers.has(closer);
  }

  private record(directions: readonly DirectionName[], phase: 'sent' | 'confirmed', open: boolean): void {
    const at = this.runtime.clock.now();
    for (const { from, to } of directions) this.journal.add({ type: 'link', phase, at, from, to, open });
  }

  private isClosedBy({ from, to }: DirectionName, closer: ClosedBy): boolean {
    return this.closers.get(`${from} ${to}`)?.has(closer) ?? false;
  }

  private closersOf({ from, to }: DirectionName): Set<ClosedBy> {
    const name = `${from} ${to}`;
    let closers = this.closers.get(name);
    if (!closers) {
      closers = new Set();
      this.closers.set(name, closers);
    }
    return closers;
  }

  private byNode(): Map<string, DirectionName[]> {
    const byNode = new Map<string, DirectionName[]>();
    for (const direction of this.all()) {
      for (const node of [direction.from, direction.to]) {
        const list = byNode.get(node);
        if (list) list.push(direction);
        else byNode.set(node, [direction]);
      }
    }
    return byNode;
  }
}
