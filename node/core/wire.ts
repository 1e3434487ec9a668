/**
 * The bytes of a datagram: docs/wire-format.md in code. All integers big-endian.
 *
 *     head     magic u16 · version u8 · type u8 · network u32
 *     DATA     head · origin u48 · boot u48 · sequence u32 · name · payload · MAC 16 · hops u8
 *     PING     head · sender u48 · boot u48 · sent u48 · cookie u32 · summary u64 · name · tail · MAC 16
 *     PONG     the same, with `sent` and `cookie` of the PING that it answers
 *     BYE      head · sender u48 · boot u48 · MAC 16
 *     RANGES   head · sender u48 · boot u48 · entries · MAC 16
 *     PULL     head · sender u48 · boot u48 · number u32 · entries · MAC 16
 *     name     length u8 (0 to 32) · that many bytes of UTF-8
 *     entries  see entries.ts
 *
 * What is authenticated is always a prefix, up to the MAC: so DATA's hop count, the one thing that changes on
 * the way, comes last, and a forwarder touches nothing else. The tail of PING and PONG is for what comes later
 * (records of type u8, length u16, value); this version writes none and skips any.
 */
import { readU16, readU32, readU48, writeU16, writeU32, writeU48 } from './bytes.ts';
import type { CounterName } from './counters.ts';
import { areWholeEntries } from './entries.ts';

export const MAX_DATAGRAM_BYTES = 1_200;
/** What fits beside the longest name, and some room for fields to come. */
export const MAX_PAYLOAD_BYTES = 1_100;
export const MAX_NAME_BYTES = 32;
export const MAC_BYTES = 16;
const MAGIC = 0x6d62;
const VERSION = 2;

export const DatagramType = { DATA: 1, PING: 2, PONG: 3, BYE: 4, RANGES: 5, PULL: 6 } as const;

const HEAD_BYTES = 8;
const DATA_FIXED_BYTES = HEAD_BYTES + 6 + 6 + 4 + 1;
const PROBE_FIXED_BYTES = HEAD_BYTES + 6 + 6 + 6 + 4 + 8 + 1;
const BYE_BYTES = HEAD_BYTES + 6 + 6 + MAC_BYTES;
export const RANGES_FIXED_BYTES = HEAD_BYTES + 6 + 6;
export const PULL_FIXED_BYTES = RANGES_FIXED_BYTES + 4;

/**
 * A decoded datagram; reused for the next one, so valid only until then. Offsets point into the bytes that
 * were decoded. `sentUs`, `cookie` and the summary belong to PING and PONG, `sequence`, `hops` and the payload to
 * DATA, the entries to RANGES and PULL.
 */
export class Datagram {
  type = 0;
  network = 0;
  /** Who made it: a DATA's origin, or the sender of anything else. */
  id = 0;
  boot = 0;
  /** Of a DATA; or which PULL of its sender this is. */
  sequence = 0;
  hops = 0;
  sentUs = 0;
  cookie = 0;
  summaryHigh = 0;
  summaryLow = 0;
  entriesAt = 0;
  nameAt = 0;
  nameBytes = 0;
  payloadAt = 0;
  payloadBytes = 0;
  /** Where the MAC starts, which is where what it covers ends. */
  macAt = 0;
}

export type DecodeProblem = Extract<CounterName, `drop.${string}`>;

/**
 * Reads `bytes` into `into`. Total: for any bytes at all it returns null, or the name of the reason to drop
 * them (and then `into` holds nothing of use). Says nothing about the MAC.
 */
export function decode(bytes: Uint8Array, into: Datagram): DecodeProblem | null {
  const length = bytes.length;
  if (length < HEAD_BYTES) return 'drop.too-short';
  if (length > MAX_DATAGRAM_BYTES) return 'drop.too-long';
  if (readU16(bytes, 0) !== MAGIC) return 'drop.bad-magic';
  if (bytes[2] !== VERSION) return 'drop.bad-version';
  into.type = bytes[3]!;
  into.network = readU32(bytes, 4);
  switch (into.type) {
    case DatagramType.DATA:
      return decodeData(bytes, length, into);
    case DatagramType.PING:
    case DatagramType.PONG:
      return decodeProbe(bytes, length, into);
    case DatagramType.BYE:
      if (length < BYE_BYTES) return 'drop.too-short';
      if (length > BYE_BYTES) return 'drop.malformed';
      readMaker(bytes, into);
      into.macAt = length - MAC_BYTES;
      return null;
    case DatagramType.RANGES:
      return decodeEntries(bytes, length, RANGES_FIXED_BYTES, into);
    case DatagramType.PULL:
      return decodeEntries(bytes, length, PULL_FIXED_BYTES, into);
    default:
      return 'drop.bad-type';
  }
}

function readMaker(bytes: Uint8Array, into: Datagram): void {
  into.id = readU48(bytes, 8);
  into.boot = readU48(bytes, 14);
}

function decodeData(bytes: Uint8Array, length: number, into: Datagram): DecodeProblem | null {
  if (length < DATA_FIXED_BYTES + MAC_BYTES + 1) return 'drop.too-short';
  readMaker(bytes, into);
  into.sequence = readU32(bytes, 20);
  into.nameBytes = bytes[24]!;
  into.nameAt = DATA_FIXED_BYTES;
  into.hops = bytes[length - 1]!;
  into.macAt = length - 1 - MAC_BYTES;
  into.payloadAt = DATA_FIXED_BYTES + into.nameBytes;
  into.payloadBytes = into.macAt - into.payloadAt;
  if (into.nameBytes > MAX_NAME_BYTES || into.payloadBytes < 0) return 'drop.malformed';
  return into.payloadBytes > MAX_PAYLOAD_BYTES ? 'drop.malformed' : null;
}

