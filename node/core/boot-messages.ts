import { Runs } from './runs.ts';

/** What is held of one boot of an origin. */
export class BootMessages {
  readonly runs: Runs;
  /** By their numbers. */
  readonly #datagrams: Uint8Array[];

  /** With a message to start with: then it takes the room of one, and not that of the many that a list expects. */
  constructor(sequence: number, datagram: Uint8Array) {
    this.runs = new Runs(sequence);
    this.#datagrams = [datagram];
  }

  get messages(): number {
    return this.#datagrams.length;
  }

  get(sequence: number): Uint8Array | undefined {
    return this.runs.has(sequence) ? this.#datagrams[this.#last - this.runs.after(sequence)] : undefined;
  }

  /** One that is not held. */
  add(sequence: number, datagram: Uint8Array): void {
    const after = this.runs.after(sequence);
    this.runs.add(sequence);
    if (after === 0) this.#datagrams.push(datagram);
    else this.#datagrams.splice(this.#datagrams.length - after, 0, datagram);
  }

  /** One that is held. */
  remove(sequence: number): void {
    const place = this.#last - this.runs.after(sequence);
    this.runs.remove(sequence);
    if (place === 0) this.#datagrams.shift();
    else this.#datagrams.splice(place, 1);
  }

  get #last(): number {
    return this.#datagrams.length - 1;
  }
}
