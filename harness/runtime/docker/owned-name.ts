/**
 * A name on an engine, under which containers and networks are made: leased, guarded, and removed with all that carries
 * it. A run has one of its own; a pool has one for many runs.
 */

import { EXIT, MeshbedError } from '../../common/errors.ts';
import { type Engine, needEngine } from '../../engine/find.ts';
import { Lease } from '../../engine/lease.ts';
import { removeRun } from '../../engine/remove.ts';
import { Guardian } from '../guardian/handle.ts';

export class OwnedName {
  readonly name: string;
  #engine: Engine | null = null;
  #guardian: Guardian | null = null;
  #lease: Lease | null = null;

  constructor(name: string) {
    this.name = name;
  }

  /** `mustBeOpen` throws when there is no need any more. */
  async open(mustBeOpen: () => void): Promise<Engine> {
    const engine = await needEngine();
    mustBeOpen();
    this.#engine = engine;
    this.#guardian = Guardian.start(this.name, engine.connection);
    this.#lease = await Lease.take(engine.docker, this.name);
    return engine;
  }

  /** Whatever there is by now; nothing is being made any more. */
  async remove(): Promise<void> {
    if (this.#engine === null) return;
    const { docker, where } = this.#engine;
    await this.#lease?.stop();
    const left = await removeRun(docker, this.name, 1);
    if (left.some((text) => !text.startsWith('network '))) {
      // The guardian, whose pipe closes with us, goes on trying.
      throw new MeshbedError(
        'NOT_REMOVED',
        `The engine at ${where} did not remove what run ${this.name} has made: ${left.join('; ')}.`,
        'See that the engine answers, then run meshbed clean.',
        EXIT.noEngine,
      );
    }
    // An empty network that the engine cannot let go says nothing about the mesh.
    if (left.length > 0) {
      process.emitWarning(
        `the engine keeps an empty ${left.join('; ')}. Restart it, then run meshbed clean.`,
      );
    }
    this.#guardian?.done();
  }
}
