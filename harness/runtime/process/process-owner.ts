/**
 * Who starts the programs of a run, has them guarded, and sees to their end: each run has an owner. All that is started
 * carries a name, by which it is found when the harness dies.
 */

import { Guardian } from '../guardian/handle.ts';
import type { Streams } from '../node-output/output.ts';
import type { IdlePool } from '../pool/idle-pool.ts';
import { OWNER_VARIABLE, processMark, RUN_VARIABLE } from '../system/proc.ts';
import { Child } from './child.ts';
import type { Program } from './program.ts';

export interface ProcessOwner {
  launch(program: Program, streams: Streams): Promise<Child>;
  /** Sees to the end of all that it has launched; nothing is being launched any more. */
  leave(): Promise<void>;
}

/** Starts processes under one name, and has a guardian for them. */
export class Spawner {
  readonly #guardian: Guardian;
  readonly #env: Record<string, string>;

  constructor(name: string) {
    this.#guardian = Guardian.start(name, null);
    this.#env = { [RUN_VARIABLE]: name, [OWNER_VARIABLE]: processMark(process.pid) ?? '' };
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
export class RunProcessOwner implements ProcessOwner {
  readonly #spawner: Spawner;
  readonly #children = new Set<Child>();

  constructor(run: string) {
    this.#spawner = new Spawner(run);
  }

  async launch(program: Program, streams: Streams): Promise<Child> {
    const child = await this.#spawner.spawn(program, streams);
    this.#children.add(child);
    void child.gone.then(() => this.#children.delete(child));
    return child;
  }

  async leave(): Promise<void> {
    await Promise.all([...this.#children].map((child) => child.kill()));
    this.#spawner.done();
  }
}

/** For one run among several that use the same programs. */
export class PooledProcessOwner implements ProcessOwner {
  readonly #idlePrograms: IdlePool<Child>;
  readonly #spawner: Spawner;
  readonly #children = new Set<Child>();
  /** What no other run can use. */
  readonly #strangers = new Set<Child>();

  constructor(idlePrograms: IdlePool<Child>, spawner: Spawner) {
    this.#idlePrograms = idlePrograms;
    this.#spawner = spawner;
  }

  async launch(program: Program, streams: Streams): Promise<Child> {
    if (program.isForeign) return await this.#foreign(program, streams);
    const what = JSON.stringify([program.file, program.args, program.env, program.folder]);
    const child = await this.#idlePrograms.launch(what, streams, (outputSwitch) =>
      this.#spawner.spawn(program, outputSwitch),
    );
    this.#children.add(child);
    return child;
  }

  async leave(): Promise<void> {
    await Promise.all([
      ...[...this.#children].map((child) => this.#idlePrograms.giveBack(child)),
      ...[...this.#strangers].map((child) => child.kill()),
    ]);
    this.#children.clear();
  }

  async #foreign(program: Program, streams: Streams): Promise<Child> {
    const child = await this.#spawner.spawn(program, streams);
    this.#strangers.add(child);
    void child.gone.then(() => this.#strangers.delete(child));
    return child;
  }
}
