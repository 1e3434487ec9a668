/**
 * Where the nodes of a graph are drawn: forces pull neighbours together and push all others apart. The start is what
 * decides whether a ring comes out as a ring: each node stands by its distance, in links, from a few landmarks that are far
 * from each other. Without chance, so that a mesh looks the same in every report.
 */

import {
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type SimulationNodeDatum,
} from 'd3-force';
import type { Topology } from '../topology/topology.ts';

const LINK_LENGTH = 80;
const MOST_TICKS = 300;
/** Ticks times nodes: about half a second of work. */
const MOST_WORK = 100_000;

export interface Point {
  x: number;
  y: number;
}

/** Of a topology's nodes, in its order: x, y, x, y, … */
export function computeLayout(topology: Pick<Topology, 'nodes' | 'links'>): number[] {
  return placesOnPicture(topology).flatMap(({ x, y }) => [x, y]);
}

/** Of a topology's nodes, in its order. */
export function placesOnPicture({ nodes, links }: Pick<Topology, 'nodes' | 'links'>): Point[] {
  const index = new Map(nodes.map(({ name }, i) => [name, i]));
  const pairs = links.map(({ a, b }) => [index.get(a) ?? 0, index.get(b) ?? 0] as const);
  return layoutOf(nodes.length, pairs);
}

/** `links` are pairs of indices of nodes. The points stand in the order of the nodes, centred, neighbours about 80 apart. */
function layoutOf(nodeCount: number, links: readonly (readonly [number, number])[]): Point[] {
  const neighbours: number[][] = Array.from({ length: nodeCount }, () => []);
  for (const [a, b] of links) {
    neighbours[a]?.push(b);
    neighbours[b]?.push(a);
  }
  const nodes: SimulationNodeDatum[] = startOf(neighbours);
  const simulation = forceSimulation(nodes)
    .force('link', forceLink(links.map(([source, target]) => ({ source, target }))).distance(LINK_LENGTH))
    .force(
      'charge',
      forceManyBody()
        .strength(-5 * LINK_LENGTH)
        .theta(1)
        .distanceMax(1500),
    )
    .force('x', forceX(0).strength(0.02))
    .force('y', forceY(0).strength(0.03))
    .stop();
  simulation.tick(ticksFor(nodeCount));
  return nodes.map(({ x = 0, y = 0 }) => ({ x: Math.round(x), y: Math.round(y) }));
}

/** Fewer the larger it is: of what is too large to be seen whole the start has to do. */
function ticksFor(nodeCount: number): number {
  return Math.max(1, Math.min(MOST_TICKS, Math.round(MOST_WORK / nodeCount)));
}

/** Two axes from the two pairs of landmarks that are farthest apart. */
function startOf(neighbours: readonly number[][]): Point[] {
  const first = farthest(distancesFrom(neighbours, 0));
  const alongX = distancesFrom(neighbours, first);
  const second = farthest(alongX);
  const alsoX = distancesFrom(neighbours, second);
  const middle = farthest(alongX.map((distance, i) => Math.min(distance, alsoX[i] ?? 0)));
  const alongY = distancesFrom(neighbours, middle);
  const alsoY = distancesFrom(neighbours, farthest(alongY));
  return neighbours.map((_, i) => ({
    x: (LINK_LENGTH / 2) * ((alongX[i] ?? 0) - (alsoX[i] ?? 0)) + spread(i, 1),
    y: (LINK_LENGTH / 2) * ((alongY[i] ?? 0) - (alsoY[i] ?? 0)) + spread(i, 2),
  }));
}

/** Links to each node; nodes that cannot be reached stand a little outside. */
function distancesFrom(neighbours: readonly number[][], start: number): number[] {
  const distances = neighbours.map(() => -1);
  const queue = [start];
  distances[start] = 0;
  for (const node of queue) {
    for (const next of neighbours[node] ?? []) {
      if (distances[next] !== -1) continue;
      distances[next] = (distances[node] ?? 0) + 1;
      queue.push(next);
    }
  }
  const outside = Math.max(0, ...distances.slice(0, 1), farthestOf(distances)) + 1;
  return distances.map((distance) => (distance === -1 ? outside : distance));
}

function farthestOf(distances: readonly number[]): number {
  return distances.reduce((most, distance) => Math.max(most, distance), 0);
}

function farthest(distances: readonly number[]): number {
  return Math.max(0, distances.indexOf(farthestOf(distances)));
}

/** Within a link's length, so that no two nodes start at one point. */
function spread(index: number, salt: number): number {
  return ((index * 7919 * salt + 131 * salt) % 97) / 4;
}
