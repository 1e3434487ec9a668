/**
 * One boot of a node as a child process, with everything that it starts in turn: the child leads a session
 * and a process group of its own, and every signal goes to the group.
 */

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

import { EXIT, MeshbedError } from '../../common/errors.ts';
import { plural } from '../../common/wording.ts';
import { type Running, UNREAD_LIMIT_BYTES } from '../lifecycle/running-nodes.ts';
import type { Streams } from '../node-output/output.ts';
import { waitUntilTrue } from '../port/clock.ts';
import type { Exit } from '../port/port.ts';
import { isStopped, killStart, processMark, signalGroup } from '../system/proc.ts';
import type { Program } from './program.ts';

/** How long a dead program's stdout may stay open in the hands of a process that left its group. */
const LINGER_MS = 500;
const STOP_MS = 5_000;

export class Child implements Running {
  readonly pid: number;
  /** The same, as no later process can have it. */
  readonly mark: string;
  readonly gone: Promise<void>;
  readonly #process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #output: Streams;
  /** Of a program that knows nothing of the contract. */
  readonly #start: string | null;
  #ended = false;
  #paused = false;
  #hasSpoken = false;
  #deaf = false;

  static async spawn(program: Program, env: Record<string, string>, output: Streams): Promise<Child> {
    const child = spawn(program.file, program.args, {
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(program.folder === undefined ? {} : { cwd: program.folder }),
      env: { ...process.env, ...program.env, ...env },
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error) => reject(cannotStart(program, error)));
    });
    return new Child(child, output, program.start ?? null);
  }

  private constructor(
    child: ChildProcessByStdio<Writable, Readable, Readable>,
    output: Streams,
    start: string | null,
  ) {
    this.#process = child;
    this.#output = output;
    this.#start = start;
    this.pid = child.pid!;
    this.mark = processMark(this.pid) ?? `${this.pid}:gone`;
    // EPIPE: it closed its stdin or has ended, and its exit tells all there is to tell.
    child.stdin.on('error', () => {});
    child.on('error', () => {});
    child.stdout.on('data', (chunk: Buffer) => {
      this.#hasSpoken = true;
      output.stdout(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => output.stderr(chunk));
    this.gone = this.#watch();
  }

  get ended(): boolean {
    return this.#ended;
  }

  get isPaused(): boolean {
    return this.#paused;
  }

  async processId(): Promise<number> {
    return this.pid;
  }

  /** Waits until it has said something, a sign that its start is over; but not for long. */
  async firstWord(withinMs: number): Promise<void> {
    if (this.#hasSpoken) return;
    let timer: NodeJS.Timeout | undefined;
    const spoke = new Promise<void>((resolve) => {
      this.#process.stdout.once('data', () => resolve());
      timer = setTimeout(resolve, withinMs);
    });
    await Promise.race([spoke, this.gone]);
    clearTimeout(timer);
  }

  send(command: object): void {
    this.write(`${JSON.stringify(command)}\n`);
  }

  write(text: string, done: (isTaken: boolean) => void = () => {}): void {
    if (this.#ended || this.#deaf) return done(false);
    if (this.#process.stdin.writableLength > UNREAD_LIMIT_BYTES) {
      this.#deaf = true;
      this.#output.note('meshbed: it reads no commands; no more are sent');
      return done(false);
    }
    this.#process.stdin.write(text, (error) => done(!error));
  }

  hangUp(): void {
    this.#process.stdin.end();
  }

  async signal(name: string): Promise<void> {
    if (!this.#ended) signalGroup(this.pid, name as NodeJS.Signals);
  }

  async kill(): Promise<void> {
    if (!this.#ended) signalGroup(this.pid, 'SIGKILL');
    await this.gone;
  }

  async pause(): Promise<void> {
    if (this.#ended) return;
    this.#paused = true;
    signalGroup(this.pid, 'SIGSTOP');
    const stopped = await waitUntilTrue(() => this.#ended || isStopped(this.pid), STOP_MS);
    if (!stopped)
      throw new MeshbedError('CANNOT_PAUSE', `Process ${this.pid} does not stop.`, 'Kill it.', EXIT.noEngine);
  }

  async resume(): Promise<void> {
    if (!this.#ended) signalGroup(this.pid, 'SIGCONT');
    this.#paused = false;
  }

  async #watch(): Promise<void> {
    const child = this.#process;
    const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const exit = await new Promise<Exit>((resolve) =>
      child.once('exit', (code, signal) => resolve({ code, signal })),
    );
    this.#ended = true;
    // What it left running in its group would hold the streams open, and would outlive it.
    signalGroup(this.pid, 'SIGKILL');
    await this.#endOthers();
    const linger = setTimeout(() => {
      child.stdout.destroy();
      child.stderr.destroy();
      child.stdin.destroy();
    }, LINGER_MS);
    await closed;
    clearTimeout(linger);
    await this.#output.end(exit);
  }

  /** What has left its group, as daemons do, ends with it too: in a container it would. */
  async #endOthers(): Promise<void> {
    const start = this.#start;
    if (start === null) return;
    let others = 0;
    await waitUntilTrue(() => {
      const { found, outside } = killStart(start, this.pid);
      others = Math.max(others, outside);
      return found === 0;
    }, STOP_MS);
    if (others > 0)
      this.#output.note(`meshbed: ${plural(others, 'process', 'processes')} outside its group ended with it`);
  }
}

function cannotStart(program: Program, error: Error): MeshbedError {
  const code = (error as NodeJS.ErrnoException).code;
  const why =
    code === 'ENOENT'
      ? 'there is no such program'
      : code === 'EACCES'
        ? 'it is not executable'
        : error.message;
  return new MeshbedError(
    'COMMAND_NOT_FOUND',
    `${program.file} cannot be started: ${why}.`,
    'Correct the command of the node, or install the program.',
    EXIT.badInput,
    error,
  );
}
