/**
 * Who starts the programs of a run, has them guarded, and sees to their end: each run has a keeper. All that is started
 * carries a name, by which it is found when the harness dies.
 */

import { Guardian } from '../guardian/guardian.ts';
import type { Streams } from '../output.ts';
import type { Shelf } from '../pool/shelf.ts';
import { Child } from './child.ts';
import { mark, OWNER_VARIABLE, RUN_VARIABLE } from './proc.ts';
import type { Program } from './program.ts';

export interface Keeper {
  launch(program: Program, streams: Streams): Promise<Child>;
  /** Sees to the end of all that it has launched; nothing is being launched any more. */
  leave(): Promise<void>;
}

/** Starts processes under one name, and has a guardian for them. */
export class Nursery {
  readonly #guardian: Guardian;
  readonly #env: Record<string, string>;

  constructor(name: string) {
    this.#guardian = Guardian.start(name, null);
    this.#env = { [RUN_VARIABLE]: name, [OWNER_VARIABLE]: mark(process.pid) ?? '' };
  }

  async spawn(program: Program, streams: Streams): Promise<Child> {
    const child = await Child.spawn(program, this.#env, streams);
    this.#guardian.watch(child.mark);
    void child.gone.then(() => this.#guardian.ended(child.mark));
    return child;
  }

  /** All that it has started has ended. */
  done(): void {
    this.#guardian.done();
  }
}

/** For one run, which leaves nothing. */
export class OwnKeeper implements Keeper {
  readonly #nursery: Nursery;
  readonly #children = new Set<Child>();

  constructor(run: string) {
    this.#nursery = new Nursery(run);
  }

  async launch(program: Program, streams: Streams): Promise<Child> {
    const child = await this.#nursery.spawn(program, streams);
    this.#children.add(child);
    void child.gone.then(() => this.#children.delete(child));
    return child;
  }

  async leave(): Promise<void> {
    await Promise.all([...this.#children].map((child) => child.kill()));
    this.#nursery.done();
  }
}

/** For one run among several that use the same programs. */
export class PooledKeeper implements Keeper {
  readonly #shelf: Shelf<Child>;
  readonly #nursery: Nursery;
  readonly #children = new Set<Child>();

  constructor(shelf: Shelf<Child>, nursery: Nursery) {
    this.#shelf = shelf;
    this.#nursery = nursery;
  }

  async launch(program: Program, streams: Streams): Promise<Child> {
    const what = JSON.stringify([program.file, program.args, program.env]);
    const child = await this.#shelf.launch(what, streams, (outlet) => this.#nursery.spawn(program, outlet));
    this.#children.add(child);
    return child;
  }

  async leave(): Promise<void> {
    await Promise.all([...this.#children].map((child) => this.#shelf.giveBack(child)));
    this.#children.clear();
  }
}
