/**
 * Simulations in threads: each thread runs one at a time, and none of them waits for another. A simulation hangs on
 * nothing outside its thread, so what it says does not depend on what runs beside it.
 */

import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ErrorCode } from '../common/error-codes.ts';
import { MeshbedError } from '../common/errors.ts';
import type { Setting } from '../topology/settings.ts';
import type { SweepRow } from './measure.ts';
import type { Lane } from './sweep.ts';

const program = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);

export interface SimulationOrder {
  file: string;
  settings: readonly Setting[];
  seed: number;
}

/** Classes do not survive the way between threads. */
export type Answer =
  | { row: SweepRow }
  | { error: { code: ErrorCode; message: string; fix: string; exitCode: number } };

export class Simulators {
  readonly #threads: Worker[];

  constructor(count: number) {
    this.#threads = Array.from({ length: count }, () => new Worker(program));
    for (const thread of this.#threads) {
      // An error reaches the caller that waits for an answer; nobody need wait.
      thread.on('error', () => {});
      thread.unref();
    }
  }

  /** One for each thread. When `signal` aborts, threads end where they are. */
  lanes(file: string, signal: AbortSignal): Lane[] {
    signal.addEventListener('abort', () => void this.end(), { once: true });
    return this.#threads.map((thread) => (settings, seed) => ask(thread, { file, settings, seed }, signal));
  }

  async end(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }
}

async function ask(thread: Worker, order: SimulationOrder, signal: AbortSignal): Promise<SweepRow | null> {
  thread.ref();
  try {
    thread.postMessage(order);
    const [answer] = (await once(thread, 'message', { signal })) as [Answer];
    if ('row' in answer) return answer.row;
    const { code, message, fix, exitCode } = answer.error;
    throw new MeshbedError(code, message, fix, exitCode);
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  } finally {
    thread.unref();
  }
}
