/** The program that lays wires, as tests and benchmarks speak to it. */
import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Wire, WiresEvent } from '../../../node/contract/wires.ts';
import { hasLibc } from '../../../node/wires/libc.ts';

export const ROOT = join(import.meta.dirname, '../../..');
export const MAIN = join(ROOT, 'node/main.ts');
export const QUIET = '--disable-warning=ExperimentalWarning';

type Answer<Type extends WiresEvent['type']> = Extract<WiresEvent, { type: Type }>;

/** Null where this system lays wires for us. */
export async function whyNoWires(): Promise<string | null> {
  if (process.platform !== 'linux') return 'Only Linux has network namespaces.';
  if (!hasLibc()) return `Node ${process.versions.node} has no node:ffi; Node 26.1 or newer has it.`;
  await using program = await WiresProgram.start();
  const [answer] = await program.ask({ type: 'hold', ref: 'may', count: 1 });
  return answer?.type === 'held' ? null : `The system says ${(answer as Answer<'error'>).text}.`;
}

export class WiresProgram implements AsyncDisposable {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  private constructor(child: ChildProcessByStdio<Writable, Readable, null>) {
    this.child = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** `by`: the program and its arguments that become ours. */
  static async start({
    by = [],
    ...options
  }: {
    uid?: number;
    gid?: number;
    by?: string[];
  } = {}): Promise<WiresProgram> {
    const [file = '', ...args] = [...by, process.execPath, QUIET, MAIN, 'wires'];
    const child = spawn(file, args, { ...options, cwd: '/', stdio: ['pipe', 'pipe', 'inherit'] });
    const program = new WiresProgram(child as WiresProgram['child']);
    await program.next();
    return program;
  }

  /** Sends commands, or lines that are none, and returns as many answers. */
  async ask(...commands: (object | string)[]): Promise<WiresEvent[]> {
    const answers: WiresEvent[] = [];
    for (const command of commands) {
      this.child.stdin.write(`${typeof command === 'string' ? command : JSON.stringify(command)}\n`);
      answers.push(await this.next());
    }
    return answers;
  }

  async hold(count: number): Promise<string[]> {
    const [answer] = await this.ask({ type: 'hold', ref: 'hold', count });
    return (answer as Answer<'held'>).namespaces;
  }

  async wire(router: string, wires: Wire[]): Promise<Answer<'wired'>['wires']> {
    const [answer] = await this.ask({ type: 'wire', ref: 'wire', router, wires });
    return (answer as Answer<'wired'>).wires;
  }

  async unwire(router: string, nodes?: string[]): Promise<string[]> {
    const [answer] = await this.ask({ type: 'unwire', ref: 'unwire', router, nodes });
    return (answer as Answer<'unwired'>).nodes;
  }

  async list(router: string): Promise<Answer<'listed'>['wires']> {
    const [answer] = await this.ask({ type: 'list', ref: 'list', router });
    return (answer as Answer<'listed'>).wires;
  }

  async next(): Promise<WiresEvent> {
    const { value } = await this.#lines.next();
    return JSON.parse(value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await end(this.child);
  }
}

/** `n1`, `n2`, … at 198.18.0.2 and so on, in these namespaces. */
export function wiresOf(namespaces: readonly string[]): Wire[] {
  return namespaces.map((namespace, i) => ({
    node: `n${i + 1}`,
    namespace,
    device: `w${i + 1}`,
    addresses: [
      { address: `198.18.0.${i + 2}`, gateway: '198.18.0.1' },
      { address: `fd00::${i + 2}`, gateway: 'fd00::1' },
    ],
    mtu: 1500,
  }));
}

/** Kills it, and waits until it has ended. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  child.once('exit', () => resolve());
  child.kill('SIGKILL');
  await promise;
}
