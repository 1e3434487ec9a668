/**
 * The blocks of a pcapng file, as "PCAP Next Generation (pcapng) Capture File Format" describes them
 * (draft-ietf-opsawg-pcapng, sections 4.1 to 4.3 and 4.6). Bytes only; no file. There are libraries on npm that read
 * this format, and none that is kept and writes it.
 *
 * Everything is little-endian, and every block and option is padded to 32 bits. Moments are Unix microseconds.
 */

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const INTERFACE_STATISTICS = 5;
const ENHANCED_PACKET = 6;
const BYTE_ORDER = 0x1a2b3c4d;
/** Packets that begin with an IP header, of either version. */
const LINKTYPE_RAW = 101;
/** `if_tsresol`: ten to the minus six. */
const MICROSECONDS = 6;

const OPTION = { comment: 1, name: 2, flags: 2, application: 4, dropped: 5, resolution: 9 } as const;

type Option = readonly [code: number, value: Uint8Array];

/** Begins a file. */
export function sectionHeader(application: string, comment: string): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt32LE(BYTE_ORDER, 0);
  head.writeUInt16LE(1, 4);
  // Of unknown length.
  head.writeBigInt64LE(-1n, 8);
  return block(
    SECTION_HEADER,
    [head],
    [text(OPTION.comment, comment), text(OPTION.application, application)],
  );
}

/** Interfaces are counted from 0, in the order of their descriptions. */
export function interfaceDescription(name: string): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16LE(LINKTYPE_RAW, 0);
  return block(
    INTERFACE_DESCRIPTION,
    [head],
    [text(OPTION.name, name), [OPTION.resolution, Uint8Array.of(MICROSECONDS)]],
  );
}

/** `inbound`: from where the file was captured, which is the relay. */
export function enhancedPacket(
  interfaceId: number,
  atUs: number,
  inbound: boolean,
  packet: Uint8Array,
  comment: string | null,
): Buffer {
  const head = Buffer.alloc(20);
  head.writeUInt32LE(interfaceId, 0);
  writeMoment(head, 4, atUs);
  head.writeUInt32LE(packet.length, 12);
  head.writeUInt32LE(packet.length, 16);
  const flags = Buffer.alloc(4);
  flags.writeUInt32LE(inbound ? 1 : 2);
  const options: Option[] = comment === null ? [] : [text(OPTION.comment, comment)];
  return block(ENHANCED_PACKET, [head, packet], [...options, [OPTION.flags, flags]]);
}

/** How many packets of an interface are missing. */
export function interfaceStatistics(interfaceId: number, atUs: number, dropped: number): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt32LE(interfaceId, 0);
  writeMoment(head, 4, atUs);
  const count = Buffer.alloc(8);
  count.writeBigUInt64LE(BigInt(dropped));
  return block(INTERFACE_STATISTICS, [head], [[OPTION.dropped, count]]);
}

function writeMoment(into: Buffer, at: number, us: number): void {
  const high = Math.floor(us / 2 ** 32);
  into.writeUInt32LE(high, at);
  into.writeUInt32LE(us - high * 2 ** 32, at + 4);
}

function text(code: number, value: string): Option {
  return [code, Buffer.from(value)];
}

/** The length stands at both ends; `opt_endofopt` is all zeros. */
function block(type: number, body: readonly Uint8Array[], options: readonly Option[]): Buffer {
  let length = 12 + (options.length === 0 ? 0 : 4);
  for (const part of body) length += padded(part.length);
  for (const [, value] of options) length += 4 + padded(value.length);
  const bytes = Buffer.alloc(length);
  bytes.writeUInt32LE(type, 0);
  bytes.writeUInt32LE(length, 4);
  let at = 8;
  for (const part of body) {
    bytes.set(part, at);
    at += padded(part.length);
  }
  for (const [code, value] of options) {
    bytes.writeUInt16LE(code, at);
    bytes.writeUInt16LE(value.length, at + 2);
    bytes.set(value, at + 4);
    at += 4 + padded(value.length);
  }
  bytes.writeUInt32LE(length, length - 4);
  return bytes;
}

function padded(length: number): number {
  return (length + 3) & ~3;
}
