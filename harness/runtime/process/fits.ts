/**
 * Whether a plan fits on this machine as processes: memory, descriptors, addresses. Starting what does not fit would take
 * the machine down with it, so it is refused.
 */

import { readFileSync } from 'node:fs';
import { networkInterfaces, totalmem } from 'node:os';
import { EXIT, MeshbedError } from '../../common/errors.ts';
import type { Plan } from '../../plan/types.ts';
import { givenTexts } from '../../topology/model/given.ts';
import { verbNamed } from '../../topology/verbs/lookup.ts';
import { LARGE_BLOCK_NODES, PORTS_OF_ONE_ADDRESS } from './addresses.ts';
import { whyNoNamespaces } from './namespaces.ts';

export interface Machine {
  memoryBytes: number;
  /** That one process may have open; null where that is not known. */
  descriptors: number | null;
  /** Why processes have no network namespaces here; null where they have. */
  noNamespaces: string | null;
  hasIpv6: boolean;
}

/** A Node that idles has 45 MB resident, of which 9 are its own; a peer that works has more. */
const BYTES_A_NODE = 15 * 1024 * 1024;
/** Of the harness: stdin, stdout and stderr of each, with room for files and for how they are watched. */
const DESCRIPTORS_A_NODE = 3;
const OTHER_DESCRIPTORS = 100;

export function limitsOfThisMachine(): Machine {
  return {
    memoryBytes: totalmem(),
    descriptors: descriptorsOf('/proc/self/limits'),
    hasIpv6: isThere('::1'),
    // Only a routed network asks: it may take a program to tell.
    get noNamespaces() {
      return whyNoNamespaces();
    },
  };
}

/** Null when it fits. */
export function whyNotAsProcesses(
  { nodes, topology }: Plan,
  { memoryBytes, descriptors }: Machine,
): string | null {
  const number = (count: number) => count.toLocaleString('en');
  const gigabytes = (bytes: number) => `${number(Math.round(bytes / 2 ** 30))} GiB`;
  const room = topology.addresses === 'ipv6' ? PORTS_OF_ONE_ADDRESS : LARGE_BLOCK_NODES;
  if (topology.network === undefined && nodes.length > room)
    return `${number(nodes.length)} nodes, and the loopback device has room for ${number(room)}`;
  const neededBytes = nodes.length * BYTES_A_NODE;
  if (neededBytes > memoryBytes)
    return `${number(nodes.length)} processes take about ${gigabytes(neededBytes)} of memory, and this machine has ${gigabytes(memoryBytes)}`;
  const needed = nodes.length * DESCRIPTORS_A_NODE + OTHER_DESCRIPTORS;
  if (descriptors !== null && needed > descriptors)
    return `${number(nodes.length)} processes take ${number(needed)} open files of the harness, and it may have ${number(descriptors)} (ulimit -Hn)`;
  return null;
}

/** Processes share the machine's network, which none of them can leave or come back to. */
export function needsNetwork(verb: string): boolean {
  return verbNamed(verb)?.nodes?.network !== undefined;
}

/** Null when no step needs a network of its own. */
export function whyNoStepLeaves({ topology: { steps, network } }: Plan): string | null {
  if (network !== undefined) return null;
  const leaves = steps.some(({ verb }) => needsNetwork(verb));
  return leaves ? 'the steps disconnect nodes, and there is no network that a process could leave' : null;
}

/** Null when the plan is of a flat network, or of a routed one that there can be here. */
export function whyNotRouted({ topology }: Plan, machine: Machine): string | null {
  if (topology.network === undefined) return null;
  const why = machine.noNamespaces;
  return why && `the routed network needs network namespaces, and here are none for us: ${why}`;
}

/** Null when no node of a flat network needs an address of IPv6, or there are some here. */
export function whyNotIpv6({ topology }: Plan, { hasIpv6 }: Machine): string | null {
  if (topology.addresses !== 'ipv6' || hasIpv6) return null;
  return 'nodes are to have addresses of IPv6, and the loopback device has none';
}

/** Null when no node relies on something that only a container can be given. Limits are noted, and not applied. */
export function whyNotWithoutContainers({ nodes }: Plan): string | null {
  const [first] = givenTexts({
    nodes: nodes.map(({ container: { memoryBytes: _, cpus: __, ...container } = {}, ...node }) => ({
      ...node,
      container,
    })),
  });
  return first === undefined ? null : `${first}, and only containers can be given that`;
}

/** Throws when it does not fit. */
export function requireFit(plan: Plan): void {
  const given = whyNotWithoutContainers(plan);
  if (given !== null)
    throw new MeshbedError(
      'NEEDS_CONTAINERS',
      `It cannot run as processes: ${given}.`,
      'Run with --runtime docker, or leave `container` out.',
      EXIT.badInput,
    );
  const machine = limitsOfThisMachine();
  const notRouted = whyNotRouted(plan, machine);
  if (notRouted !== null)
    throw new MeshbedError(
      'NO_NAMESPACES',
      `It cannot run as processes: ${notRouted}.`,
      'Mend that, or leave `network: routed` out: the flat network needs nothing.',
      EXIT.noEngine,
    );
  const noIpv6 = whyNotIpv6(plan, machine);
  if (noIpv6 !== null)
    throw new MeshbedError(
      'NO_IPV6',
      `It cannot run as processes: ${noIpv6}.`,
      'Switch IPv6 on (sysctl net.ipv6.conf.lo.disable_ipv6=0), or leave `addresses` out.',
      EXIT.noEngine,
    );
  const why = whyNotAsProcesses(plan, machine);
  if (why === null) return;
  throw new MeshbedError(
    'TOO_MANY_NODES',
    `It does not fit on this machine as processes: ${why}.`,
    'Run fewer nodes, or use the runtime sim.',
    EXIT.badInput,
  );
}

/** Whether an interface has the address. */
function isThere(address: string): boolean {
  return Object.values(networkInterfaces()).some((list) => list?.some((each) => each.address === address));
}

/** The hard limit: Node raises its own to it. */
function descriptorsOf(limits: string): number | null {
  try {
    const line = /^Max open files\s+\S+\s+(\d+)/m.exec(readFileSync(limits, 'latin1'));
    return line === null ? null : Number(line[1]);
  } catch {
    return null;
  }
}
