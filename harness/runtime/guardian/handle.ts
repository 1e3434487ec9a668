/**
 * The harness's end of the guardian: a process of its own that outlives the harness and removes what it
 * leaves (`main.ts`). The two are joined by a pipe, and only by it: when the pipe closes and nobody has said
 * that all is done, the harness has died.
 */

import { spawn } from 'node:child_process';
import { extname } from 'node:path';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { compileCache } from '../system/compile-cache.ts';

/** Lines of JSON on the pipe. The first is `begin`. */
export type GuardianLine =
  /** `engine`: the options of the Docker client, for a run on an engine. */
  | { say: 'begin'; run: string; engine: Record<string, unknown> | null }
  /** A process group to remove, by the mark of its leader; and one that has ended. */
  | { say: 'process'; mark: string }
  | { say: 'ended'; mark: string }
  | { say: 'done' };

const program = fileURLToPath(new URL(`./main${extname(import.meta.url)}`, import.meta.url));

export class Guardian {
  readonly #pipe: Writable | null;

  private constructor(pipe: Writable | null) {
    this.#pipe = pipe;
  }

  /** Starts it beside us, in a session of its own, so that what ends us does not end it. */
  static start(run: string, engine: Record<string, unknown> | null): Guardian {
    const child = spawn(process.execPath, [program], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: { ...process.env, NODE_COMPILE_CACHE: compileCache() },
      cwd: '/',
    });
    child.on('error', () => {});
    child.stdin.on('error', () => {});
    child.unref();
    // A pipe is a socket to Node; it must not keep the harness from ending.
    (child.stdin as Writable & { unref?: () => void }).unref?.();
    const guardian = new Guardian(child.stdin);
    guardian.#say({ say: 'begin', run, engine });
    return guardian;
  }

  watch(mark: string): void {
    this.#say({ say: 'process', mark });
  }

  ended(mark: string): void {
    this.#say({ say: 'ended', mark });
  }

  /** Everything has been removed; it can go. */
  done(): void {
    this.#say({ say: 'done' });
    this.#pipe?.end();
  }

  #say(line: GuardianLine): void {
    if (this.#pipe?.writable) this.#pipe.write(`${JSON.stringify(line)}\n`);
  }
}
