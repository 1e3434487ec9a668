/**
 * One boot of a node as a container. Its stdin, stdout and stderr are one connection to the engine, opened
 * before the program runs, so that nothing it says is missed.
 */

import { readFile } from 'node:fs/promises';
import type { Duplex } from 'node:stream';

import type Docker from 'dockerode';
import { MeshbedError } from '../../common/errors.ts';
import { engineErrorStatus, ignoreIfGone } from '../../engine/connect.ts';
import { attachToContainer, waitForContainer } from '../../engine/streams.ts';
import type { PlannedNode } from '../../plan/types.ts';
import { type Running, UNREAD_LIMIT_BYTES } from '../lifecycle/running-nodes.ts';
import type { Streams } from '../node-output/output.ts';
import { sleep } from '../port/clock.ts';
import type { Executed, Exit, ProgramLaunch } from '../port/port.ts';
import { Demux } from './demux.ts';
import { execIn, followIn } from './exec.ts';
import type { Attachment } from './networks.ts';
import { archiveOfProgramFiles, PROGRAM_FOLDER, PROGRAM_VOLUME } from './program-files.ts';
import { cannotPause, cannotStart } from './refusals.ts';

/** How long after a program's end its last words may still be on the way. */
const LAST_WORDS_MS = 2_000;
/** How long the engine may take to tell of an exit. */
const EXIT_TOLD_MS = 30_000;
/** How long after a container's removal its exit may still be on the way. */
const EXIT_AFTER_REMOVAL_MS = 2_000;
/** Between two looks for one whose removal is not told. */
const LOOK_FOR_EVERY_MS = 1_000;
const KILLED = 128 + 9;
/** On a busy machine the freezer of cgroups of version 1 gives up at times, and lets the program go on. */
const PAUSE_TRIES = 5;

/** Whose it is, for errors, and what starts it beside its spec. */
export interface Occupant {
  node?: PlannedNode;
  launch?: ProgramLaunch | undefined;
}

export class Container implements Running {
  readonly gone: Promise<void>;
  /** Resolves when the engine has removed it, and its name and addresses are free again. */
  readonly removed: Promise<void>;
  readonly #container: Docker.Container;
  readonly #stream: Duplex;
  readonly #output: Streams;
  #ended = false;
  #killed = false;
  #paused = false;
  #deaf = false;
  /** Its process on this machine, once that was asked for. */
  #pid: number | null = null;

  static async launch(
    docker: Docker,
    spec: Docker.ContainerCreateOptions,
    more: readonly Attachment[],
    output: Streams,
    { node, launch }: Occupant = {},
  ): Promise<Container> {
    const container = await docker.createContainer(spec).catch((error) => {
      throw cannotStart(spec, node, error);
    });
    try {
      if (launch !== undefined)
        await container.putArchive(archiveOfProgramFiles(launch), { path: PROGRAM_VOLUME });
      for (const { network, address } of more) await network.connect(container.id, address);
      const stream = await attachToContainer(docker, container.id);
      const exit = await nextExit(docker, container.id);
      const launched = new Container(docker, container, stream, exit.code, output);
      await container.start();
      for (const name of launch?.follow ?? [])
        await followIn(
          container,
          `${PROGRAM_FOLDER}/${name}`,
          (chunk) => output.file?.(name, chunk),
          (isCutOff) => output.fileAnew?.(name, isCutOff),
        );
      return launched;
    } catch (error) {
      output.silence();
      await ignoreIfGone(container.remove({ force: true, v: true }));
      throw error instanceof MeshbedError ? error : cannotStart(spec, node, error);
    }
  }

  private constructor(
    docker: Docker,
    container: Docker.Container,
    stream: Duplex,
    exit: Promise<number | null>,
    output: Streams,
  ) {
    this.#container = container;
    this.#stream = stream;
    this.#output = output;
    const demux = new Demux(
      (bytes) => output.stdout(bytes),
      (bytes) => output.stderr(bytes),
    );
    stream.on('data', (chunk: Buffer) => demux.push(chunk));
    // The connection's end is reported by `close`; what the program did is reported by its exit.
    stream.on('error', () => {});
    const closed = new Promise<void>((resolve) => {
      stream.once('close', resolve);
      stream.once('end', resolve);
    });
    this.removed = closed.then(() => removal(docker, container.id));
    this.gone = this.#watch(exit, closed);
  }

