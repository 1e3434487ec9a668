/**
 * The links of a run as the steps have left them: for each direction, its conditions and all that closes it. A direction
 * is open when nothing closes it; `heal` undoes only what `partition` did, and `mend` only what `cut` did.
 */

import { type Conditions, closes } from '../../node/link/conditions.ts';
import type { Journal } from '../journal/journal.ts';
import type { LinkChange, Runtime } from '../runtime/port.ts';
import type { DirectionName, Topology } from '../topology/types.ts';

export type Closer = 'cut' | 'partition' | 'conditions' | `disconnect ${string}`;

interface State {
  direction: DirectionName;
  closers: Set<Closer>;
}

export class Links {
  private readonly states = new Map<string, State>();
  private readonly runtime: Runtime;
  private readonly journal: Journal;

  constructor(topology: Topology, runtime: Runtime, journal: Journal) {
    this.runtime = runtime;
    this.journal = journal;
    for (const { a, b, ab, ba } of topology.links) {
      this.add({ from: a, to: b }, ab);
      this.add({ from: b, to: a }, ba);
    }
  }

  all(): DirectionName[] {
    return [...this.states.values()].map(({ direction }) => direction);
  }

  /** Both directions of all links of these nodes. */
  of(nodes: readonly string[]): DirectionName[] {
    return this.all().filter(({ from, to }) => nodes.includes(from) || nodes.includes(to));
  }

  closedBy(closer: Closer): DirectionName[] {
    return [...this.states.values()]
      .filter(({ closers }) => closers.has(closer))
      .map(({ direction }) => direction);
  }

  /** Whether a node has left the real network. */
  isOff(node: string): boolean {
    return this.of([node]).some((direction) => this.state(direction).closers.has(`disconnect ${node}`));
  }

  /** Cuts in the relays, and in the journal. */
  async close(directions: readonly DirectionName[], closer: 'cut' | 'partition'): Promise<void> {
    await this.change(directions, closer, true, (direction) => ({ ...direction, cut: true }));
  }

  /** Mends what nothing else keeps cut. */
  async open(directions: readonly DirectionName[], closer: 'cut' | 'partition'): Promise<void> {
    await this.change(directions, closer, false, (direction) => {
      const { closers } = this.state(direction);
      const cut = [...closers].some((each) => each !== closer && (each === 'cut' || each === 'partition'));
      return { ...direction, cut };
    });
  }

  async setConditions(directions: readonly DirectionName[], conditions: Conditions): Promise<void> {
    const change = (direction: DirectionName) => ({ ...direction, conditions });
    await this.change(directions, 'conditions', closes(conditions), change);
  }

  /** What a deed other than the relays' closes or opens: the journal has its two moments. */
  async during(
    directions: readonly DirectionName[],
    closer: Closer,
    closed: boolean,
    deed: () => Promise<void>,
  ): Promise<void> {
    const changed = directions.filter((direction) => this.turns(direction, closer, closed));
    this.record(changed, 'sent', !closed);
    for (const direction of directions) {
      const { closers } = this.state(direction);
      if (closed) closers.add(closer);
      else closers.delete(closer);
    }
    await deed();
    this.record(changed, 'confirmed', !closed);
  }

  private async change(
    directions: readonly DirectionName[],
    closer: Closer,
    closed: boolean,
    changeOf: (direction: DirectionName) => LinkChange,
  ): Promise<void> {
    const changes = directions.map(changeOf);
    if (changes.length === 0) return;
    await this.during(directions, closer, closed, () => this.runtime.apply({ type: 'link', changes }));
  }

  /** Whether this makes an open direction closed, or a closed one open. */
  private turns(direction: DirectionName, closer: Closer, closed: boolean): boolean {
    const { closers } = this.state(direction);
    if (closed) return closers.size === 0;
    return closers.size === 1 && closers.has(closer);
  }

  private record(directions: readonly DirectionName[], phase: 'sent' | 'confirmed', open: boolean): void {
    const at = this.runtime.clock.now();
    for (const { from, to } of directions) this.journal.add({ type: 'link', phase, at, from, to, open });
  }

  private add(direction: DirectionName, conditions: Conditions | undefined): void {
    const closers = new Set<Closer>(closes(conditions) ? ['conditions'] : []);
    this.states.set(`${direction.from} ${direction.to}`, { direction, closers });
  }

  private state({ from, to }: DirectionName): State {
    const state = this.states.get(`${from} ${to}`);
    if (!state) throw new Error(`no link from ${from} to ${to} in this topology`);
    return state;
  }
}
