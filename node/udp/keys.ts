/**
 * Names and keys as the wire wants them: a node's name becomes its 48-bit id, the mesh's key becomes a network
 * id and a MAC key (HKDF-SHA-256, one label each), so that neither gives the other away.
 */
import { createHmac, createSecretKey, hash, hkdfSync, scryptSync } from 'node:crypto';
import { readU32, readU48 } from '../core/bytes.ts';
import type { Mac } from '../core/port.ts';
import { MAC_BYTES, MAX_NAME_BYTES } from '../core/wire.ts';

export interface MeshKeys {
  network: number;
  mac: Mac;
}

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

/** 64 hex digits are a key; anything else is a passphrase, and is stretched (scrypt, node's defaults). */
export function keyFromText(text: string): Uint8Array {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  return scryptSync(text.normalize('NFC'), 'meshbed', 32);
}

export function deriveKeys(meshKey: Uint8Array): MeshKeys {
  const label = (info: string, bytes: number) =>
    new Uint8Array(hkdfSync('sha256', meshKey, 'meshbed', info, bytes));
  return { network: readU32(label('network', 4), 0), mac: hmac(label('mac', 32)) };
}

/** A key object made once: a fifth of the time of handing the bytes to each call. */
function hmac(keyBytes: Uint8Array): Mac {
  const key = createSecretKey(keyBytes);
  const compute = (bytes: Uint8Array, at: number) =>
    createHmac('sha256', key).update(bytes.subarray(0, at)).digest();
  return {
    sign: (bytes, at) => bytes.set(compute(bytes, at).subarray(0, MAC_BYTES), at),
    verify(bytes, at) {
      const wanted = compute(bytes, at);
      let difference = 0;
      for (let i = 0; i < MAC_BYTES; i++) difference |= wanted[i]! ^ bytes[at + i]!;
      return difference === 0;
    },
  };
}
