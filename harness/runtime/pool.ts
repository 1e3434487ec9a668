/// <reference lib="esnext.disposable" preserve="true" />

/**
 * Programs for many meshes: started for the first, kept for the next. A pool hands out runtimes; each is opened and
 * closed like any other, but closing it takes its programs back to idle (`reset`) instead of ending them. What was
 * killed, is paused, said what is no event or does not come back to idle is ended, and another one started when needed.
 *
 * What its programs are known by, in labels and environments, is the pool's name, not a run's. Lease and guardian are
 * the pool's too, so nothing is left behind however its owner ends.
 */

import { randomBytes } from 'node:crypto';
import { EXIT, MeshbedError } from '../common/errors.ts';
import { usualRuntime } from './make.ts';
import type { Runtime } from './port/port.ts';

export interface PoolOptions {
  /** Absent: what MESHBED_RUNTIME says, else docker where an engine answers, else process. */
  runtime?: 'docker' | 'process';
}

/** What keeps the programs of one kind of runtime. */
interface Keeping {
  make(): Runtime;
  readonly idle: number;
  close(): Promise<void>;
}

export class Pool implements AsyncDisposable {
  /** As a run's name, and told from those by its first letter. */
  readonly name = `p${randomBytes(5).toString('hex')}`;
  readonly #asked: 'docker' | 'process' | undefined;
  #keeping: Promise<Keeping> | null = null;
  #closing: Promise<void> | null = null;

  constructor({ runtime }: PoolOptions = {}) {
    this.#asked = runtime;
  }

  /** A runtime for one mesh. Several may be in use at once; their meshes do not meet. */
  async runtime(): Promise<Runtime> {
    if (this.#closing !== null)
      throw new MeshbedError('CLOSED', 'The pool was closed.', 'Take another one.', EXIT.interrupted);
    this.#keeping ??= this.#make();
    return (await this.#keeping).make();
  }

  /** Programs that wait for the next mesh. */
  async idle(): Promise<number> {
    return (await this.#keeping)?.idle ?? 0;
  }

  /** Ends all its programs and removes all that is its own, also what a mesh still uses. */
  close(): Promise<void> {
    this.#closing ??= (async () => (await this.#keeping?.catch(() => null))?.close())();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #make(): Promise<Keeping> {
    const which = this.#asked ?? (await usualRuntime());
    if (which === 'process') return new (await import('./process/process-pool.ts')).ProcessPool(this.name);
    return new (await import('./docker/docker-pool.ts')).DockerPool(this.name);
  }
}
