/**
 * Whether a plan fits on an engine, as far as that can be told without asking one.
 */

import type { Plan } from '../../plan/types.ts';
import { NODES_PER_NETWORK } from './subnets.ts';

export function whyNotOnEngine({ topology, nodes }: Plan): string | null {
  const networks =
    topology.networks.length === 0
      ? [{ name: 'the mesh', size: nodes.length }]
      : topology.networks.map(({ name, nodes }) => ({ name, size: nodes.length }));
  const [largest] = networks.filter(({ size }) => size > NODES_PER_NETWORK).sort((x, y) => y.size - x.size);
  if (largest === undefined) return null;
  const number = (count: number) => count.toLocaleString('en');
  return `${largest.name} has ${number(largest.size)} nodes, and the bridge of an engine carries ${number(NODES_PER_NETWORK)}`;
}
