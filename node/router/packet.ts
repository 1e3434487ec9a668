/**
 * What a router reads of an IP packet, version 4 or 6: where it comes from and goes to, what is in it, and whether its
 * headers are sound. Pure; nothing is allocated for a packet of IPv4.
 *
 * Checksums of UDP and TCP are the receiver's business, as on any router; that of an IPv4 header is ours.
 */
import { readU16, readU32 } from '../core/bytes.ts';
import { type IpAddress, readIpv6Address } from '../link/gates/address.ts';
import { type GatePacket, IPV4_HEAD_BYTES, IPV6_HEAD_BYTES, Protocol } from '../link/gates/gate-packet.ts';
import { internetChecksum, replaceWordAndFixChecksum, sumWords } from './checksum.ts';

/** Why a packet is refused for what it is. */
export type Malformed = 'version' | 'length' | 'checksum' | 'options' | 'fragment';

const IPV4_CHECKSUM_AT = 10;
const IPV4_TTL_AT = 8;
const IPV6_HOP_LIMIT_AT = 7;
const MOST_BYTES = 65_535;

/** One packet as read. One object serves all: read it before the next. */
export class Packet implements GatePacket {
  /** Exactly the packet: what a frame has behind it is cut off. */
  bytes: Uint8Array = new Uint8Array(0);
  family: 4 | 6 = 4;
  source: IpAddress = 0;
  destination: IpAddress = 0;
  /** What follows the headers of IP, and where it begins. */
  protocol = 0;
  headBytes = 0;
  /** TTL or hop limit. */
  hops = 0;
  mayBeFragmented = false;
  isFragment = false;
  /** Of a fragment: where its part begins in what was fragmented, and whether more comes behind it. */
  fragmentAt = 0;
  hasMore = false;
  identification = 0;

  /** Ports of UDP and TCP; -1 where there is none to be read. */
  get sourcePort(): number {
    return this.#port(0);
  }

  get destinationPort(): number {
    return this.#port(2);
  }

