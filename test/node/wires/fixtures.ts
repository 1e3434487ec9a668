/** Programs in namespaces, and a stand-in for the router. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { describe, test } from 'vitest';
import type { Wire } from '../../../node/contract/wires.ts';
import { HUNG_MS } from '../../hung.ts';
import { end, MAIN, QUIET, ROOT, whyNoWires } from './program.ts';

const reason = await whyNoWires();

/** Like `describe`, for tests that need namespaces. Where the system has none for us they are skipped, and say why. */
export function describeWires(name: string, body: () => void): void {
  if (reason === null) describe(name, body);
  else test.skip(`${name}: skipped. ${reason}`, () => {});
}

/** A module's text, or a program of ours with its arguments. */
type Program = string | { file: string; args: string[] };

/** Runs a program in a namespace, and returns what it prints. */
export async function runIn(namespace: string, module: Program): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, argsIn(namespace, module), {
    cwd: ROOT,
    timeout: HUNG_MS,
  });
  return stdout.trim();
}

/** The same, for a program that goes on; it has printed its first line when this returns. Throws where it ends without one. */
export async function startIn(
  namespace: string,
  module: Program,
): Promise<AsyncDisposable & { child: ChildProcess; lines: string[] }> {
  const child = spawn(process.execPath, argsIn(namespace, module), {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    resolve();
  });
  child.on('close', (code) => reject(new Error(`a program in a namespace ended with ${code}`)));
  await promise;
  return { child, lines, [Symbol.asyncDispose]: () => end(child) };
}

function argsIn(namespace: string, program: Program): string[] {
  const run =
    typeof program === 'string'
      ? ['--input-type=module', '-e', program]
      : [join(import.meta.dirname, 'programs', program.file), ...program.args];
  return [QUIET, MAIN, 'within', namespace, process.execPath, QUIET, ...run];
}

/** In place of the router: it prints of each packet by which wire it came, to which it goes, and the protocol. */
export function forwarderFor(wires: readonly Wire[]): Program {
  return { file: 'forwarder.ts', args: [JSON.stringify(wires)] };
}

/** Waits for what must come. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** What the kernel has counted at an interface: packets that came in, and that went out. */
export async function packetsAt(namespace: string, device: string): Promise<[number, number]> {
  const text = await runIn(
    namespace,
    `console.log((await import('node:fs')).readFileSync('/proc/thread-self/net/dev', 'utf8'))`,
  );
  const line = text.split('\n').find((each) => each.trim().startsWith(`${device}:`));
  const counts = line!.split(':')[1]!.trim().split(/\s+/).map(Number);
  return [counts[1]!, counts[9]!];
}
