/**
 * A scenario for each seed: a mesh, its conditions, what happens in it, and what a correct peer must make of it. It is
 * written as a file and loaded from it, as a user's would be.
 */

import { repairTopology } from '../../harness/shrink/search/repair.ts';
import { parseTopology, topologyFromObject } from '../../harness/topology/load.ts';
import { writeTopology } from '../../harness/topology/print/write.ts';
import type { Expect, Step, Topology } from '../../harness/topology/topology.ts';
import { MAX_BOOTS } from '../../node/core/origins.ts';
import { Random } from '../../node/core/random.ts';
import { drawConditions, KINDS, type Kind } from './conditions.ts';
import { HistoryDraw } from './history.ts';
import { promiseOf } from './promise.ts';

export interface ScenarioOptions {
  /** Whether neighbours are judged too where conditions are harsh: most round trips fail there, by chance. */
  judgesHarshKeepalive?: boolean;
}

export function scenario(seed: number, { judgesHarshKeepalive = false }: ScenarioOptions = {}): Topology {
  const random = Random.of(seed, 'scenario');
  const kind = random.pick(KINDS);
  const keepaliveMs = random.pick([100, 200, 250, 500]);
  const mesh = withStarts(withConditions(drawMesh(random, seed), kind, random), keepaliveMs, random);
  const to = random.below(2) === 0 ? 'present' : 'eventual';
  const asked = { to, keepaliveMs, kind, judgesHarshKeepalive } as const;
  const now = promiseOf(mesh, [], asked);
  const drawn = new HistoryDraw(random, mesh, kind, keepaliveMs).draw(now);
  const steps = drawn.map(({ atMs, action }, index): Step => ({ index, atMs, line: 1, ...action }));
  const promise = promiseOf(mesh, steps, asked);
  const topology: Topology = {
    ...mesh,
    peer: { keepalive: `${keepaliveMs}ms` },
    steps: withFewStarts(steps).map((step) =>
      step.verb === 'expect' ? { ...step, expect: halfWay(promise) } : step,
    ),
    expect: { ...promise, settleMs: random.pick([null, null, 0]) },
    ...(random.below(4) === 0 ? { timeouts: { warmUp: 0 } } : {}),
  };
  const text = writeTopology(repairTopology(topology));
  return parseTopology(text, `scenario-${seed}.yaml`);
}

function drawMesh(random: Random, seed: number): Topology {
  const count = random.pick([2, 2, 2, 3, 3, 4, 5, 6, 8, 12]);
  const shapes: object[] = [
    { shape: 'line' },
    { shape: 'star' },
    { shape: 'tree' },
    { shape: 'full' },
    ...(count >= 3 ? [{ shape: 'ring' }, { shape: 'random', degree: 2 }] : []),
    ...(count >= 4 ? [{ shape: 'grid' }, { shape: 'scale-free', attach: 1 }] : []),
    ...(count >= 6 ? [{ shape: 'small-world', degree: 4 }] : []),
  ];
  return topologyFromObject({ name: `scenario-${seed}`, seed, nodes: { count }, links: random.pick(shapes) });
}

/** One for all links, or each way its own. */
function withConditions(mesh: Topology, kind: Kind, random: Random): Topology {
  const common = drawConditions(random, kind);
  const isAlike = random.below(2) === 0;
  const draw = () => (isAlike ? common : drawConditions(random, kind));
  const links = mesh.links.map(({ a, b }) => {
    const [ab, ba] = [draw(), draw()];
    return { a, b, ...(ab ? { ab } : {}), ...(ba ? { ba } : {}) };
  });
  return { ...mesh, links };
}

/** Some come late or only when a step starts them; some are behind a NAT that keepalives hold open. */
function withStarts(mesh: Topology, keepaliveMs: number, random: Random): Topology {
  const nodes = mesh.nodes.map((node, i) => ({
    ...node,
    startMs: i > 0 && random.below(8) === 0 ? random.pick([1, 500, 2_000, null]) : 0,
    ...(random.below(8) === 0 ? { natTimeoutMs: random.pick([6, 20]) * keepaliveMs } : {}),
  }));
  return { ...mesh, nodes };
}

/** A peer remembers the last few starts of an origin, and takes nothing of older ones. */
function withFewStarts(steps: readonly Step[]): Step[] {
  const starts = new Map<string, number>();
  return steps.flatMap((step): Step[] => {
    if (step.verb !== 'start') return [step];
    const nodes = step.nodes.filter((node) => (starts.get(node) ?? 1) < MAX_BOOTS);
    for (const node of nodes) starts.set(node, (starts.get(node) ?? 1) + 1);
    return nodes.length === 0 ? [] : [{ ...step, nodes }];
  });
}

/** Of an `expect` step: what can be judged at any moment. */
function halfWay({ delivery, duplicates, keepalive }: Expect): Expect {
  const others = { traffic: null, latency: null, memory: null, isolation: null, settleMs: null };
  return { delivery, duplicates, keepalive, ...others };
}
