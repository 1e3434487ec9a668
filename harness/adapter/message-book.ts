/**
 * The messages of a run, by the id under which nodes report them: so that what a program prints can be told from what was put
 * in. A program can carry only a text in one line, so what is no such text is put in as one of the same length.
 */

import { createHash } from 'node:crypto';

const DIGEST_CHARS = 16;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export interface KnownMessage {
  node: string;
  boot: number;
  text: string;
  /** Of the payload, as the journal has it. */
  digest: string;
}

export class MessageBook {
  readonly #byRef = new Map<string, KnownMessage>();
  readonly #byId = new Map<string, KnownMessage>();

  /** `data` in base64, as in `inject`. */
  asked(ref: string, node: string, boot: number, data: string): KnownMessage {
    const payload = Buffer.from(data, 'base64');
    const message = { node, boot, text: textOf(payload), digest: digestOf(payload) };
    this.#byRef.set(ref, message);
    return message;
  }

  /** The message that was asked for by `ref` is called so. */
  named(ref: string, id: string): void {
    const message = this.#byRef.get(ref);
    if (message !== undefined) this.#byId.set(id, message);
  }

  get(id: string): KnownMessage | undefined {
    return this.#byId.get(id);
  }
}

/** The first 16 hex digits of SHA-256. */
export function digestOf(payload: Buffer | string): string {
  return createHash('sha256').update(payload).digest('hex').slice(0, DIGEST_CHARS);
}

/** The payload itself, where it is a text in one line; else letters, one for each byte. */
function textOf(payload: Buffer): string {
  const text = payload.toString('utf8');
  if (/^[^\p{Cc}\ufffd\u2028\u2029]+$/u.test(text) && text.trim() === text) return text;
  return Array.from(payload, (byte) => LETTERS[byte % LETTERS.length]).join('');
}
