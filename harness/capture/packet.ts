/**
 * A datagram's payload and addresses → the IP packet that carried it. Sockets show no headers, so these are made anew:
 * the addresses, ports, lengths and checksums are those of the wire; TTL and identification are not known.
 */

import { isIPv4 } from 'node:net';
import type { Endpoint } from '../../node/contract/types.ts';

const UDP = 17;
const UDP_HEAD_BYTES = 8;
const HOPS = 64;

/** RFC 768 over RFC 791 or RFC 8200; an address of IPv4 that is written as one of IPv6 is one of IPv4. */
export function udpPacket(source: Endpoint, destination: Endpoint, payload: Uint8Array): Buffer {
  const from = addressBytes(source.host);
  const to = addressBytes(destination.host);
  const udpBytes = UDP_HEAD_BYTES + payload.length;
  const ip = from.length === 4 ? headOfVersion4(from, to, udpBytes) : headOfVersion6(from, to, udpBytes);
  const packet = Buffer.concat([ip, Buffer.alloc(UDP_HEAD_BYTES), payload]);
  const udp = packet.subarray(ip.length);
  udp.writeUInt16BE(source.port, 0);
  udp.writeUInt16BE(destination.port, 2);
  udp.writeUInt16BE(udpBytes, 4);
  const pseudoHead = sumOf(from) + sumOf(to) + UDP + udpBytes;
  // A sum of zero is written as its other form: zero says that there is none.
  udp.writeUInt16BE(checksum(pseudoHead + sumOf(udp)) || 0xffff, 6);
  return packet;
}

function headOfVersion4(from: Uint8Array, to: Uint8Array, udpBytes: number): Buffer {
  const head = Buffer.alloc(20);
  head[0] = 0x45;
  head.writeUInt16BE(head.length + udpBytes, 2);
  head[8] = HOPS;
  head[9] = UDP;
  head.set(from, 12);
  head.set(to, 16);
  head.writeUInt16BE(checksum(sumOf(head)), 10);
  return head;
}

function headOfVersion6(from: Uint8Array, to: Uint8Array, udpBytes: number): Buffer {
  const head = Buffer.alloc(40);
  head[0] = 0x60;
  head.writeUInt16BE(udpBytes, 4);
  head[6] = UDP;
  head[7] = HOPS;
  head.set(from, 8);
  head.set(to, 24);
  return head;
}

/** The 16-bit words of these bytes, added up (RFC 1071). A datagram's fit a number many times over. */
function sumOf(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += (bytes[at]! << 8) | (bytes[at + 1] ?? 0);
  return sum;
}

function checksum(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded % 0x1_0000) + Math.floor(folded / 0x1_0000);
  return ~folded & 0xffff;
}

function addressBytes(host: string): Uint8Array {
  const mapped = /^::ffff:([\d.]+)$/i.exec(host)?.[1];
  if (mapped !== undefined) return addressBytes(mapped);
  if (isIPv4(host)) return Uint8Array.from(host.split('.'), Number);
  // The form that a URL is written in has neither a zone nor dots.
  const { hostname } = new URL(`http://[${host.replace(/%.*$/, '')}]`);
  const [before = '', after = ''] = hostname.slice(1, -1).split('::');
  const words = (text: string) =>
    text === '' ? [] : text.split(':').map((word) => Number.parseInt(word, 16));
  const [first, last] = [words(before), words(after)];
  const all = [...first, ...new Array<number>(8 - first.length - last.length).fill(0), ...last];
  return Uint8Array.from(all.flatMap((word) => [word >> 8, word & 255]));
}
