/**
 * Addresses of IPv4 and IPv6 as keys of tables: a number for IPv4, a text of eight UTF-16 units for IPv6. Pure.
 */
import { readU16, readU32, writeU16 } from '../../core/bytes.ts';

export type IpAddress = number | string;

const UNSPECIFIED = '\0'.repeat(8);
const LOOPBACK = `${'\0'.repeat(7)}\x01`;

export function readIpv6Address(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(
    readU16(bytes, at),
    readU16(bytes, at + 2),
    readU16(bytes, at + 4),
    readU16(bytes, at + 6),
    readU16(bytes, at + 8),
    readU16(bytes, at + 10),
    readU16(bytes, at + 12),
    readU16(bytes, at + 14),
  );
}

/** Its bytes, four or sixteen. */
export function addressToBytes(address: IpAddress): Uint8Array {
  if (typeof address === 'number')
    return Uint8Array.of(address >>> 24, address >>> 16, address >>> 8, address);
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 8; i++) writeU16(bytes, 2 * i, address.charCodeAt(i));
  return bytes;
}

/** From an IP literal as `isIP` takes it, without a zone. */
export function parseAddress(literal: string): IpAddress {
  if (!literal.includes(':')) return readU32(Uint8Array.from(literal.split('.'), Number), 0);
  const [head = '', tail] = literal.split('::');
  const front = units(head);
  const back = tail === undefined ? [] : units(tail);
  const gap = new Array<number>(8 - front.length - back.length).fill(0);
  return String.fromCharCode(...front, ...gap, ...back);
}

function units(part: string): number[] {
  if (part === '') return [];
  return part.split(':').flatMap((unit) => {
    if (!unit.includes('.')) return [Number.parseInt(unit, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = unit.split('.').map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}

/** As a person writes it; IPv6 in full. */
export function addressToText(address: IpAddress): string {
  if (typeof address === 'number') return addressToBytes(address).join('.');
  return Array.from(address, (unit) => unit.charCodeAt(0).toString(16)).join(':');
}

/** Names no node: all, several, this machine, or who is on the same wire. */
export function isNeverForwarded(address: IpAddress): boolean {
  if (typeof address === 'number') {
    const first = address >>> 24;
    return first === 0 || first === 127 || first >= 224 || address >>> 16 === 0xa9fe;
  }
  const first = address.charCodeAt(0);
  const isMulticast = first >>> 8 === 0xff;
  const isLinkLocal = (first & 0xffc0) === 0xfe80;
  return isMulticast || isLinkLocal || address === UNSPECIFIED || address === LOOPBACK;
}
