/**
 * Bytes in, lines out. Splits on the byte 0x0A before decoding, so that a character cut in two by a chunk's
 * end stays whole, and keeps at most one line of bounded length.
 */

/** Longer than any sensible event; a program that writes more without a line break is not speaking in lines. */
export const LINE_LIMIT_BYTES = 1024 * 1024;

/** What is kept of a line that is too long, to show to people. */
const KEPT_BYTES = 400;

const NEWLINE = 0x0a;

export type OnLine = (text: string, tooLong: boolean) => void;

export class BoundedLineSplitter {
  readonly #limitBytes: number;
  readonly #onLine: OnLine;
  /** The beginning of a line whose end has not come yet. */
  #pieces: Uint8Array[] = [];
  #piecesBytes = 0;
  /** Inside a line that was too long and has been told. */
  #skipping = false;

  constructor(onLine: OnLine, limitBytes = LINE_LIMIT_BYTES) {
    this.#onLine = onLine;
    this.#limitBytes = limitBytes;
  }

  push(chunk: Buffer): void {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      this.#lineEnds(chunk, from, at);
      from = at + 1;
    }
    if (from < chunk.length) this.#keep(chunk.subarray(from));
  }

  /** The bytes are over. Returns what came after the last line break, or null. */
  end(): string | null {
    const rest = this.#piecesBytes > 0 ? decode(Buffer.concat(this.#pieces)) : null;
    this.#forget();
    this.#skipping = false;
    return rest;
  }

  #lineEnds(chunk: Buffer, from: number, to: number): void {
    if (this.#skipping) {
      this.#skipping = false;
    } else if (this.#piecesBytes + to - from > this.#limitBytes) {
      this.#keep(chunk.subarray(from, to));
      this.#skipping = false;
    } else if (this.#piecesBytes === 0) {
      this.#onLine(decode(chunk, from, to), false);
    } else {
      const line = Buffer.concat([...this.#pieces, chunk.subarray(from, to)]);
      this.#forget();
      this.#onLine(decode(line), false);
    }
  }

  #keep(piece: Uint8Array): void {
    if (this.#skipping) return;
    this.#pieces.push(piece);
    this.#piecesBytes += piece.length;
    if (this.#piecesBytes <= this.#limitBytes) return;
    const beginning = decode(Buffer.concat(this.#pieces), 0, KEPT_BYTES);
    this.#forget();
    this.#skipping = true;
    this.#onLine(beginning, true);
  }

  #forget(): void {
    this.#pieces = [];
    this.#piecesBytes = 0;
  }
}

function decode(bytes: Buffer, from = 0, to = bytes.length): string {
  const end = to > from && bytes[to - 1] === 0x0d ? to - 1 : to;
  return bytes.toString('utf8', from, end);
}
