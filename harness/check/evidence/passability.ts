/**
 * Links as relays saw them, and pairs without a link as the router did: on which of all that was offered nothing passed, for a
 * while or all the time.
 *
 * A link has much traffic, a pair without one little: programs that find others by themselves spread what they send over all of
 * them. So there the losses of all pairs of a node are looked at together.
 */

import type { AllDirections } from './all-directions.ts';
import type { DirectionHistory } from './direction.ts';
import type { Graph } from './fabric.ts';
import type { History } from './history.ts';
import { intervalContaining } from './interval.ts';
import {
  droppedEveryDatagram,
  LEAST_OFFERED,
  longestTransitMs,
  obstaclesBetween,
  obstaclesDuring,
  obstaclesInDirection,
} from './passable.ts';
import { countDroppedByConditions, relayCountsDuring } from './relayed.ts';

export class Passability {
  private readonly graph: Graph;
  private readonly nodes: number;
  /** Links that ever dropped or delayed anything, by the number of the edge: the one direction of each. */
  private readonly hindered: ReadonlyMap<number, DirectionHistory>;
  /** The same of pairs without a link. */
  private readonly unlinked: readonly DirectionHistory[];
  private readonly allDirections: AllDirections;
  private readonly numbers: ReadonlyMap<string, number>;

  constructor(history: History, graph: Graph) {
    this.graph = graph;
    const { nodes, allDirections } = history;
    this.nodes = nodes.length;
    this.allDirections = allDirections;
    this.numbers = new Map(nodes.map((node, i) => [node, i]));
    this.unlinked = [...allDirections.unlinkedTo.values()].flat().filter(everHindered);
    this.hindered = new Map(
      graph.edges.flatMap(({ a, b }, i): [number, DirectionHistory][] => {
        const there = b < nodes.length && history.direction(nodes[a]!, nodes[b]!);
        if (!there) return [];
        return [there, there.back].some(everHindered) ? [[i, there]] : [];
      }),
    );
  }

  private isClique(number: number): boolean {
    return number >= this.nodes;
  }

  /** The longest that anything was seen to be under way between two nodes, there and back, in ms. */
  slowestMs(fromMs: number, toMs: number): number {
    const round = [...this.hindered.values(), ...this.unlinked].map(
      (direction) =>
        longestTransitMs(direction, fromMs, toMs) + longestTransitMs(direction.back, fromMs, toMs),
    );
    return Math.max(0, ...round);
  }

  /** Whether a way was there for all of that time on which nothing shows that all was dropped. */
  couldPass(one: number, other: number, fromMs: number, toMs: number): boolean {
    const silent = new Set<number>();
    for (const [edge, there] of this.hindered) {
      const obstacles = obstaclesBetween(there, toMs - fromMs);
      const isSilent = [there, there.back].some((direction) => droppedEveryDatagram(direction, fromMs, toMs));
      if (isSilent || obstaclesDuring(obstacles, fromMs, toMs).length > 0) silent.add(edge);
    }
    const lossy = this.lossyNodes(fromMs, toMs);
    if (lossy.has(one) || lossy.has(other)) return false;
    const unheard = this.deafByUnlinked(fromMs, toMs);
    if (silent.size + lossy.size + unheard.length === 0) return true;
    const { up, edges } = this.graph;
    const isUp = (node: number) => !lossy.has(node) && intervalContaining(up[node]!, fromMs, toMs) !== null;
    // Who was told of another at an address where nothing passes need not know of another one.
    const deaf = new Set([...unheard, ...[...silent].flatMap((edge) => [edges[edge]!.a, edges[edge]!.b])]);
    const directions = edges.filter(
      ({ a, b, open }, i) =>
        !silent.has(i) &&
        !(this.isClique(b) && deaf.has(a)) &&
        isUp(a) &&
        isUp(b) &&
        intervalContaining(open, fromMs, toMs),
    );
    const reached = new Set([one]);
    for (let size = 0; size < reached.size && !reached.has(other); ) {
      size = reached.size;
      for (const { a, b } of directions) if (reached.has(a) || reached.has(b)) reached.add(a).add(b);
    }
    return reached.has(other);
  }

  /** Both ends of pairs without a link between which nothing passed, or not for a while. */
  private deafByUnlinked(fromMs: number, toMs: number): number[] {
    return this.unlinked.flatMap((direction) => {
      const isSilent =
        droppedEveryDatagram(direction, fromMs, toMs) ||
        obstaclesDuring(obstaclesInDirection(direction, toMs - fromMs), fromMs, toMs).length > 0;
      return isSilent ? [this.numbers.get(direction.from)!, this.numbers.get(direction.to)!] : [];
    });
  }

  /** Where few datagrams went between any two, all ways of a node tell together whether half of its round trips failed. */
  private lossyNodes(fromMs: number, toMs: number): Set<number> {
    const lossy = new Set<number>();
    if (this.unlinked.length === 0) return lossy;
    const [sent, got] = [new Map<string, Share>(), new Map<string, Share>()];
    for (const direction of [
      ...this.allDirections.directions,
      ...[...this.allDirections.unlinkedTo.values()].flat(),
    ]) {
      const counted = relayCountsDuring(direction, fromMs, toMs);
      if (counted === null) continue;
      const dropped = countDroppedByConditions(counted);
      addTo(sent, direction.from, counted.offered, dropped);
      addTo(got, direction.to, counted.offered, dropped);
    }
    for (const [node, number] of this.numbers)
      if (passing(sent.get(node)) * passing(got.get(node)) <= 0.5) lossy.add(number);
    return lossy;
  }
}

/** Of all that was offered to a node, or by it. */
interface Share {
  offered: number;
  dropped: number;
}

function addTo(shares: Map<string, Share>, node: string, offered: number, dropped: number): void {
  const share = shares.get(node) ?? { offered: 0, dropped: 0 };
  shares.set(node, { offered: share.offered + offered, dropped: share.dropped + dropped });
}

function passing(share: Share | undefined): number {
  return share === undefined || share.offered < LEAST_OFFERED ? 1 : 1 - share.dropped / share.offered;
}

function everHindered({ samples, obstacles }: DirectionHistory): boolean {
  return obstacles.length > 0 || Object.values(samples.at(-1)?.dropped ?? {}).some((count) => count > 0);
}
