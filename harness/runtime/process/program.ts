/**
 * Which program a node runs as a child process.
 */

import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { EXIT, MeshbedError } from '../../common/errors.ts';
import type { PlannedNode } from '../../plan/types.ts';
import type { ProgramLaunch } from '../port/port.ts';
import { compileCache, warmCompileCache } from '../system/compile-cache.ts';
import { requireProgram } from './missing.ts';
import { pathOf } from './namespaces.ts';
import { UNSHARE_ARGS } from './user-namespaces.ts';

export interface Program {
  file: string;
  args: string[];
  env: Readonly<Record<string, string>>;
  /** In which it runs, and from which a relative `file` goes; absent: ours. */
  folder?: string;
  /** It knows nothing of the contract: nobody can use it again. */
  isForeign?: true;
  /** What all processes of this start have in their environment: none of them outlives it, whatever group it went into. */
  start?: string;
}

/**
 * The bundled peer lies beside us: `node/main.ts` in the repository, `dist/node/main.js` in the published
 * package, since Node strips no types under `node_modules`. We are of the same kind as it is.
 */
const bundledPeer = fileURLToPath(new URL(`../../../node/main${extname(import.meta.url)}`, import.meta.url));

/** Said to the bundled peer: speak the contract on stdin and stdout. */
export const CONTRACT_ARGUMENT = 'contract';

/** Said to the same program: be a relay, the canary, a router, or what lays wires. */
export const RELAY_ARGUMENT = 'relay';
export const CANARY_ARGUMENT = 'canary';
export const ROUTER_ARGUMENT = 'router';
export const WIRES_ARGUMENT = 'wires';

/** Resolves when programs of the bundled peer and relay start from compiled code, if they can. */
export function warmBundledPrograms(): Promise<void> {
  return warmCompileCache(bundledPeer);
}

/** The same for those in a user namespace: Node keeps the code of each user by itself, and there we are another one. */
export function warmProgramsInUserNamespace(): Promise<void> {
  return warmCompileCache(bundledPeer, unshareCommand());
}

/** Null for a program that is started by a launch of its own each time. */
export function programOfNode(node: PlannedNode): Program | null {
  if (node.program !== undefined) return null;
  if (node.command !== undefined) {
    const [file, ...args] = node.command;
    if (file === undefined) throw noCommand(node.name, 'has an empty command');
    return { file, args, env: node.env, ...inFolder(node.folder) };
  }
  if (node.image !== undefined) throw noCommand(node.name, `names only the image ${node.image}`);
  return bundled(CONTRACT_ARGUMENT, node.env);
}

/** One that knows nothing of the contract. */
export function foreignProgram(
  node: PlannedNode,
  { command, env, folder }: ProgramLaunch,
  start: string,
): Program {
  const [file, ...args] = command ?? [];
  if (file === undefined) throw noCommand(node.name, `runs ${node.program}, which names only an image`);
  return { file, args, env, ...inFolder(folder), isForeign: true, start };
}

/** A command beside it: in its environment and its folder. */
export function commandBesideProgram(
  { env, folder }: Pick<ProgramLaunch, 'env' | 'folder'>,
  file: string,
  args: string[],
): Program {
  return { file, args, env, ...inFolder(folder), isForeign: true };
}

function inFolder(folder: string | undefined): Pick<Program, 'folder'> {
  return folder === undefined ? {} : { folder };
}

/** What runs beside the nodes. Its name is for people who look at the list of processes. */
export function programBesideNodes(argument: string, ...name: string[]): Program {
  const program = bundled(argument, {});
  return { ...program, args: [...program.args, ...name] };
}

/** What holds the namespaces of a run: as root of a user namespace that it makes, by `unshare` of util-linux, which becomes it. */
export function holderInUserNamespace({ file, args, ...program }: Program): Program {
  const [unshare = '', ...before] = unshareCommand();
  return { ...program, file: unshare, args: [...before, file, ...args] };
}

function unshareCommand(): string[] {
  return [pathOf('unshare') ?? 'unshare', ...UNSHARE_ARGS];
}

/** Paths that open them. */
export interface Namespaces {
  net: string;
  /** Null where everything is in ours. */
  user: string | null;
}

/**
 * The same in namespaces, by `nsenter` of util-linux, which becomes it. No other run can use it. Throws where the
 * program is not there: nsenter could only say so by its exit code, as if the program had run.
 */
export function inNamespaces({ net, user }: Namespaces, program: Program): Program {
  requireProgram(program);
  const { file, args } = program;
  // As its maker we are its root. nsenter would set user and groups once more, which the kernel refuses there.
  const asRoot = user === null ? [] : [`--user=${user}`, '--preserve-credentials'];
  const before = [...asRoot, `--net=${net}`, '--'];
  return {
    ...program,
    file: pathOf('nsenter') ?? 'nsenter',
    args: [...before, file, ...args],
    isForeign: true,
  };
}

function bundled(argument: string, env: Record<string, string>): Program {
  if (!existsSync(bundledPeer)) {
    throw new MeshbedError(
      'NO_PEER',
      `The bundled peer is not at ${bundledPeer}.`,
      'Install meshbed again.',
      EXIT.noEngine,
    );
  }
  const args = [bundledPeer, argument];
  return { file: process.execPath, args, env: { NODE_COMPILE_CACHE: compileCache(), ...env } };
}

function noCommand(node: string, why: string): MeshbedError {
  return new MeshbedError(
    'NO_COMMAND',
    `The node ${node} ${why}, and the runtime process runs programs, not images.`,
    `Give ${node} a command, or run with --runtime docker.`,
    EXIT.badInput,
  );
}
