/**
 * Programs that outlive runs: between two of them they are idle, and kept by their kind.
 *
 * 1. What is idle said `idle` after its last run, and nothing since.
 * 2. What is taken says `idle` again first; one that does not is ended, and another one starts in its place.
 * 3. Only what came through its run unharmed goes back: it runs, is not paused, and said nothing that no event is.
 */

import { EXIT, MeshbedError } from '../../common/errors.ts';
import type { Running } from '../lifecycle/running-nodes.ts';
import type { Streams } from '../node-output/output.ts';
import { OutputSwitch } from './output-switch.ts';

export interface Reusable extends Running {
  readonly isPaused: boolean;
}

/** How long a program may take to come back to idle. One that needs longer is not worth waiting for. */
const IDLE_MS = 2_000;

interface Kept<Kind> {
  program: Kind;
  outputSwitch: OutputSwitch;
  what: string;
}

export class IdlePool<Kind extends Reusable> {
  readonly #idle = new Map<string, Kept<Kind>[]>();
  readonly #lent = new Map<Kind, Kept<Kind>>();
  #closed = false;

  /** How many stand there. */
  get size(): number {
    return [...this.#idle.values()].reduce((sum, kept) => sum + kept.length, 0);
  }

  /** An idle program of that kind, or one that `start` starts; what it says goes to `streams` from its `idle` on. */
  async launch(what: string, streams: Streams, start: (streams: Streams) => Promise<Kind>): Promise<Kind> {
    for (let kept = this.#take(what); kept !== null; kept = this.#take(what)) {
      if (await this.#reset(kept, streams)) {
        this.#lent.set(kept.program, kept);
        return kept.program;
      }
      await end(kept.program);
    }
    this.mustBeOpen();
    const outputSwitch = new OutputSwitch(streams);
    const program = await start(outputSwitch);
    this.#lent.set(program, { program, outputSwitch, what });
    if (!this.#closed) return program;
    await end(program);
    throw closed();
  }

  /** After its run: idle again, or ended. `isWanted` false: ended in any case. True when it stands there. */
  async giveBack(program: Kind, isWanted = true): Promise<boolean> {
    const kept = this.#lent.get(program);
    this.#lent.delete(program);
    const isUnharmed = isWanted && !program.ended && !program.isPaused && kept?.outputSwitch.isSound;
    kept?.outputSwitch.detach();
    if (kept && isUnharmed && (await this.#reset(kept, null)) && !this.#closed) {
      this.#idle.set(kept.what, [...(this.#idle.get(kept.what) ?? []), kept]);
      return true;
    }
    await end(program);
    return false;
  }

  /** Ends one of that kind, if there is one. */
  async discard(what: string): Promise<void> {
    const kept = this.#take(what);
    if (kept !== null) await end(kept.program);
  }

  mustBeOpen(): void {
    if (this.#closed) throw closed();
  }

  /** From here on nothing is launched, and nothing goes back; all that it has is somebody else's to end. */
  shut(): void {
    this.#closed = true;
  }

  /** Ends all of them, lent or not. */
  async close(): Promise<void> {
    this.shut();
    const all = [...[...this.#idle.values()].flat(), ...this.#lent.values()];
    this.#idle.clear();
    await Promise.all(all.map(({ program }) => end(program)));
  }

  #take(what: string): Kept<Kind> | null {
    const all = this.#idle.get(what) ?? [];
    for (let kept = all.pop(); kept !== undefined; kept = all.pop()) {
      if (kept.outputSwitch.isSound && !kept.program.ended) return kept;
      void end(kept.program);
    }
    return null;
  }

  async #reset({ program, outputSwitch }: Kept<Kind>, next: Streams | null): Promise<boolean> {
    const idle = outputSwitch.idle(next, IDLE_MS);
    program.send({ type: 'reset' });
    return await idle;
  }
}

function closed(): MeshbedError {
  return new MeshbedError('CLOSED', 'The pool was closed.', 'Take another one.', EXIT.interrupted);
}

async function end(program: Reusable): Promise<void> {
  if (program.ended) await program.gone;
  else await program.kill();
}
