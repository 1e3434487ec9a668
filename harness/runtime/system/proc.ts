/**
 * What the system tells about processes. On Linux from `/proc`; elsewhere from `ps`, which tells less.
 */

import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { promisify } from 'node:util';

const LINUX = process.platform === 'linux';

/** The name of the run, in the environment of every process of it: the label of those that have no other. */
export const RUN_VARIABLE = 'MESHBED_RUN';
/** Who started it: `mark(pid)` of the harness. */
export const OWNER_VARIABLE = 'MESHBED_OWNER';

/** Which start of a program it is from that knows nothing of the contract: its own process, what that starts, commands beside it. */
export const START_VARIABLE = 'MESHBED_START';

/** The fields of `/proc/PID/stat` from the third on; the second may hold spaces and parentheses. */
function statFields(path: string): string[] | null {
  try {
    const text = readFileSync(path, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

/**
 * A process as no later one can be it: its number and the moment at which it started, `1234:567890`. Null
 * when there is none of that number. Where the system does not tell the moment, the number alone.
 */
export function processMark(pid: number): string | null {
  if (!LINUX) return isThere(pid) ? `${pid}:` : null;
  const fields = statFields(`/proc/${pid}/stat`);
  // Zombies have ended; only their parent does not know yet.
  if (fields === null || fields[0] === 'Z' || fields[0] === 'X') return null;
  return `${pid}:${fields[19]}`;
}

/** Is the process with this mark still there? */
export function isProcessAlive(marked: string): boolean {
  return processMark(Number.parseInt(marked, 10)) === marked;
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Does no thread of the process execute anything, because it is stopped or because it has ended? */
export async function isStopped(pid: number): Promise<boolean> {
  if (!LINUX) {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'state=', '-p', `${pid}`]).catch(() => ({
      stdout: 'Z',
    }));
    return /^[TZ]/.test(stdout.trim());
  }
  try {
    return readdirSync(`/proc/${pid}/task`).every((thread) => {
      const fields = statFields(`/proc/${pid}/task/${thread}/stat`);
      return fields === null || 'TtZX'.includes(fields[0] ?? 'X');
    });
  } catch {
    return true;
  }
}

/** Names the namespace in which our numbers of processes mean something; empty where the system has no such thing. */
export function processNamespace(): string {
  return LINUX ? readlinkSync('/proc/self/ns/pid') : '';
}

export interface Marked {
  pid: number;
  run: string;
  owner: string;
}

/**
 * All processes that carry a run's name in their environment and live in our own namespace of processes:
 * in another one the owner's number would mean a different process. Linux only; elsewhere none.
 */
export function markedProcesses(): Marked[] {
  const here = LINUX ? processNamespace() : '';
  return withVariable(RUN_VARIABLE).flatMap(({ pid, variables }) => {
    const run = variables.get(RUN_VARIABLE);
    const owner = variables.get(OWNER_VARIABLE);
    if (run === undefined || owner === undefined || namespaceOf(pid) !== here) return [];
    return processMark(pid) === null ? [] : [{ pid, run, owner }];
  });
}

/** Kills all processes of a start of a program; tells how many of them were outside the group that `leader` leads. */
export function killStart(start: string, leader: number): { found: number; outside: number } {
  const found = withVariable(START_VARIABLE, start).filter(({ pid }) => processMark(pid) !== null);
  const outside = found.filter(({ pid }) => statFields(`/proc/${pid}/stat`)?.[2] !== `${leader}`);
  for (const { pid } of found) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has just ended.
    }
  }
  return { found: found.length, outside: outside.length };
}

/** Processes that have the variable in their environment, and that value where one is given; Linux only. */
function withVariable(name: string, value = ''): { pid: number; variables: Map<string, string> }[] {
  if (!LINUX) return [];
  const found: { pid: number; variables: Map<string, string> }[] = [];
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'latin1');
      if (!environment.includes(`${name}=${value}`)) continue;
      found.push({ pid, variables: new Map(environment.split('\0').map((line) => splitOnce(line))) });
    } catch {
      // It has ended meanwhile, or is another user's.
    }
  }
  return found;
}

function namespaceOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    return null;
  }
}

function splitOnce(line: string): [string, string] {
  const at = line.indexOf('=');
  return [line.slice(0, at), line.slice(at + 1)];
}

/** Sends a signal to the group that a process leads; that all of it has ended already is fine. */
export function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // No such group any more.
  }
}
