/**
 * Which subnet a network gets: a small one that overlaps nothing, since an engine's own pools hold about
 * thirty networks and then are empty (moby #23971).
 *
 * The choice is random within 10.64.0.0/10, so that two harnesses that choose at once hardly ever choose
 * alike. Where they do, the engine refuses the second, and it chooses again. What the engine does not refuse,
 * an overlap with the machine's own interfaces and routes, is looked at here. Subnets of IPv6 are random enough to overlap none.
 */

import { randomBytes, randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';

import { EXIT, MeshbedError } from '../../common/errors.ts';

export interface Subnet {
  /** The network's address as an unsigned 32-bit integer. */
  base: number;
  bits: number;
}

/** A bridge of the Linux kernel takes 1,023 ports, and ARP drops from about a thousand neighbours on. */
export const NODES_PER_NETWORK = 1_000;
/** The network's own address, the gateway's and the broadcast address. */
const RESERVED = 3;
const LARGEST_BITS = 24;

const POOL: Subnet = parseSubnet('10.64.0.0/10')!;

/** The length of the prefix that holds this many nodes and a few relays: 24 bits, or fewer where they do not suffice. */
export function prefixLengthFor(nodes: number, network: string, relays = 0): number {
  if (nodes > NODES_PER_NETWORK) {
    throw new MeshbedError(
      'TOO_MANY_NODES',
      `The network ${network} has ${nodes} nodes; the bridge of an engine carries ${NODES_PER_NETWORK}.`,
      'Divide the nodes among several networks, or run with --runtime process or sim.',
      EXIT.badInput,
    );
  }
  return Math.min(LARGEST_BITS, 32 - Math.ceil(Math.log2(nodes + relays + RESERVED)));
}

/** Draws a subnet that overlaps none of `taken`. Null when none was found. */
export function drawSubnet(bits: number, taken: readonly Subnet[], random = randomInt): Subnet | null {
  const places = 2 ** (bits - POOL.bits);
  for (let attempt = 0; attempt < 1_000; attempt++) {
    const subnet = { base: POOL.base + random(0, places) * 2 ** (32 - bits), bits };
    if (!taken.some((other) => subnetsOverlap(subnet, other))) return subnet;
  }
  return null;
}

/** The address at a place within a subnet: 1 is the gateway, 2 the first node. */
export function addressAt({ base, bits }: Subnet, place: number): string {
  if (place >= 2 ** (32 - bits) - 1) throw new Error(`no place ${place} in a subnet of ${bits} bits`);
  return formatAddress(base + place);
}

/**
 * The link-layer address that goes with an address, as Docker 20.10 makes it. Engines that draw one for each container
 * leave the neighbours with the last one's, for up to a minute, when an address comes back.
 */
export function macOf(address: string): string {
  const bytes = address.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'));
  return ['02', '42', ...bytes].join(':');
}

/** RFC 4193: fd, and 40 bits that nobody else draws. */
const IPV6_PREFIX_BYTES = 6;

/** A subnet of IPv6, of 64 bits. The base address, as a text. */
export function drawIpv6Subnet(random = randomBytes): string {
  const bytes = [...random(IPV6_PREFIX_BYTES), ...new Uint8Array(16 - IPV6_PREFIX_BYTES)];
  return ipaddr.fromByteArray([0xfd, ...bytes.slice(1)]).toString();
}

/** The address of IPv6 that goes with one of IPv4: it ends with it, so that one text says both. */
export function ipv6With(ipv4: string, subnet: string): string {
  const bytes = ipaddr.parse(subnet).toByteArray();
  return ipaddr.fromByteArray([...bytes.slice(0, 12), ...ipaddr.parse(ipv4).toByteArray()]).toString();
}

/** That of IPv4 itself, or the one with which that of IPv6 ends. */
export function ipv4Of(address: string): string {
  return ipaddr.fromByteArray(ipaddr.parse(address).toByteArray().slice(-4)).toString();
}

export function subnetsOverlap(one: Subnet, other: Subnet): boolean {
  const size = 2 ** (32 - Math.min(one.bits, other.bits));
  return Math.floor(one.base / size) === Math.floor(other.base / size);
}

export function parseSubnet(text: string): Subnet | null {
  const found = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(text);
  if (found === null) return null;
  const [a, b, c, d, bits] = found.slice(1).map(Number) as [number, number, number, number, number];
  const size = 2 ** (32 - bits);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  return { base: Math.floor(address / size) * size, bits };
}

export function formatSubnet({ base, bits }: Subnet): string {
  return `${formatAddress(base)}/${bits}`;
}

function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

/** What this machine itself can reach without the default route: its interfaces and, on Linux, its routes. */
export async function hostSubnets(): Promise<Subnet[]> {
  const interfaces = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const own = interfaces.map(({ cidr }) => parseSubnet(cidr ?? ''));
  const routes = await readFile('/proc/net/route', 'latin1').then(parseRoutes, () => []);
  return [...own, ...routes].filter((subnet) => subnet !== null);
}

/** The kernel's table: address and mask as hexadecimal numbers with the bytes turned round. */
export function parseRoutes(table: string): Subnet[] {
  const rows = table
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => row.split('\t'));
  return rows.flatMap(([, destination = '', , , , , , mask = '']) => {
    const bits = ones(Number.parseInt(mask, 16));
    if (!(bits > 0)) return [];
    const bytes = destination.match(/../g)?.reverse() ?? [];
    return [{ base: Number.parseInt(bytes.join(''), 16), bits }];
  });
}

function ones(value: number): number {
  return value.toString(2).replaceAll('0', '').length;
}
