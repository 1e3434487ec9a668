/**
 * The directions of all links, and on a routed network also the pairs without a link that the router tells of: what it counts
 * there is evidence of losses, of delays and of how much went there, but no obligation rests on it.
 */

import { groupBy, pushTo } from '../../common/grouped.ts';
import type { RecordOf } from '../../journal/record.ts';
import { type AtGates, findGatesBetween } from '../../topology/model/gates.ts';
import type { Step, Topology } from '../../topology/topology.ts';
import { DirectionHistory, makeDirectionHistories } from './direction.ts';

type WayRecord = RecordOf<'link' | 'relay' | 'outage' | 'delay'>;

export class AllDirections {
  readonly directions: readonly DirectionHistory[];
  readonly from: ReadonlyMap<string, DirectionHistory[]>;
  readonly to: ReadonlyMap<string, DirectionHistory[]>;
  /** Pairs without a link to which anything was offered, by the node to which they lead. */
  readonly unlinkedTo = new Map<string, DirectionHistory[]>();
  /** When all that has no link was to be closed between sides, or opened. */
  readonly sides: RecordOf<'sides'>[] = [];
  /** Of nodes that got another address. */
  readonly moves: { node: string; atMs: number }[] = [];
  readonly #elsewhere: NonNullable<Topology['network']>['elsewhere'] | undefined;
  readonly #topology: Topology;
  #gatesBetween: (from: string, to: string) => AtGates;
  readonly #unlinked = new Map<string, DirectionHistory>();
  #byPair: ReadonlyMap<string, DirectionHistory> | null = null;

  constructor(topology: Topology) {
    this.#topology = topology;
    this.#elsewhere = topology.network?.elsewhere;
    this.#gatesBetween = findGatesBetween(topology);
    this.directions = makeDirectionHistories(topology);
    this.from = groupBy(this.directions, (direction) => direction.from);
    this.to = groupBy(this.directions, (direction) => direction.to);
  }

  /** Of a link. */
  direction(from: string, to: string): DirectionHistory | undefined {
    this.#byPair ??= new Map(this.directions.map((direction) => [nameOf(direction), direction]));
    return this.#byPair.get(nameOf({ from, to }));
  }

  /** What bears on the directions of a node: its moves, and its starts after them. */
  note(record: RecordOf<'fault' | 'start' | 'step'>): void {
    if (record.type === 'step') {
      if (record.step?.verb === 'move') this.#foresee(record.step);
    } else if (record.phase === 'sent') {
      const { node, at: atMs } = record;
      if (record.type === 'start') for (const direction of this.#of(node)) direction.started(node, atMs);
      else if (record.fault === 'move') {
        this.moves.push({ node, atMs });
        for (const direction of this.#of(node)) direction.moved(atMs);
      }
    }
  }

  /** The topology does not have this step, so its node may be behind other gates than the topology says. */
  #foresee(step: Step & { verb: 'move' }): void {
    const steps = [...this.#topology.steps, step];
    this.#gatesBetween = findGatesBetween({ ...this.#topology, steps });
    for (const direction of this.#of(step.nodes[0]!))
      direction.meet(this.#gatesBetween(direction.from, direction.to));
  }

  #of(node: string): readonly DirectionHistory[] {
    return [...(this.from.get(node) ?? []), ...(this.to.get(node) ?? [])];
  }

  add(record: WayRecord | RecordOf<'sides'>, line: number): void {
    if (record.type === 'sides') {
      this.sides.push(record);
      return;
    }
    const direction = this.direction(record.from, record.to) ?? this.#unlinkedPair(record);
    if (record.type === 'link') direction?.mark(record);
    else if (record.type === 'relay') direction?.sample({ ...record, line });
    else direction?.addObstacle({ ...record, line });
  }

  #unlinkedPair({ from, to }: WayRecord): DirectionHistory | undefined {
    if (this.#elsewhere === undefined) return undefined;
    const known = this.#unlinked.get(nameOf({ from, to }));
    if (known !== undefined) return known;
    const conditions = conditionsOf(this.#elsewhere);
    const make = (one: string, other: string) =>
      new DirectionHistory(one, other, conditions, this.#gatesBetween(one, other), false);
    const there = make(from, to);
    const back = this.#unlinked.get(nameOf({ from: to, to: from }));
    there.back = back ?? make(to, from);
    if (back !== undefined) back.back = there;
    this.#unlinked.set(nameOf(there), there);
    pushTo(this.unlinkedTo, to, there);
    return there;
  }
}

function conditionsOf(elsewhere: NonNullable<Topology['network']>['elsewhere']) {
  if (elsewhere === 'open') return undefined;
  return elsewhere === 'closed' ? { loss: 1 } : elsewhere;
}

function nameOf({ from, to }: { from: string; to: string }): string {
  return `${from} ${to}`;
}
