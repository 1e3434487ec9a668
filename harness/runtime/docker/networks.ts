/**
 * The networks of one run on an engine: a bridge each, internal, with a subnet of its own and an address for
 * every node on it that does not change.
 */

import type Docker from 'dockerode';
import { EXIT, MeshbedError } from '../../common/errors.ts';
import { engineErrorReason } from '../../engine/connect.ts';
import { engineLabels, LABEL, toEngineName } from '../../engine/labels.ts';
import type { Plan, PlannedNode } from '../../plan/types.ts';
import type { RelayAssignment } from '../relays/assignment.ts';
import {
  addressAt,
  drawSubnet,
  formatSubnet,
  hostSubnets,
  macOf,
  parseSubnet,
  prefixLengthFor,
  type Subnet,
} from './subnets.ts';

/** The network of nodes for which the plan names none. */
const DEFAULT_NETWORK = 'mesh';
const TRIES = 20;

export interface Attachment {
  network: Network;
  address: string;
}

/** Where every node is attached, in the order in which the plan names its networks. */
export type Attachments = ReadonlyMap<string, readonly Attachment[]>;

/** What an engine gets to know of a container's place on a network. */
export function endpointAt(address: string): { IPAMConfig: { IPv4Address: string }; MacAddress: string } {
  return { IPAMConfig: { IPv4Address: address }, MacAddress: macOf(address) };
}

export class Network {
  readonly name: string;
  readonly subnet: Subnet;
  readonly #docker: Docker;
  /** The engine's name for it. */
  readonly fullName: string;

  constructor(docker: Docker, name: string, fullName: string, subnet: Subnet) {
    this.#docker = docker;
    this.name = name;
    this.fullName = fullName;
    this.subnet = subnet;
  }

  async connect(container: string, address: string): Promise<void> {
    const EndpointConfig = endpointAt(address);
    await this.#docker.getNetwork(this.fullName).connect({ Container: container, EndpointConfig });
  }

  async disconnect(container: string): Promise<void> {
    await this.#docker.getNetwork(this.fullName).disconnect({ Container: container });
  }
}

/**
 * Creates the plan's networks, with places for the relays too. What has been created is in `made`, also when a later one
 * fails.
 */
export async function createNetworks(
  docker: Docker,
  plan: Plan,
  assignments: readonly RelayAssignment[],
  made: Network[],
): Promise<Attachments> {
  const attachments = new Map<string, Attachment[]>();
  for (const [name, nodes] of membersOf(plan)) {
    const relays = assignments.filter(({ networks }) => networks.includes(name)).map(({ relay }) => relay);
    const bits = prefixLengthFor(nodes.length, name, relays.length);
    const network = await createNetwork(docker, plan.run, name, bits);
    made.push(network);
    for (const [index, node] of [...nodes, ...relays].entries()) {
      const attached = attachments.get(node) ?? [];
      attached.push({ network, address: addressAt(network.subnet, index + 2) });
      attachments.set(node, attached);
    }
  }
  return attachments;
}

/** The network on which a link lies: the first, in the topology's order, that its ends share. */
export function networkOfLink(plan: Plan): (a: string, b: string) => string {
  const networks = new Map(plan.nodes.map((node) => [node.name, networksOf(node)]));
  return (a, b) => {
    const shared = networks.get(a)?.find((network) => networks.get(b)?.includes(network));
    if (shared === undefined) throw noSharedNetwork(a, b);
    return shared;
  };
}

function networksOf({ networks }: PlannedNode): readonly string[] {
  return networks.length > 0 ? networks : [DEFAULT_NETWORK];
}

function membersOf(plan: Plan): Map<string, string[]> {
  const members = new Map<string, string[]>();
  for (const node of plan.nodes) {
    for (const network of networksOf(node)) {
      members.set(network, [...(members.get(network) ?? []), node.name]);
    }
  }
  return members;
}

/** The one network that every node is on whose plan names none. Larger than one run needs. */
export async function createCommonNetwork(docker: Docker, run: string, places: number): Promise<Network> {
  return await createNetwork(docker, run, DEFAULT_NETWORK, prefixLengthFor(places, DEFAULT_NETWORK));
}

async function createNetwork(docker: Docker, run: string, name: string, bits: number): Promise<Network> {
  const fullName = `meshbed-${run}-${toEngineName(name)}`;
  let refusal = 'no free subnet';
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const subnet = drawSubnet(bits, await takenSubnets(docker));
    if (subnet === null) break;
    try {
      await docker.createNetwork({
        Name: fullName,
        Driver: 'bridge',
        Internal: true,
        CheckDuplicate: true,
        IPAM: { Driver: 'default', Config: [{ Subnet: formatSubnet(subnet) }] },
        Labels: engineLabels(run, { [LABEL.network]: name }),
      });
      return new Network(docker, name, fullName, subnet);
    } catch (error) {
      refusal = engineErrorReason(error);
      // Somebody took it between our look and our word: the next draw is another one.
      if (!/overlap|conflicts with network|already (in use|used)/i.test(refusal)) break;
    }
  }
  throw new MeshbedError(
    'NO_NETWORK',
    `The engine made no network for ${name}: ${refusal}.`,
    'Remove networks that nobody needs: meshbed clean, docker network prune.',
    EXIT.noEngine,
  );
}

async function takenSubnets(docker: Docker): Promise<Subnet[]> {
  const networks = await docker.listNetworks();
  const configs = networks.flatMap(({ IPAM }) => IPAM?.Config ?? []);
  const theirs = configs.map(({ Subnet }) => parseSubnet(Subnet ?? '')).filter((subnet) => subnet !== null);
  return [...theirs, ...(await hostSubnets())];
}

function noSharedNetwork(from: string, to: string): MeshbedError {
  return new MeshbedError(
    'NO_SHARED_NETWORK',
    `${from} and ${to} are linked and share no network.`,
    `Put both on one network, or remove the link.`,
    EXIT.badInput,
  );
}
