/** Packets as nodes send them, and what must be true of each that a router sends. */
import { addressToBytes, parseAddress } from '../../../node/link/gates/address.ts';

export interface Made {
  from?: string;
  to?: string;
  protocol?: number;
  hops?: number;
  payload?: Uint8Array;
  /** Of IPv4: flags and place in one 16-bit word; an identification; options, a multiple of four bytes. */
  place?: number;
  identification?: number;
  options?: number[];
}

const DONT_FRAGMENT = 0x4000;
export const MORE_FRAGMENTS = 0x2000;

/** Plainly, over 16-bit words with the carry brought round each time: not as the code does it. */
export function plainChecksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) {
    sum += bytes[at]! * 256 + (bytes[at + 1] ?? 0);
    if (sum > 0xffff) sum -= 0xffff;
  }
  return 0xffff - sum;
}

export function ipv4({
  from = '198.18.0.2',
  to = '198.18.0.3',
  protocol = 17,
  hops = 64,
  payload = udp(),
  place = DONT_FRAGMENT,
  identification = 7,
  options = [],
}: Made = {}): Uint8Array {
  const head = new Uint8Array(20 + options.length);
  const view = new DataView(head.buffer);
  head[0] = 0x40 | (head.length / 4);
  view.setUint16(2, head.length + payload.length);
  view.setUint16(4, identification);
  view.setUint16(6, place);
  head[8] = hops;
  head[9] = protocol;
  head.set(addressToBytes(parseAddress(from)), 12);
  head.set(addressToBytes(parseAddress(to)), 16);
  head.set(options, 20);
  view.setUint16(10, plainChecksum(head));
  return joined(head, payload);
}

export function ipv6({
  from = 'fd00:12::2',
  to = 'fd00:12::3',
  protocol = 17,
  hops = 64,
  payload = udp(),
}: Made = {}): Uint8Array {
  const head = new Uint8Array(40);
  head[0] = 0x60;
  new DataView(head.buffer).setUint16(4, payload.length);
  head[6] = protocol;
  head[7] = hops;
  head.set(addressToBytes(parseAddress(from)), 8);
  head.set(addressToBytes(parseAddress(to)), 24);
  return joined(head, payload);
}

/** A UDP datagram; its checksum is over what is in it alone, since only changes of it are looked at. */
export function udp(
  payload = Uint8Array.of(1, 2, 3, 4, 5),
  sourcePort = 1000,
  destinationPort = 2000,
): Uint8Array {
  const bytes = new Uint8Array(8 + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, sourcePort);
  view.setUint16(2, destinationPort);
  view.setUint16(4, bytes.length);
  bytes.set(payload, 8);
  view.setUint16(6, plainChecksum(bytes));
  return bytes;
}

/** An ICMP echo request of IPv4. */
export function echo(payload = Uint8Array.of(9, 8, 7)): Uint8Array {
  const bytes = joined(Uint8Array.of(8, 0, 0, 0, 0x12, 0x34, 0, 1), payload);
  new DataView(bytes.buffer).setUint16(2, plainChecksum(bytes));
  return bytes;
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

export function hasSoundHead(packet: Uint8Array): boolean {
  return plainChecksum(packet.subarray(0, (packet[0]! & 15) * 4)) === 0;
}
