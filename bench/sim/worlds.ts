/**
 * Runs one world of the simulator's engine in this process and prints what it took, as JSON: `node bench/sim/worlds.ts
 * SHAPE`, where SHAPE is JSON too. A process for each, so that none inherits another's memory.
 *
 * Peers do all that they do in the image; authentication is accounted for and not computed. Nodes are in a ring with random
 * links up to a mean degree.
 */
import { WIRE_US, World } from '../../harness/runtime/sim/engine/world.ts';
import { Random } from '../../node/core/random.ts';
import type { Conditions } from '../../node/link/conditions.ts';
import { heapLoop } from './heap.ts';

export interface Shape {
  nodes: number;
  degree: number;
  keepaliveMs: number;
  conditions: Conditions;
  /** Over how long the nodes' starts are spread; with each its first probes leave. */
  startWithinMs: number;
  /** All from one node, the first when all nodes have started. */
  messages: number;
  everyMs: number;
  untilMs: number;
}

export interface Measured {
  events: number;
  delivered: number;
  setUpMs: number;
  runMs: number;
  cpuMs: number;
  maxRssMb: number;
  /** What a bare heap in typed arrays does with as many waiting, a second. */
  heapLoops: number;
}

const PAYLOAD = new Uint8Array(100).fill(1);

function linksOf(nodes: number, degree: number, random: Random): { a: number; b: number }[] {
  const taken = new Set<number>();
  const list: { a: number; b: number }[] = [];
  const add = (a: number, b: number) => {
    const key = Math.min(a, b) * nodes + Math.max(a, b);
    if (a === b || taken.has(key)) return;
    taken.add(key);
    list.push({ a, b });
  };
  for (let node = 0; node < nodes; node++) add(node, (node + 1) % nodes);
  while (list.length < (nodes * degree) / 2) add(random.below(nodes), random.below(nodes));
  return list;
}

function neighboursOf(nodes: number, links: readonly { a: number; b: number }[]): number[][] {
  const neighbours: number[][] = Array.from({ length: nodes }, () => []);
  for (const { a, b } of links) {
    neighbours[a]!.push(b);
    neighbours[b]!.push(a);
  }
  return neighbours;
}

function measure({ nodes, degree, keepaliveMs, conditions, ...shape }: Shape): Measured {
  const startedMs = performance.now();
  const links = linksOf(nodes, degree, Random.of(1, 'links'));
  const neighbours = neighboursOf(nodes, links);
  const names = Array.from({ length: nodes }, (_, node) => ({ name: `n${node + 1}` }));
  let delivered = 0;
  const sink = { accepted() {}, delivered: () => void delivered++, neighbour() {}, gap() {} };
  const spec = { seed: 1, nodes: names, links: links.map((l) => ({ ...l, ab: conditions, ba: conditions })) };
  const world = new World(spec, sink);
  const setUpMs = performance.now() - startedMs;

  const cpu = process.cpuUsage();
  const runFromMs = performance.now();
  const options = { boot: 1, network: 7, keepaliveMs, hopLimit: 32, storeMessages: 4_096 };
  const boot = (node: number) => {
    world.boot(node, { ...options, random: Random.of(1, node) });
    world.setNeighbours(node, neighbours[node]!);
  };
  for (let node = 0; node < nodes; node++) {
    const atUs = Math.floor((node / nodes) * shape.startWithinMs * 1_000);
    if (atUs === 0) boot(node);
    else world.schedule(atUs, () => boot(node));
  }
  for (let i = 0; i < shape.messages; i++) {
    const atMs = shape.startWithinMs + i * shape.everyMs;
    world.schedule(atMs * 1_000 + WIRE_US, () => world.inject(0, PAYLOAD));
  }
  world.runUntil(shape.untilMs * 1_000);
  const { user, system } = process.cpuUsage(cpu);
  const taken = { runMs: performance.now() - runFromMs, cpuMs: (user + system) / 1_000 };
  const maxRssMb = process.resourceUsage().maxRSS / 1_024;
  return {
    events: world.events,
    delivered,
    setUpMs,
    ...taken,
    maxRssMb,
    heapLoops: heapLoop(nodes * degree),
  };
}

console.log(JSON.stringify(measure(JSON.parse(process.argv[2]!))));
