/**
 * Programs that a topology's commands name and this machine does not have. Said before anything starts, with the place of the
 * command. What is in a container nobody knows before it runs.
 */

import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { badInput } from '../../common/errors.ts';
import { pushTo } from '../../common/grouped.ts';
import { nodeListText } from '../../topology/model/words.ts';
import { placeholdersIn } from '../../topology/text/placeholders.ts';
import type { Topology, TopologyNode } from '../../topology/topology.ts';

/** As `execvp` has it. */
const PATH_WITHOUT_ONE = '/usr/bin:/bin';

interface Command {
  file: string;
  folder: string;
  path: string;
  /** Where it is written. */
  at: string | undefined;
}

/** A line for each that is missing: what is wrong, where, and for whom. */
export function missingPrograms(topology: Topology): string[] {
  // There a name stands for files with several endings.
  if (process.platform === 'win32') return [];
  const users = new Map<string, string[]>();
  const commands = new Map<string, Command>();
  for (const node of topology.nodes) {
    for (const command of commandsOf(topology, node)) {
      const key = JSON.stringify(command);
      commands.set(key, command);
      pushTo(users, key, node.name);
    }
  }
  return [...commands].flatMap(([key, command]) => {
    const why = whyNot(command);
    const at = command.at === undefined ? '' : ` (${command.at})`;
    return why === null ? [] : [`${why}${at}, which ${nodeListText(users.get(key) ?? [])} would run`];
  });
}

/** Throws where one is missing. */
export function requireAllPrograms(topology: Topology): void {
  const missing = missingPrograms(topology);
  if (missing.length === 0) return;
  const fix =
    'Correct the command, or install the program; a relative path goes from where the file lies. Containers have programs of their own: `--runtime docker`.';
  throw badInput('COMMAND_NOT_FOUND', missing.join('\n'), fix);
}

/** Throws where this one is, as starting it would. */
export function requireProgram({
  file,
  folder = '.',
  env,
}: Pick<TopologyNode, 'folder' | 'env'> & { file: string }): void {
  const why = whyNot({ file, folder, path: env.PATH ?? process.env.PATH ?? PATH_WITHOUT_ONE });
  if (why === null) return;
  const fix = 'Correct the command of the node, or install the program.';
  throw badInput('COMMAND_NOT_FOUND', `${file} cannot be started: ${why}.`, fix);
}

/** What starts the node, and what runs beside it. */
function commandsOf({ programs = {} }: Topology, node: TopologyNode): Command[] {
  const program = node.program === undefined ? undefined : programs[node.program];
  const { command, folder = '.', commandAt } = program ?? node;
  if (command === undefined) return [];
  const path = node.env.PATH ?? program?.env.PATH ?? process.env.PATH ?? PATH_WITHOUT_ONE;
  const besides = [program?.ready, program?.inject, program?.stop].flatMap((part) =>
    typeof part === 'object' && 'exec' in part ? [part.exec] : [],
  );
  return [command, ...besides].flatMap(([file]) => {
    const isKnown = file !== undefined && placeholdersIn(file + path).length === 0;
    return isKnown ? [{ file, folder, path, at: commandAt }] : [];
  });
}

/** Null where it is there, or where nobody can tell. */
function whyNot({ file, folder, path }: Pick<Command, 'file' | 'folder' | 'path'>): string | null {
  if (!isFolder(folder)) return `there is no folder \`${folder}\` to run \`${file}\` in`;
  const isPath = file.includes('/');
  const places = isPath
    ? [resolve(folder, file)]
    : path.split(delimiter).map((dir) => resolve(folder, dir, file));
  const found = places.map(stateOf);
  if (found.includes('program')) return null;
  if (found.includes('other')) return `\`${file}\` is not executable`;
  return isPath
    ? `there is no program \`${file}\` in \`${folder}\``
    : `there is no program \`${file}\` on the PATH`;
}

function stateOf(path: string): 'program' | 'other' | 'none' {
  try {
    if (!statSync(path).isFile()) return 'none';
    accessSync(path, constants.X_OK);
    return 'program';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'other' : 'none';
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
