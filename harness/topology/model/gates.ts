/**
 * Gates of a routed network: what stands between a node, or the nodes of a site, and all others.
 */

import { queueingMs } from '../../../node/link/conditions.ts';
import type { RateLimit } from '../../../node/link/rate-queue.ts';
import { groupBy, pushTo } from '../../common/grouped.ts';

export interface GateOptions {
  /** Lets all out, and in only what answers. Absent: everything passes. */
  firewall?: true;
  /** Shared by all traffic to others, and from others. */
  uplink?: RateLimit;
  downlink?: RateLimit;
}

/** Nodes that share a segment: among each other they do not meet its gate. */
export interface Site extends GateOptions {
  name: string;
  nodes: string[];
  /** From where its nodes have their addresses; absent: from the network's. */
  ranges?: string[];
}

/** A gate with the nodes behind it. */
export interface TopologyGate extends GateOptions {
  nodes: string[];
  /** Whose it is; absent: a node's own. */
  site?: string;
}

interface Mesh {
  nodes: readonly (GateOptions & { name: string })[];
  network?: { sites?: Site[] };
}

/** With its steps, some of which may move nodes. */
interface MovingMesh extends Mesh {
  steps?: readonly { verb: string; nodes?: readonly string[]; site?: string | null }[];
}

/** Those of nodes, then those of sites, which stand outside of them. */
export function allGates({ nodes, network }: Mesh): TopologyGate[] {
  const own = nodes.map((node) => ({ nodes: [node.name], ...gateOptionsOf(node) }));
  const shared = (network?.sites ?? []).map((site) => ({
    nodes: site.nodes,
    site: site.name,
    ...gateOptionsOf(site),
  }));
  return [...own, ...shared].filter((gate) => Object.keys(gateOptionsOf(gate)).length > 0);
}

/** The places among `allGates` of those that a node stands behind, the nearest first: its own, and that of the site, where it is at one. */
export function gatesOfNodeAt(mesh: Mesh, node: string, site: string | null): number[] {
  const gates = allGates(mesh);
  const own = gates.findIndex((gate) => gate.site === undefined && gate.nodes[0] === node);
  const shared = gates.findIndex((gate) => site !== null && gate.site === site);
  return [own, shared].filter((place) => place >= 0);
}

function gateOptionsOf({ firewall, uplink, downlink }: GateOptions): GateOptions {
  return {
    ...(firewall === undefined ? {} : { firewall }),
    ...(uplink === undefined ? {} : { uplink }),
    ...(downlink === undefined ? {} : { downlink }),
  };
}

/**
 * Nodes by the firewalls that they are behind: between two of one group stands none. Of two groups, one node at least cannot be reached
 * until it has sent something itself, and only its program knows where it sends.
 */
export function groupsWithinFirewalls(mesh: MovingMesh): string[][] {
  const firewallsOf = findFirewalls(mesh);
  const groups = groupBy(mesh.nodes, ({ name }) => firewallsOf(name).join(' '));
  return [...groups.values()].map((nodes) => nodes.map(({ name }) => name));
}

/** Whether each of two nodes is behind a firewall that the other is not behind. */
export function findPairsWithTwoFirewalls(mesh: MovingMesh): (one: string, other: string) => boolean {
  const firewallsOf = findFirewalls(mesh);
  const hasOwn = (one: string, other: string) =>
    firewallsOf(one).some((firewall) => !firewallsOf(other).includes(firewall));
  return (one, other) => hasOwn(one, other) && hasOwn(other, one);
}

/**
 * Those before a node, by number. One that moves from behind firewalls to elsewhere, or back, is behind all of them, and apart from all others
 * by a number of its own: at some time it was.
 */
export function findFirewalls(mesh: MovingMesh): (node: string) => readonly number[] {
  const numbers = new Map(mesh.nodes.map(({ name }, i) => [name, -1 - i]));
  const gates = allGates(mesh);
  const placesOf = findGatesAtPlaces(mesh, gates);
  return (node) => {
    const places = placesOf(node).map((before) =>
      before.filter(({ firewall }) => firewall).map((gate) => gates.indexOf(gate)),
    );
    const staysAsItWas = places.every((each) => each.join() === places[0]!.join());
    return staysAsItWas ? places[0]! : [...new Set(places.flat()), numbers.get(node)!];
  };
}

/** What the gates between two nodes do to what the one sends to the other; of nodes that move, at whichever of their sites it is most. */
export interface AtGates {
  /** The longest that their uplinks and downlinks may hold a packet. */
  delayMs: number;
  mayDrop: boolean;
}

const NO_GATES: AtGates = { delayMs: 0, mayDrop: false };

export function findGatesBetween(topology: MovingMesh): (from: string, to: string) => AtGates {
  if (allGates(topology).length === 0) return () => NO_GATES;
  const placesOf = findGatesAtPlaces(topology);
  return (from, to) => {
    const all = placesOf(from).flatMap((there) => placesOf(to).map((here) => between(there, here)));
    return {
      delayMs: Math.max(...all.map(({ delayMs }) => delayMs)),
      mayDrop: all.some(({ mayDrop }) => mayDrop),
    };
  };
}

function between(there: readonly TopologyGate[], here: readonly TopologyGate[]): AtGates {
  const inwards = here.filter((gate) => !there.includes(gate));
  const rates = [
    ...there.filter((gate) => !here.includes(gate)).map(({ uplink }) => uplink),
    ...inwards.map(({ downlink }) => downlink),
  ];
  const delayMs = sumOfQueuesMs(rates);
  return { delayMs, mayDrop: delayMs > 0 || inwards.some(({ firewall }) => firewall) };
}

/** The same of any two nodes, at most. */
export function longestDelayAtGatesMs(topology: MovingMesh): number {
  if (allGates(topology).length === 0) return 0;
  const placesOf = findGatesAtPlaces(topology);
  const slowest = (word: 'uplink' | 'downlink') =>
    Math.max(
      0,
      ...topology.nodes.flatMap(({ name }) =>
        placesOf(name).map((gates) => sumOfQueuesMs(gates.map((gate) => gate[word]))),
      ),
    );
  return slowest('uplink') + slowest('downlink');
}

function sumOfQueuesMs(rates: readonly (RateLimit | undefined)[]): number {
  return rates.reduce((sumMs, rate) => sumMs + (rate === undefined ? 0 : queueingMs(rate)), 0);
}

/** The gates that a node is behind: at the beginning, and at each site that a step moves it to. */
function findGatesAtPlaces(
  topology: MovingMesh,
  gates = allGates(topology),
): (node: string) => readonly TopologyGate[][] {
  const own = new Map(gates.flatMap((gate) => (gate.site === undefined ? [[gate.nodes[0]!, gate]] : [])));
  const ofSite = new Map(gates.flatMap((gate) => (gate.site === undefined ? [] : [[gate.site, gate]])));
  const sites = new Map<string, (string | null)[]>();
  for (const site of topology.network?.sites ?? [])
    for (const node of site.nodes) pushTo(sites, node, site.name);
  for (const { verb, nodes = [], site } of topology.steps ?? []) {
    if (verb !== 'move' || site === undefined) continue;
    for (const node of nodes) {
      if (!sites.has(node)) sites.set(node, [null]);
      pushTo(sites, node, site);
    }
  }
  return (node) =>
    (sites.get(node) ?? [null]).map((site) => [
      ...[own.get(node) ?? []].flat(),
      ...[(site !== null && ofSite.get(site)) || []].flat(),
    ]);
}
