/**
 * Netlink messages as bytes, pure: requests to the kernel, and what it answers. What they are about is in
 * `links.ts` and `addresses.ts`; RFC 3549 and `linux/netlink.h` have the layout.
 *
 *     message:   length u32 | type u16 | flags u16 | sequence u32 | port u32 | body, padded to four bytes
 *     attribute: length u16 | type u16 | payload, padded to four bytes; the length counts the head and not the padding
 *
 * Numbers are in the machine's own order, which is little-endian wherever Node can call the C library and Linux runs on
 * more than a mainframe.
 */
import { getSystemErrorName } from 'node:util';

const HEAD_BYTES = 16;
const ATTRIBUTE_HEAD_BYTES = 4;
/** Flags of an attribute's type: nested, and in network order. */
const TYPE_MASK = 0x3fff;

/** `NLM_F_…` of `linux/netlink.h`. */
export const FLAG = {
  request: 0x001,
  ack: 0x004,
  replace: 0x100,
  exclusive: 0x200,
  create: 0x400,
  dump: 0x300,
} as const;

const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
const NLM_F_CAPPED = 0x100;
const NLM_F_ACK_TLVS = 0x200;
const NLMSGERR_ATTR_MSG = 1;

/** What is asked of the kernel. `step` says it to people: `address 198.18.0.2`. */
export interface NetlinkRequest {
  step: string;
  type: number;
  flags: number;
  /** The fixed head of this type, and the attributes. */
  body: Uint8Array;
}

export interface NetlinkMessage {
  type: number;
  flags: number;
  sequence: number;
  body: Buffer;
}

/** The kernel's answer to one request. */
export interface Acknowledgement {
  sequence: number;
  /** `EEXIST`; null where it did what was asked. */
  errno: string | null;
  /** The kernel's own words, where it has any: its extended acknowledgement. */
  words: string | null;
}

/** Every request is acknowledged, also one that fails; the first gets the number `sequence`. */
export function encodeRequests(requests: readonly NetlinkRequest[], sequence: number): Buffer {
  return Buffer.concat(
    requests.map(({ type, flags, body }, i) => {
      const head = Buffer.alloc(HEAD_BYTES);
      head.writeUInt32LE(HEAD_BYTES + body.length, 0);
      head.writeUInt16LE(type, 4);
      head.writeUInt16LE(flags | FLAG.request | FLAG.ack, 6);
      head.writeUInt32LE(sequence + i, 8);
      return padded(Buffer.concat([head, body]));
    }),
  );
}

/** What one read of the socket brought. Stops where a length makes no sense. */
export function decodeMessages(bytes: Buffer): NetlinkMessage[] {
  const messages: NetlinkMessage[] = [];
  for (let at = 0; at + HEAD_BYTES <= bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    if (length < HEAD_BYTES || at + length > bytes.length) break;
    messages.push({
      type: bytes.readUInt16LE(at + 4),
      flags: bytes.readUInt16LE(at + 6),
      sequence: bytes.readUInt32LE(at + 8),
      body: bytes.subarray(at + HEAD_BYTES, at + length),
    });
    at += align(length);
  }
  return messages;
}

/** Null for a message that is no acknowledgement. A dump ends with one too. */
export function readAcknowledgement(message: NetlinkMessage): Acknowledgement | null {
  const { type, flags, sequence, body } = message;
  if (type !== NLMSG_ERROR && type !== NLMSG_DONE) return null;
  const error = body.length >= 4 ? body.readInt32LE(0) : 0;
  const errno = error < 0 ? getSystemErrorName(error) : null;
  const least = type === NLMSG_ERROR ? 4 + HEAD_BYTES : 4;
  if (!(flags & NLM_F_ACK_TLVS) || body.length < least) return { sequence, errno, words: null };
  // After the error stands the request's head, and unless it is capped all of the request.
  let at = 4;
  if (type === NLMSG_ERROR) at += flags & NLM_F_CAPPED ? HEAD_BYTES : align(body.readUInt32LE(4));
  const words = readAttributes(body.subarray(at)).get(NLMSGERR_ATTR_MSG);
  return { sequence, errno, words: words ? textOf(words) : null };
}

export function encodeAttribute(type: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(ATTRIBUTE_HEAD_BYTES);
  head.writeUInt16LE(ATTRIBUTE_HEAD_BYTES + payload.length, 0);
  head.writeUInt16LE(type, 2);
  return padded(Buffer.concat([head, payload]));
}

export function encodeNestedAttribute(type: number, ...attributes: Uint8Array[]): Buffer {
  return encodeAttribute(type, Buffer.concat(attributes));
}

export function encodeU32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** A text as the kernel's strings are: with a zero at its end. */
export function encodeText(value: string): Buffer {
  return Buffer.from(`${value}\0`, 'utf8');
}

export function textOf(payload: Buffer): string {
  const end = payload.indexOf(0);
  return payload.toString('utf8', 0, end < 0 ? payload.length : end);
}

/** By type, without the flags of types; of one that comes twice, the last. */
export function readAttributes(bytes: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  for (let at = 0; at + ATTRIBUTE_HEAD_BYTES <= bytes.length; ) {
    const length = bytes.readUInt16LE(at);
    if (length < ATTRIBUTE_HEAD_BYTES || at + length > bytes.length) break;
    found.set(bytes.readUInt16LE(at + 2) & TYPE_MASK, bytes.subarray(at + ATTRIBUTE_HEAD_BYTES, at + length));
    at += align(length);
  }
  return found;
}

function align(length: number): number {
  return (length + 3) & ~3;
}

function padded(bytes: Buffer): Buffer {
  const missing = align(bytes.length) - bytes.length;
  return missing === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(missing)]);
}
