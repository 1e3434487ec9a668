/**
 * How long a node may take: what it or its program asks for, or what holds for all; longer by as much as overload kept it from its work.
 */

import type { Awaited } from '../../journal/record.ts';
import { programOfNodes } from '../../topology/model/sight.ts';
import type { Topology } from '../../topology/topology.ts';
import type { StartTimeouts } from './start-timeouts.ts';

/** However overloaded the machine is, so many times the patience is the end of it. */
const LONGEST_STRETCH = 4;

export class Patience {
  readonly #forAll: StartTimeouts;
  readonly #readyMs: ReadonlyMap<string, number | undefined>;

  constructor(topology: Topology, forAll: StartTimeouts) {
    this.#forAll = forAll;
    this.#readyMs = new Map([
      ...topology.nodes.map(({ name, readyWithinMs }) => [name, readyWithinMs] as const),
      ...[...programOfNodes(topology)].map(([node, { ready }]) => [node, ready.withinMs] as const),
    ]);
  }

  ms(node: string, awaited: Awaited): number {
    return (awaited === 'ready' ? this.#readyMs.get(node) : undefined) ?? this.#forAll[awaited];
  }

  stretchedMs(node: string, awaited: Awaited, lateMs: number): number {
    const ms = this.ms(node, awaited);
    return ms + Math.min(lateMs, ms * (LONGEST_STRETCH - 1));
  }
}