  #port(at: number): number {
    const { protocol, headBytes, bytes } = this;
    const hasPorts = (protocol === Protocol.UDP || protocol === Protocol.TCP) && this.fragmentAt === 0;
    return hasPorts && bytes.length >= headBytes + 4 ? readU16(bytes, headBytes + at) : -1;
  }

  /** Where the payload of UDP begins: behind its header, if all of the datagram is in this packet; else 0. */
  get udpPayloadAt(): number {
    const isWhole = this.protocol === Protocol.UDP && !this.isFragment;
    return isWhole && this.bytes.length >= this.headBytes + 8 ? this.headBytes + 8 : 0;
  }

  /** Reads it all anew. What is wrong with `bytes`, or null. */
  read(bytes: Uint8Array): Malformed | null {
    if (bytes.length === 0) return 'length';
    const version = bytes[0]! >> 4;
    this.isFragment = false;
    this.hasMore = false;
    this.fragmentAt = 0;
    if (version === 4) return this.#readIpv4(bytes);
    return version === 6 ? this.#readIpv6(bytes) : 'version';
  }

  /** One hop less. */
  age(): void {
    const { bytes } = this;
    this.hops--;
    if (this.family === 6) bytes[IPV6_HOP_LIMIT_AT] = this.hops;
    else
      replaceWordAndFixChecksum(
        bytes,
        IPV4_TTL_AT,
        (this.hops << 8) | bytes[IPV4_TTL_AT + 1]!,
        IPV4_CHECKSUM_AT,
      );
  }

  #readIpv4(bytes: Uint8Array): Malformed | null {
    if (bytes.length < IPV4_HEAD_BYTES) return 'length';
    const headBytes = (bytes[0]! & 15) * 4;
    const totalBytes = readU16(bytes, 2);
    if (headBytes < IPV4_HEAD_BYTES || totalBytes < headBytes || totalBytes > bytes.length) return 'length';
    if (internetChecksum(sumWords(bytes, 0, headBytes)) !== 0) return 'checksum';
    if (headBytes > IPV4_HEAD_BYTES && !hasSoundOptions(bytes, headBytes)) return 'options';
    this.bytes = totalBytes === bytes.length ? bytes : bytes.subarray(0, totalBytes);
    this.family = 4;
    this.headBytes = headBytes;
    this.protocol = bytes[9]!;
    this.hops = bytes[IPV4_TTL_AT]!;
    this.source = readU32(bytes, 12);
    this.destination = readU32(bytes, 16);
    const place = readU16(bytes, 6);
    this.mayBeFragmented = (place & 0x4000) === 0;
    this.identification = readU16(bytes, 4);
    return (place & 0x3fff) === 0 ? null : this.#readPlace((place & 0x1fff) * 8, (place & 0x2000) !== 0);
  }

  #readIpv6(bytes: Uint8Array): Malformed | null {
    if (bytes.length < IPV6_HEAD_BYTES) return 'length';
    const totalBytes = IPV6_HEAD_BYTES + readU16(bytes, 4);
    if (totalBytes > bytes.length) return 'length';
    this.bytes = totalBytes === bytes.length ? bytes : bytes.subarray(0, totalBytes);
    this.family = 6;
    this.mayBeFragmented = false;
    this.hops = bytes[IPV6_HOP_LIMIT_AT]!;
    this.source = readIpv6Address(bytes, 8);
    this.destination = readIpv6Address(bytes, 24);
    return this.#readExtensions();
  }

  /** Goes through the extension headers (RFC 8200, section 4) to what they stand before. */
  #readExtensions(): Malformed | null {
    const { bytes } = this;
    let next = bytes[6]!;
    let at = IPV6_HEAD_BYTES;
    while (isExtension(next) && this.fragmentAt === 0) {
      if (at + 8 > bytes.length) return 'length';
      if (next === Extension.HOP_BY_HOP && at !== IPV6_HEAD_BYTES) return 'options';
      // Routing headers of type 0 make packets run in circles; RFC 5095 ended them.
      if (next === Extension.ROUTING && bytes[at + 2] === 0) return 'options';
      this.headBytes = at + (next === Extension.FRAGMENT ? 8 : (bytes[at + 1]! + 1) * 8);
      if (this.headBytes > bytes.length) return 'length';
      const wrong = next === Extension.FRAGMENT ? this.#readFragmentHead(at) : null;
      if (wrong !== null) return wrong;
      next = bytes[at]!;
      at = this.headBytes;
    }
    this.protocol = next;
    this.headBytes = at;
    return null;
  }

  #readFragmentHead(at: number): Malformed | null {
    this.identification = readU32(this.bytes, at + 4);
    const place = readU16(this.bytes, at + 2);
    // An "atomic" fragment is all of its packet (RFC 6946).
    return (place & 0xfff9) === 0 ? null : this.#readPlace(place & 0xfff8, (place & 1) !== 0);
  }

  #readPlace(fragmentAt: number, hasMore: boolean): Malformed | null {
    const partBytes = this.bytes.length - this.headBytes;
    this.isFragment = true;
    this.fragmentAt = fragmentAt;
    this.hasMore = hasMore;
    if (partBytes === 0 || (hasMore && partBytes % 8 !== 0)) return 'fragment';
    return fragmentAt + partBytes > MOST_BYTES ? 'fragment' : null;
  }
}

const Extension = { HOP_BY_HOP: 0, ROUTING: 43, FRAGMENT: 44, DESTINATION: 60 } as const;

function isExtension(protocol: number): boolean {
  const { HOP_BY_HOP, ROUTING, FRAGMENT, DESTINATION } = Extension;
  return protocol === HOP_BY_HOP || protocol === ROUTING || protocol === FRAGMENT || protocol === DESTINATION;
}

/** Every option ends within the header, and none says by which way the packet goes: Linux refuses that as well. */
function hasSoundOptions(bytes: Uint8Array, headBytes: number): boolean {
  for (let at = IPV4_HEAD_BYTES; at < headBytes; ) {
    const kind = bytes[at]!;
    if (kind === 0) return true;
    if (kind === 1) {
      at++;
      continue;
    }
    const isSourceRoute = kind === 131 || kind === 137;
    const optionBytes = at + 1 < headBytes ? bytes[at + 1]! : 0;
    if (isSourceRoute || optionBytes < 2 || at + optionBytes > headBytes) return false;
    at += optionBytes;
  }
  return true;
}
