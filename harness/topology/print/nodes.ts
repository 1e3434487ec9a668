/**
 * Nodes and networks as a file says them: a number, where they are called n1, n2 and so on and are all alike, else a map.
 */

import { infrastructureOf } from '../model/infrastructure.ts';
import type { WrittenKeys } from '../text/source.ts';
import { formatDuration } from '../text/units.ts';
import type { Topology, TopologyNode } from '../topology.ts';
import { writtenContainer } from './container.ts';
import { shortestSelector } from './names.ts';
import { writtenGate } from './network.ts';

/** A map keeps the order of names such as `7`, which an object does not. */
export function writtenNodes(nodes: readonly TopologyNode[]): WrittenKeys | Map<string, WrittenKeys> {
  const options = nodes.map(optionsOf);
  const first = JSON.stringify(options[0]);
  const areAlike = options.every((some) => JSON.stringify(some) === first);
  if (areAlike && nodes.every(({ name }, i) => name === `n${i + 1}`)) {
    return { count: nodes.length, ...options[0] };
  }
  return new Map(nodes.map(({ name }, i) => [name, options[i] as WrittenKeys]));
}

function optionsOf(node: TopologyNode): WrittenKeys {
  const { image, command, folder, program, env, container, readyWithinMs, startMs, natTimeoutMs, addresses } =
    node;
  return {
    ...(image === undefined ? {} : { image }),
    ...(command === undefined ? {} : { command }),
    ...(folder === undefined || command === undefined ? {} : { folder }),
    ...(program === undefined ? {} : { program }),
    ...(Object.keys(env).length === 0 ? {} : { env }),
    ...writtenContainer(container),
    ...(readyWithinMs === undefined ? {} : { ready: { within: formatDuration(readyWithinMs) } }),
    ...(startMs === 0 ? {} : { start: startMs === null ? 'never' : formatDuration(startMs) }),
    ...(addresses === undefined ? {} : { address: addresses.length === 1 ? addresses[0] : addresses }),
    ...(natTimeoutMs === undefined ? {} : { nat: { timeout: formatDuration(natTimeoutMs) } }),
    ...writtenGate(node),
  };
}

/** Empty where all nodes are there to get messages. */
export function writtenRoles({ nodes }: Topology): WrittenKeys {
  const infrastructure = [...infrastructureOf({ nodes })];
  if (infrastructure.length === 0) return {};
  const names = nodes.map(({ name }) => name);
  return { infrastructure: shortestSelector(infrastructure, names) };
}

export function writtenNetworks({ networks, nodes }: Topology): Map<string, string | string[]> {
  const names = nodes.map(({ name }) => name);
  return new Map(networks.map((network) => [network.name, shortestSelector(network.nodes, names)]));
}
