/**
 * Processes that outlive runs: each run has addresses of its own, and takes its programs from one shelf.
 */

import { Shelf } from '../pool/shelf.ts';
import type { Child } from './child.ts';
import { type Keeper, Nursery, PooledKeeper } from './keeper.ts';
import { ProcessRuntime } from './runtime.ts';

export class ProcessPool {
  readonly #shelf = new Shelf<Child>();
  readonly #name: string;
  #nursery: Nursery | null = null;

  /** `name` is what its processes are known by, as if it were a run's. */
  constructor(name: string) {
    this.#name = name;
  }

  make(): ProcessRuntime {
    return new ProcessRuntime(() => this.#keeper());
  }

  /** Programs that wait for a run. */
  get idle(): number {
    return this.#shelf.size;
  }

  async close(): Promise<void> {
    await this.#shelf.close();
    this.#nursery?.done();
  }

  #keeper(): Keeper {
    this.#shelf.mustBeOpen();
    this.#nursery ??= new Nursery(this.#name);
    return new PooledKeeper(this.#shelf, this.#nursery);
  }
}
