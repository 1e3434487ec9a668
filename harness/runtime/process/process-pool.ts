/**
 * Processes that outlive runs: each run has addresses of its own, and takes its programs from one idle pool.
 */

import { IdlePool } from '../pool/idle-pool.ts';
import type { Child } from './child.ts';
import { PooledProcessOwner, type ProcessOwner, Spawner } from './process-owner.ts';
import { ProcessRuntime } from './runtime.ts';

export class ProcessPool {
  readonly #idlePrograms = new IdlePool<Child>();
  readonly #name: string;
  #spawner: Spawner | null = null;

  /** `name` is what its processes are known by, as if it were a run's. */
  constructor(name: string) {
    this.#name = name;
  }

  make(): ProcessRuntime {
    return new ProcessRuntime(() => this.#owner());
  }

  /** Programs that wait for a run. */
  get idle(): number {
    return this.#idlePrograms.size;
  }

  async close(): Promise<void> {
    await this.#idlePrograms.close();
    this.#spawner?.done();
  }

  #owner(): ProcessOwner {
    this.#idlePrograms.mustBeOpen();
    this.#spawner ??= new Spawner(this.#name);
    return new PooledProcessOwner(this.#idlePrograms, this.#spawner);
  }
}
