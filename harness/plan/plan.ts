/**
 * Topology → plan: what each node gets, and which way each link goes. Pure: the same topology and run give
 * the same plan, and all but the run's name comes from the seed.
 */

import { createHash } from 'node:crypto';
import { randomStream } from '../common/random-streams.ts';
import { containerOptionsOfNode } from '../topology/model/given.ts';
import type { Topology, TopologyLink, TopologyNode } from '../topology/topology.ts';
import { relayedLinks } from './relayed.ts';
import type { CaptureScope, Plan, PlannedLink, PlannedNode, Via } from './types.ts';

export function makePlan(topology: Topology, run: string, capture?: CaptureScope): Plan {
  const neighbours = new Map<string, string[]>(topology.nodes.map((node) => [node.name, []]));
  for (const { a, b } of topology.links) {
    neighbours.get(a)?.push(b);
    neighbours.get(b)?.push(a);
  }
  const networks = new Map<string, string[]>();
  for (const { name, nodes } of topology.networks) {
    for (const node of nodes) networks.set(node, [...(networks.get(node) ?? []), name]);
  }
  const order = new Map(topology.nodes.map((node, i) => [node.name, i]));
  const place = (name: string) => order.get(name) ?? 0;
  const nodes = topology.nodes.map(
    (node): PlannedNode => ({
      ...node,
      ...imageOf(topology, node),
      ...containerAsPlanned(topology, node),
      seed: randomStream(topology.seed, `node ${node.name}`).u32(),
      neighbours: (neighbours.get(node.name) ?? []).sort((x, y) => place(x) - place(y)),
      networks: networks.get(node.name) ?? [],
    }),
  );
  const viaOf = waysOf(topology, capture);
  const links = topology.links.map(
    (link): PlannedLink => ({
      a: link.a,
      b: link.b,
      via: viaOf(link),
    }),
  );
  const key = meshKey(topology.seed);
  return { run, topology, key, nodes, links, ...(capture === undefined ? {} : { capture }) };
}

function waysOf(topology: Topology, capture: CaptureScope | undefined): (link: TopologyLink) => Via {
  if (topology.network !== undefined) return () => 'router';
  const needsRelay = relayedLinks(topology);
  return (link) => (capture === 'all' || needsRelay(link) ? 'relay' : 'direct');
}

/** Of a node that runs one of `programs`: that program's, so that it is fetched like any other. */
function imageOf({ programs }: Topology, { program }: TopologyNode): Pick<TopologyNode, 'image'> {
  const image = program === undefined ? undefined : programs?.[program]?.image;
  return image === undefined ? {} : { image };
}

/** What its program has, too. */
function containerAsPlanned({ programs }: Topology, node: TopologyNode): Pick<TopologyNode, 'container'> {
  const container = containerOptionsOfNode(node, programs);
  return container === undefined ? {} : { container };
}

/** The same plan for a mesh whose steps are not known before: every link goes through a relay, or the router. */
export function openPlan(plan: Plan): Plan {
  return {
    ...plan,
    open: true,
    links: plan.links.map((link) => ({ ...link, via: link.via === 'direct' ? 'relay' : link.via })),
  };
}

function meshKey(seed: number): string {
  return createHash('sha256').update(`meshbed mesh key ${seed}`).digest('hex');
}
