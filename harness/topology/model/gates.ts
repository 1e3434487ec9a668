/**
 * Gates of a routed network: what stands between a node, or the nodes of a site, and all others.
 */

import { queueingMs } from '../../../node/link/conditions.ts';
import type { RateLimit } from '../../../node/link/rate-queue.ts';
import { pushTo } from '../../common/grouped.ts';

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

/** What the gates between two nodes do to what the one sends to the other. */
export interface AtGates {
  /** The longest that their uplinks and downlinks may hold a packet. */
  delayMs: number;
  mayDrop: boolean;
}

export function findGatesBetween(topology: Mesh): (from: string, to: string) => AtGates {
  const of = new Map<string, TopologyGate[]>();
  for (const gate of allGates(topology)) for (const node of gate.nodes) pushTo(of, node, gate);
  /** Those that the first is behind, and the second is not. */
  const before = (inside: string, outside: string) =>
    (of.get(inside) ?? []).filter((gate) => !of.get(outside)?.includes(gate));
  return (from, to) => {
    const inwards = before(to, from);
    const rates = [
      ...before(from, to).map(({ uplink }) => uplink),
      ...inwards.map(({ downlink }) => downlink),
    ];
    const delayMs = rates.reduce((sumMs, rate) => sumMs + (rate === undefined ? 0 : queueingMs(rate)), 0);
    return { delayMs, mayDrop: delayMs > 0 || inwards.some(({ firewall }) => firewall) };
  };
}

/** The same of any two nodes, at most. */
export function longestDelayAtGatesMs(topology: Mesh): number {
  const between = allGates(topology);
  const slowest = (word: 'uplink' | 'downlink') =>
    Math.max(
      0,
      ...topology.nodes.map(({ name }) => {
        const rates = between.flatMap((gate) => (gate.nodes.includes(name) ? (gate[word] ?? []) : []));
        return rates.reduce((sumMs, rate) => sumMs + queueingMs(rate), 0);
      }),
    );
  return between.length === 0 ? 0 : slowest('uplink') + slowest('downlink');
}
