/**
 * A command that runs beside a node, on whatever runtime: what it writes, up to a limit, and how it ends, within a limit.
 */

import type { Streams } from '../node-output/output.ts';
import { sleep } from '../port/clock.ts';
import type { Executed, Exit } from '../port/port.ts';

/** How long such a command may take. */
export const EXECUTION_MS = 10_000;
/** How much of what it writes is kept. */
const KEPT_BYTES = 16 * 1024;

export class Execution implements Streams {
  readonly #pieces: Buffer[] = [];
  #keptBytes = 0;
  #end: (code: number | null) => void = () => {};
  readonly #ended = new Promise<number | null>((resolve) => {
    this.#end = resolve;
  });
  readonly isSound = true;

  /** What became of it; null in place of its code where it took too long, and goes on. */
  async outcome(withinMs = EXECUTION_MS): Promise<Executed> {
    const enough = new AbortController();
    const late = sleep(withinMs, enough.signal).then(() => undefined);
    const code = await Promise.race([this.#ended, late]);
    enough.abort();
    const said = Buffer.concat(this.#pieces).toString('utf8').trimEnd();
    if (code === undefined) return { code: null, text: `it took longer than ${withinMs / 1000} s` };
    return { code, text: code === null && said === '' ? 'it was killed' : said };
  }

  stdout(chunk: Buffer): void {
    const piece = chunk.subarray(0, KEPT_BYTES - this.#keptBytes);
    this.#keptBytes += piece.length;
    if (piece.length > 0) this.#pieces.push(piece);
  }

  stderr(chunk: Buffer): void {
    this.stdout(chunk);
  }

  end({ code }: Pick<Exit, 'code'>): void {
    this.#end(code);
  }

  note(): void {}
  silence(): void {}
  numberFrom(): void {}
}

/** Of a command that could not even be started. */
export function notExecuted(error: unknown): Executed {
  return { code: null, text: error instanceof Error ? error.message : String(error) };
}
