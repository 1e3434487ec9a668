/**
 * Which packets belong together: what goes one way between two nodes by the same protocol and ports, and what answers it. Pure.
 *
 *     UDP, TCP       both addresses, both ports
 *     ICMP           an echo and its replies, by their identifier; nothing else of it is ever answered
 *     all others     both addresses
 *
 * A key is a text; those of the two ways are the same.
 */
import { readU16, readU32 } from '../../core/bytes.ts';
import { type IpAddress, readIpv6Address } from './address.ts';
import { type GatePacket, IPV4_HEAD_BYTES, IPV6_HEAD_BYTES, Protocol } from './gate-packet.ts';

/** Which way a packet goes: from the node inside, or to it. */
type Way = 'out' | 'in';

const ICMP_HEAD_BYTES = 8;
/** Of ICMP: echo request, echo reply. */
const ECHO = { 4: { out: 8, in: 0 }, 6: { out: 128, in: 129 } } as const;
/** Unreachable, source quench, time exceeded, parameter problem; for IPv6 too big as well. */
const ERRORS = { 4: [3, 4, 11, 12], 6: [1, 2, 3, 4] } as const;
const IPV6_FRAGMENT = 44;

/** Of a packet that is whole, or the first fragment; null where it belongs to nothing that is ever answered. */
export function flowKey(packet: GatePacket, way: Way): string | null {
  const { family, protocol, bytes, headBytes } = packet;
  const nodes = addressPairKey(packet, way);
  if (protocol === Protocol.UDP || protocol === Protocol.TCP) {
    const { sourcePort, destinationPort } = packet;
    if (sourcePort < 0) return null;
    return portsKey(
      nodes,
      protocol,
      way === 'out' ? [sourcePort, destinationPort] : [destinationPort, sourcePort],
    );
  }
  if (protocol !== icmpOf(family)) return `${nodes} ${protocol}`;
  if (bytes.length < headBytes + ICMP_HEAD_BYTES || bytes[headBytes] !== ECHO[family][way]) return null;
  return echoKey(nodes, readU16(bytes, headBytes + 4));
}

/** Of the two addresses alone. */
export function addressPairKey({ family, source, destination }: GatePacket, way: Way): string {
  return way === 'out'
    ? addressesKey(family, source, destination)
    : addressesKey(family, destination, source);
}

/** Is it an error of ICMP, which quotes the packet that it is about? */
export function isIcmpError({ family, protocol, bytes, headBytes, fragmentAt }: GatePacket): boolean {
  if (protocol !== icmpOf(family) || fragmentAt !== 0) return false;
  return (ERRORS[family] as readonly number[]).includes(bytes[headBytes] ?? -1);
}

/** The key of what an error that comes in is about; null where that cannot be told, or did not come from its destination. */
export function quotedFlowKey({ family, destination, bytes, headBytes }: GatePacket): string | null {
  const quoted = readQuoted(family, bytes.subarray(headBytes + ICMP_HEAD_BYTES));
  if (quoted === null || quoted.source !== destination) return null;
  const { protocol, payload } = quoted;
  const nodes = addressesKey(family, quoted.source, quoted.destination);
  if (protocol !== Protocol.UDP && protocol !== Protocol.TCP && protocol !== icmpOf(family))
    return `${nodes} ${protocol}`;
  if (payload.length < ICMP_HEAD_BYTES) return null;
  if (protocol !== icmpOf(family))
    return portsKey(nodes, protocol, [readU16(payload, 0), readU16(payload, 2)]);
  return payload[0] === ECHO[family].out ? echoKey(nodes, readU16(payload, 4)) : null;
}

interface Quoted {
  source: IpAddress;
  destination: IpAddress;
  protocol: number;
  payload: Uint8Array;
}

/** What is quoted is cut off somewhere, so no length in it is looked at. Null for another family, and a later fragment. */
function readQuoted(family: 4 | 6, bytes: Uint8Array): Quoted | null {
  if (bytes.length < (family === 4 ? IPV4_HEAD_BYTES : IPV6_HEAD_BYTES) || bytes[0]! >> 4 !== family)
    return null;
  if (family === 4) {
    if ((readU16(bytes, 6) & 0x1fff) !== 0) return null;
    const payload = bytes.subarray((bytes[0]! & 15) * 4);
    return { source: readU32(bytes, 12), destination: readU32(bytes, 16), protocol: bytes[9]!, payload };
  }
  const ends = { source: readIpv6Address(bytes, 8), destination: readIpv6Address(bytes, 24) };
  const payload = bytes.subarray(IPV6_HEAD_BYTES);
  if (bytes[6] !== IPV6_FRAGMENT) return { ...ends, protocol: bytes[6]!, payload };
  if (payload.length < 8 || (readU16(payload, 2) & 0xfff8) !== 0) return null;
  return { ...ends, protocol: payload[0]!, payload: payload.subarray(8) };
}

function addressesKey(family: 4 | 6, inside: IpAddress, outside: IpAddress): string {
  return `${family} ${inside} ${outside}`;
}

function portsKey(nodes: string, protocol: number, [inside, outside]: readonly [number, number]): string {
  return `${nodes} ${protocol} ${inside} ${outside}`;
}

function echoKey(nodes: string, identifier: number): string {
  return `${nodes} echo ${identifier}`;
}

function icmpOf(family: 4 | 6): number {
  return family === 4 ? Protocol.ICMP : Protocol.ICMPV6;
}
