/**
 * Whether a mesh fits in memory: said before it starts, because a process that runs out of memory in mid-run says nothing.
 */

import { getHeapStatistics } from 'node:v8';
import { EXIT, MeshbedError } from '../../common/errors.ts';
import type { Topology } from '../../topology/topology.ts';

/** What a run takes at its peak, peers, journal and judging together; measured, see docs/runtimes.md. */
const BYTES_A_NODE = 14_000;
const BYTES_A_LINK = 3_500;
const BYTES_A_DELIVERY = 600;

/** An estimate of what running and judging it takes, in bytes. */
export function estimateMemoryBytes({ nodes, links, steps }: Topology): number {
  const messages = steps.reduce((sum, step) => sum + (step.verb === 'inject' ? step.count : 0), 0);
  return (
    nodes.length * BYTES_A_NODE + links.length * BYTES_A_LINK + messages * nodes.length * BYTES_A_DELIVERY
  );
}

/** What this process may take. */
function mostBytesHere(): number {
  return getHeapStatistics().heap_size_limit;
}

/** How many nodes with so many neighbours each and one message fit here. */
export function mostNodesInMemory(degree: number): number {
  return Math.floor(mostBytesHere() / (BYTES_A_NODE + (degree / 2) * BYTES_A_LINK + BYTES_A_DELIVERY));
}

/** Throws where it takes more than `mostBytes`. */
export function refuseTooLarge(topology: Topology, mostBytes = mostBytesHere()): void {
  const bytes = estimateMemoryBytes(topology);
  if (bytes <= mostBytes) return;
  const { nodes, links } = topology;
  const needsMiB = Math.ceil(bytes / 2 ** 20 / 256) * 256;
  throw new MeshbedError(
    'TOO_LARGE',
    `${nodes.length} nodes and ${links.length} links with their messages take about ${gib(bytes)} of memory, and Node may ` +
      `take ${gib(mostBytes)}.`,
    `Take fewer nodes or messages, or let Node take more: NODE_OPTIONS=--max-old-space-size=${needsMiB}`,
    EXIT.badInput,
  );
}

function gib(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
