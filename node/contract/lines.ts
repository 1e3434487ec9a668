/**
 * Lines out of chunks of text. A line that grows past the limit is dropped up to its end and reported once,
 * so that a writer gone mad cannot fill the memory.
 */
export class LineSplitter {
  readonly #maxLength: number;
  readonly #onLine: (line: string) => void;
  readonly #onTooLong: () => void;
  #rest = '';
  #isSkipping = false;

  constructor(maxLength: number, onLine: (line: string) => void, onTooLong: () => void) {
    this.#maxLength = maxLength;
    this.#onLine = onLine;
    this.#onTooLong = onTooLong;
  }

  push(chunk: string): void {
    let start = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
      const line = this.#rest + chunk.slice(start, end);
      start = end + 1;
      this.#rest = '';
      if (this.#isSkipping) this.#isSkipping = false;
      else if (line.length > this.#maxLength) this.#onTooLong();
      else this.#onLine(line);
    }
    if (this.#isSkipping) return;
    this.#rest += chunk.slice(start);
    if (this.#rest.length <= this.#maxLength) return;
    this.#rest = '';
    this.#isSkipping = true;
    this.#onTooLong();
  }
}