function decodeProbe(bytes: Uint8Array, length: number, into: Datagram): DecodeProblem | null {
  if (length < PROBE_FIXED_BYTES + MAC_BYTES) return 'drop.too-short';
  readMaker(bytes, into);
  into.sentUs = readU48(bytes, 20);
  into.cookie = readU32(bytes, 26);
  into.summaryHigh = readU32(bytes, 30);
  into.summaryLow = readU32(bytes, 34);
  into.nameBytes = bytes[38]!;
  into.nameAt = PROBE_FIXED_BYTES;
  into.macAt = length - MAC_BYTES;
  if (into.nameBytes > MAX_NAME_BYTES) return 'drop.malformed';
  return into.nameAt + into.nameBytes > into.macAt ? 'drop.malformed' : null;
}

function decodeEntries(bytes: Uint8Array, length: number, at: number, into: Datagram): DecodeProblem | null {
  if (length < at + MAC_BYTES) return 'drop.too-short';
  readMaker(bytes, into);
  into.sequence = into.type === DatagramType.PULL ? readU32(bytes, 20) : 0;
  into.entriesAt = at;
  into.macAt = length - MAC_BYTES;
  return areWholeEntries(bytes, at, into.macAt) ? null : 'drop.malformed';
}

export function writeHead(bytes: Uint8Array, type: number, network: number, id: number, boot: number): void {
  writeU16(bytes, 0, MAGIC);
  bytes[2] = VERSION;
  bytes[3] = type;
  writeU32(bytes, 4, network);
  writeU48(bytes, 8, id);
  writeU48(bytes, 14, boot);
}

/** A DATA with its hop count at 1, the MAC still zero: it goes where `macAtOf` says. */
export function encodeData(
  network: number,
  origin: number,
  boot: number,
  sequence: number,
  name: Uint8Array,
  payload: Uint8Array,
): Uint8Array {
  const bytes = new Uint8Array(DATA_FIXED_BYTES + name.length + payload.length + MAC_BYTES + 1);
  writeHead(bytes, DatagramType.DATA, network, origin, boot);
  writeU32(bytes, 20, sequence);
  bytes[24] = name.length;
  bytes.set(name, DATA_FIXED_BYTES);
  bytes.set(payload, DATA_FIXED_BYTES + name.length);
  bytes[bytes.length - 1] = 1;
  return bytes;
}

/** The length of a PING or PONG with a name of so many bytes. */
export function probeBytes(nameBytes: number): number {
  return PROBE_FIXED_BYTES + nameBytes + MAC_BYTES;
}

/**
 * A PING or PONG, in `bytes`, which are as long as `probeBytes` says. What is in the room for the MAC (the last 16) stays there.
 * @throws RangeError where the name is too long.
 */
export function encodeProbe(
  type: typeof DatagramType.PING | typeof DatagramType.PONG,
  network: number,
  sender: number,
  boot: number,
  sentUs: number,
  cookie: number,
  summary: { readonly high: number; readonly low: number },
  name: Uint8Array,
  bytes: Uint8Array = new Uint8Array(probeBytes(name.length)),
): Uint8Array {
  if (name.length > MAX_NAME_BYTES) throw new RangeError(`a name of ${name.length} bytes`);
  writeHead(bytes, type, network, sender, boot);
  writeU48(bytes, 20, sentUs);
  writeU32(bytes, 26, cookie);
  writeU32(bytes, 30, summary.high);
  writeU32(bytes, 34, summary.low);
  bytes[38] = name.length;
  for (let i = 0; i < name.length; i++) bytes[PROBE_FIXED_BYTES + i] = name[i]!;
  return bytes;
}

/** A BYE, the MAC (its last 16 bytes) still zero. */
export function encodeBye(network: number, sender: number, boot: number): Uint8Array {
  const bytes = new Uint8Array(BYE_BYTES);
  writeHead(bytes, DatagramType.BYE, network, sender, boot);
  return bytes;
}

/** `number` tells a sender's PULLs apart, so that none is served twice. */
export function writePullHead(
  bytes: Uint8Array,
  network: number,
  id: number,
  boot: number,
  number: number,
): void {
  writeHead(bytes, DatagramType.PULL, network, id, boot);
  writeU32(bytes, 20, number);
}

// Of a DATA, without decoding all of it.

export function originOf(data: Uint8Array): number {
  return readU48(data, 8);
}

export function bootOf(data: Uint8Array): number {
  return readU48(data, 14);
}

export function sequenceOf(data: Uint8Array): number {
  return readU32(data, 20);
}

/** Where the MAC of an encoded datagram starts. */
export function macAtOf(bytes: Uint8Array): number {
  return bytes.length - MAC_BYTES - (bytes[3] === DatagramType.DATA ? 1 : 0);
}

/** The same DATA for the next link: a copy, since the bytes received may be shared. */
export function withHops(bytes: Uint8Array, hops: number): Uint8Array {
  const copy = new Uint8Array(bytes);
  copy[copy.length - 1] = hops;
  return copy;
}
