/**
 * What a router says of a packet to its sender: ICMP for IPv4 (RFC 792, 1812) and for IPv6 (RFC 4443). Pure.
 *
 * No sender hears of a packet that is itself such a message, that is not the first fragment of its datagram, or that went
 * to or came from no single node: so that no word ever answers another.
 */
import { writeU16, writeU32 } from '../core/bytes.ts';
import { addressToBytes, type IpAddress, isNeverForwarded } from '../link/gates/address.ts';
import { IPV4_HEAD_BYTES, IPV6_HEAD_BYTES, Protocol } from '../link/gates/gate-packet.ts';
import { internetChecksum, replaceWordAndFixChecksum, sumWords } from './checksum.ts';
import type { Packet } from './packet.ts';

/** Type and code, for IPv4 and for IPv6. */
const NOTES = {
  'time exceeded': { 4: [11, 0], 6: [3, 0] },
  'too big': { 4: [3, 4], 6: [2, 0] },
  'host unreachable': { 4: [3, 1], 6: [1, 3] },
  'port unreachable': { 4: [3, 3], 6: [1, 4] },
} as const satisfies Record<string, Record<4 | 6, readonly [number, number]>>;

export type IcmpNote = keyof typeof NOTES;

const HEAD_BYTES = 8;
const HOPS = 64;
/** So much of a message there is at most, with what it quotes (RFC 1812, 4.3.2.3; RFC 4443, 2.4). */
const MOST_BYTES = { 4: 576, 6: 1280 } as const;

/** From the router at `from` to the sender of `packet`; null where nobody is to be told. `mtuBytes` for `too big`. */
export function icmpErrorPacket(
  note: IcmpNote,
  packet: Packet,
  from: IpAddress | undefined,
  mtuBytes = 0,
): Uint8Array | null {
  if (from === undefined || !maySpeakOf(packet)) return null;
  const { family } = packet;
  const headBytes = family === 4 ? IPV4_HEAD_BYTES : IPV6_HEAD_BYTES;
  const quoted = packet.bytes.subarray(0, MOST_BYTES[family] - headBytes - HEAD_BYTES);
  const bytes = new Uint8Array(headBytes + HEAD_BYTES + quoted.length);
  writeHead(bytes, family, from, packet.source);
  const [type, code] = NOTES[note][family];
  bytes[headBytes] = type;
  bytes[headBytes + 1] = code;
  writeU32(bytes, headBytes + 4, mtuBytes);
  bytes.set(quoted, headBytes + HEAD_BYTES);
  writeU16(bytes, headBytes + 2, icmpChecksum(bytes, family, headBytes));
  return bytes;
}

/** The answer to an echo request that is whole and sound; null for anything else. */
export function echoReplyPacket(packet: Packet): Uint8Array | null {
  const { bytes, family, headBytes, protocol, isFragment } = packet;
  const [request, reply] = family === 4 ? [8, 0] : [128, 129];
  if (protocol !== icmpOf(family) || isFragment || bytes.length < headBytes + HEAD_BYTES) return null;
  if (bytes[headBytes] !== request || icmpChecksum(bytes, family, headBytes) !== 0) return null;
  const payload = bytes.subarray(headBytes);
  const answer = new Uint8Array((family === 4 ? IPV4_HEAD_BYTES : IPV6_HEAD_BYTES) + payload.length);
  const at = answer.length - payload.length;
  answer.set(payload, at);
  writeHead(answer, family, packet.destination, packet.source);
  replaceWordAndFixChecksum(answer, at, (reply << 8) | payload[1]!, at + 2);
  return answer;
}

function maySpeakOf({
  source,
  destination,
  family,
  protocol,
  bytes,
  headBytes,
  fragmentAt,
}: Packet): boolean {
  if (isNeverForwarded(source) || isNeverForwarded(destination) || fragmentAt !== 0) return false;
  if (protocol !== icmpOf(family)) return true;
  if (bytes.length <= headBytes) return false;
  const type = bytes[headBytes]!;
  return family === 4 ? ![3, 4, 5, 11, 12].includes(type) : type >= 128;
}

function icmpOf(family: 4 | 6): number {
  return family === 4 ? Protocol.ICMP : Protocol.ICMPV6;
}

function writeHead(bytes: Uint8Array, family: 4 | 6, from: IpAddress, to: IpAddress): void {
  if (family === 6) {
    bytes[0] = 0x60;
    writeU16(bytes, 4, bytes.length - IPV6_HEAD_BYTES);
    bytes[6] = Protocol.ICMPV6;
    bytes[7] = HOPS;
    bytes.set(addressToBytes(from), 8);
    bytes.set(addressToBytes(to), 24);
    return;
  }
  bytes[0] = 0x45;
  writeU16(bytes, 2, bytes.length);
  bytes[8] = HOPS;
  bytes[9] = Protocol.ICMP;
  bytes.set(addressToBytes(from), 12);
  bytes.set(addressToBytes(to), 16);
  writeU16(bytes, 10, internetChecksum(sumWords(bytes, 0, IPV4_HEAD_BYTES)));
}

/** Over the whole message; for IPv6 over the addresses, the length and the protocol as well (RFC 8200, 8.1). */
function icmpChecksum(bytes: Uint8Array, family: 4 | 6, headBytes: number): number {
  const sum = sumWords(bytes, headBytes, bytes.length);
  if (family === 4) return internetChecksum(sum);
  return internetChecksum(
    sum + sumWords(bytes, 8, IPV6_HEAD_BYTES) + bytes.length - headBytes + Protocol.ICMPV6,
  );
}
