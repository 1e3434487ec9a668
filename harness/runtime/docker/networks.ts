/**
 * The networks of one run on an engine: a bridge each, internal, with a subnet of its own and an address for
 * every node on it that does not change. With IPv6 a node also has one of IPv4, since engines insist, by which no other node knows it.
 */

import type Docker from 'dockerode';
import { EXIT, MeshbedError } from '../../common/errors.ts';
import { engineErrorReason } from '../../engine/connect.ts';
import { engineLabels, LABEL, toEngineName } from '../../engine/labels.ts';
import type { Plan, PlannedNode } from '../../plan/types.ts';
import type { RelayAssignment } from '../relays/assignment.ts';
import {
  addressAt,
  drawIpv6Subnet,
  drawSubnet,
  formatSubnet,
  hostSubnets,
  ipv4Of,
  ipv6With,
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
export interface EngineEndpoint {
  IPAMConfig: { IPv4Address: string; IPv6Address?: string };
  MacAddress: string;
}

export function endpointAt(address: string): EngineEndpoint {
  const ipv4 = ipv4Of(address);
  const ipv6 = address === ipv4 ? {} : { IPv6Address: address };
  return { IPAMConfig: { IPv4Address: ipv4, ...ipv6 }, MacAddress: macOf(ipv4) };
}

export class Network {
  readonly name: string;
  readonly subnet: Subnet;
  /** The base of its subnet of IPv6; null where it has none. */
  readonly ipv6: string | null;
  readonly #docker: Docker;
  /** The engine's name for it. */
  readonly fullName: string;

  constructor(docker: Docker, name: string, fullName: string, subnet: Subnet, ipv6: string | null) {
    this.#docker = docker;
    this.name = name;
    this.fullName = fullName;
    this.subnet = subnet;
    this.ipv6 = ipv6;
  }

  /** By which a node at this place is known: 1 is the gateway, 2 the first node. */
  addressAt(place: number): string {
    const ipv4 = addressAt(this.subnet, place);
    return this.ipv6 === null ? ipv4 : ipv6With(ipv4, this.ipv6);
  }

  /** In words. */
  get range(): string {
    return this.ipv6 === null ? formatSubnet(this.subnet) : `${this.ipv6}/64`;
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
    const ipv6 = plan.topology.addresses === 'ipv6' ? drawIpv6Subnet() : null;
    const network = await createNetwork(docker, plan.run, name, bits, ipv6);
    made.push(network);
    for (const [index, node] of [...nodes, ...relays].entries()) {
      const attached = attachments.get(node) ?? [];
      attached.push({ network, address: network.addressAt(index + 2) });
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
  return await createNetwork(docker, run, DEFAULT_NETWORK, prefixLengthFor(places, DEFAULT_NETWORK), null);
}

/**
 * Refusals after which it is worth asking again: somebody took the subnet between our look and our word, and another is drawn; or an interface of the
 * machine went while Podman looked at all of them.
 */
const TRANSIENT = /overlap|conflicts with network|already (in use|used)|no such network interface/i;

async function createNetwork(
  docker: Docker,
  run: string,
  name: string,
  bits: number,
  ipv6: string | null,
): Promise<Network> {
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
        EnableIPv6: ipv6 !== null,
        IPAM: {
          Driver: 'default',
          Config: [{ Subnet: formatSubnet(subnet) }, ...(ipv6 === null ? [] : [ipv6Config(ipv6)])],
        },
        Labels: engineLabels(run, { [LABEL.network]: name }),
      });
      return new Network(docker, name, fullName, subnet, ipv6);
    } catch (error) {
      refusal = engineErrorReason(error);
      if (!TRANSIENT.test(refusal)) break;
    }
  }
  throw new MeshbedError(
    'NO_NETWORK',
    `The engine made no network for ${name}: ${refusal}.`,
    `Remove networks that nobody needs: meshbed clean, docker network prune.${ipv6 === null ? '' : ' Without IPv6 on its machine: leave `addresses` out.'}`,
    EXIT.noEngine,
  );
}

/**
 * Docker 20.10 gives containers a default route of IPv6 even on an internal network, by the bridge, whose machine forwards what comes
 * there. So the route leads to an address that nobody has.
 */
function ipv6Config(base: string): { Subnet: string; AuxiliaryAddresses: Record<string, string> } {
  return { Subnet: `${base}/64`, AuxiliaryAddresses: { DefaultGatewayIPv6: `${base}dead` } };
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
