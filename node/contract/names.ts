/**
 * How nodes and messages are called: on the wire by numbers, towards people by texts that are the same on every node.
 */
import { hash } from 'node:crypto';
import { readU48 } from '../core/bytes.ts';
import { MAX_NAME_BYTES } from '../core/wire.ts';

/** The first 48 bits of the name's SHA-256. */
export function idOfName(name: string): number {
  return readU48(hash('sha256', name, 'buffer'), 0);
}

/** The name as it travels. One that is too long travels as none, and its id in hex stands for it. */
export function nameOnWire(name: string): Uint8Array {
  const bytes = Buffer.from(name, 'utf8');
  return bytes.length > MAX_NAME_BYTES ? new Uint8Array(0) : bytes;
}

/** How an id is shown to people: by the name that came with it, else in hex. */
export function textOfId(id: number, name: string): string {
  return name === '' ? id.toString(16).padStart(12, '0') : name;
}

/** What a message is called: made of what travels, and of nothing else. `origin` is from `textOfId`. */
export function messageName(origin: string, boot: number, sequence: number): string {
  return `${origin}-${boot}-${sequence}`;
}

/** The contract's digest: the first 16 hex digits of the SHA-256. */
export function digestOf(payload: Uint8Array): string {
  return hash('sha256', payload, 'hex').slice(0, 16);
}
