/**
 * What a program says over several runs: each run hears its own part. Between runs nobody hears it, and it has nothing
 * to say but `idle`, in answer to `reset`.
 */

import { decodeEvent } from '../node-output/events.ts';
import { BoundedLineSplitter } from '../node-output/lines.ts';
import type { Streams } from '../node-output/output.ts';
import type { Exit } from '../port/port.ts';

export class OutputSwitch implements Streams {
  #target: Streams | null;
  #lines = this.#newLines();
  /** Told of the `idle` that is waited for, and whom to tell what follows. */
  #onIdle: ((came: boolean) => void) | null = null;
  #next: Streams | null = null;
  #isSound = true;

  constructor(target: Streams) {
    this.#target = target;
  }

  /** So far it has said nothing that no program in its place may say. */
  get isSound(): boolean {
    return this.#isSound && (this.#target?.isSound ?? true);
  }

  /** The run is over: nobody hears it. */
  detach(): void {
    this.#isSound = this.isSound;
    this.#target = null;
    this.#lines = this.#newLines();
  }

  /**
   * Resolves with true once it has said `idle`. That and what follows goes to `next`, where there is one, for which it
   * is the first event; a program says it once it has nothing else to say.
   */
  async idle(next: Streams | null, withinMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const came = new Promise<boolean>((resolve) => {
      this.#onIdle = resolve;
      this.#next = next;
      timer = setTimeout(() => resolve(false), withinMs);
    });
    const itCame = await came;
    clearTimeout(timer);
    this.#onIdle = null;
    this.#next = null;
    return itCame;
  }

  stdout(chunk: Buffer): void {
    if (this.#target !== null) return this.#target.stdout(chunk);
    this.#lines.push(chunk);
    // A run has begun in the middle of the chunk.
    const rest = this.#target === null ? null : this.#lines.end();
    if (rest !== null) this.#tell(rest);
  }

  stderr(chunk: Buffer): void {
    this.#target?.stderr(chunk);
  }

  file(name: string, chunk: Buffer): void {
    this.#target?.file?.(name, chunk);
  }

  async end(exit: Exit): Promise<void> {
    this.#onIdle?.(false);
    await this.#target?.end(exit);
  }

  note(text: string): void {
    this.#isSound = false;
    this.#target?.note(text);
  }

  silence(): void {
    this.#target?.silence();
  }

  numberFrom(seq: number): void {
    this.#target?.numberFrom(seq);
  }

  #newLines(): BoundedLineSplitter {
    return new BoundedLineSplitter((text, tooLong) => this.#said(text, tooLong));
  }

  #said(text: string, tooLong: boolean): void {
    if (this.#target !== null) return this.#tell(`${text}\n`);
    const decoded = tooLong ? null : decodeEvent(text);
    const isIdle = decoded?.kind === 'event' && decoded.event.type === 'idle';
    // Until it is idle, what it still has to say about the last run is of no interest any more.
    if (this.#onIdle === null) this.#isSound = false;
    else if (isIdle) {
      this.#target = this.#next;
      this.#target?.numberFrom(decoded.event.seq);
      this.#tell(`${text}\n`);
      this.#onIdle(true);
    }
  }

  #tell(text: string): void {
    this.#target?.stdout(Buffer.from(text));
  }
}