  /** Known where the engine is on this machine: then its process is ours to look at, and names the container. */
  async processId(): Promise<number | null> {
    try {
      const pid = (await this.#container.inspect()).State.Pid;
      if (pid <= 0 || !(await this.#isOurs(pid))) return null;
      this.#pid = pid;
      return pid;
    } catch {
      return null;
    }
  }

  /** Its process on the engine's machine; 0 where it has ended. */
  async enginePid(): Promise<number> {
    return (await this.#container.inspect()).State.Pid;
  }

  /** A busy engine tells an exit seconds after the kernel knows of it. */
  async exitTold(): Promise<void> {
    if (this.#ended || this.#pid === null || (await this.#isOurs(this.#pid))) return;
    await Promise.race([this.gone, sleep(EXIT_TOLD_MS)]);
  }

  async #isOurs(pid: number): Promise<boolean> {
    const cgroup = await readFile(`/proc/${pid}/cgroup`, 'latin1').catch(() => '');
    return cgroup.includes(this.#container.id);
  }

  get id(): string {
    return this.#container.id;
  }

  get ended(): boolean {
    return this.#ended;
  }

  get isPaused(): boolean {
    return this.#paused;
  }

  send(command: object): void {
    this.write(`${JSON.stringify(command)}\n`);
  }

  write(text: string, done: (isTaken: boolean) => void = () => {}): void {
    if (this.#ended || this.#deaf || !this.#stream.writable) return done(false);
    if (this.#stream.writableLength > UNREAD_LIMIT_BYTES) {
      this.#deaf = true;
      this.#output.note('meshbed: it reads no commands; no more are sent');
      return done(false);
    }
    this.#stream.write(text, (error) => done(!error));
  }

  hangUp(): void {
    this.#stream.end();
  }

  async kill(): Promise<void> {
    this.#killed = true;
    try {
      await this.#container.kill({ signal: 'SIGKILL' });
    } catch {
      // It is gone, or it is paused: some engines refuse this then, with the same status.
      await ignoreIfGone(this.#container.unpause());
      await ignoreIfGone(this.#container.kill({ signal: 'SIGKILL' }));
    }
    await this.gone;
  }

  async signal(name: string): Promise<void> {
    await ignoreIfGone(this.#container.kill({ signal: name }));
  }

  exec(command: readonly string[]): Promise<Executed> {
    return execIn(this.#container, command);
  }

  async pause(): Promise<void> {
    this.#paused = true;
    for (let tries = 1; ; tries++) {
      try {
        return await ignoreIfGone(this.#container.pause());
      } catch (error) {
        if (this.#ended) return;
        if (tries === PAUSE_TRIES) throw cannotPause(error);
      }
    }
  }

  async resume(): Promise<void> {
    await ignoreIfGone(this.#container.unpause());
    this.#paused = false;
  }

  async #watch(exit: Promise<number | null>, closed: Promise<void>): Promise<void> {
    const told = new AbortController();
    // Podman says that it will tell an exit, and only then begins to look for one. Should one get past it, the removal
    // tells the end, though not the code.
    const untold = this.removed.then(() => (this.#ended ? null : sleep(EXIT_AFTER_REMOVAL_MS, told.signal)));
    const code = await Promise.race([exit, untold.then(() => null)]);
    this.#ended = true;
    told.abort();
    await Promise.race([closed, sleep(LAST_WORDS_MS)]);
    this.#stream.destroy();
    await this.#output.end(this.#exitOf(code));
  }

  /** The engine tells a signal only as a code, which a program can end with too: we know what we did. */
  #exitOf(code: number | null): Exit {
    return this.#killed && (code === KILLED || code === null)
      ? { code: null, signal: 'SIGKILL' }
      : { code, signal: null };
  }
}

/**
 * Begins to wait for a container's next exit. Resolves when the engine has taken note: only then may the
 * container start, or a program that ends at once would end unseen, and be removed with its code.
 */
async function nextExit(docker: Docker, id: string): Promise<{ code: Promise<number | null> }> {
  const answer = await waitForContainer(docker, id, 'next-exit');
  // Wrapped, since a promise of a promise would wait for both.
  const code = new Promise<number | null>((resolve) => {
    const chunks: Buffer[] = [];
    answer.on('data', (chunk: Buffer) => chunks.push(chunk));
    answer.once('error', () => resolve(null));
    answer.once('close', () => resolve(null));
    answer.once('end', () => resolve(statusCode(Buffer.concat(chunks).toString('utf8'))));
  });
  return { code };
}

/**
 * Resolves when the engine has removed it, or says that it never had it. Docker 20.10 never answers who asks in the moment in
 * which it is being removed, so it is also looked for.
 */
async function removal(docker: Docker, id: string): Promise<void> {
  const answer = await waitForContainer(docker, id, 'removed').catch(() => null);
  if (answer === null) return;
  answer.resume();
  const told = new AbortController();
  for (const end of ['close', 'end', 'error']) answer.once(end, () => told.abort());
  while (!told.signal.aborted) {
    await sleep(LOOK_FOR_EVERY_MS, told.signal);
    if (told.signal.aborted || !(await isThere(docker, id))) break;
  }
  (answer as Partial<Duplex>).destroy?.();
}

/** Not where the engine itself is gone, which is reported elsewhere. */
async function isThere(docker: Docker, id: string): Promise<boolean> {
  try {
    await docker.getContainer(id).inspect();
    return true;
  } catch (error) {
    return engineErrorStatus(error) !== 404 && engineErrorStatus(error) !== null;
  }
}

function statusCode(body: string): number | null {
  try {
    return (JSON.parse(body) as { StatusCode?: number }).StatusCode ?? null;
  } catch {
    return null;
  }
}
