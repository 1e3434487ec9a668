/**
 * What nodes and programs have in common: where a command runs and where it is written, and the environment from files.
 */

import { resolve } from 'node:path';
import { readEnvFiles } from '../files/env-files.ts';
import type { Validation } from '../schema/validate.ts';
import type { Path } from '../text/source.ts';

type WrittenEnv = Readonly<Record<string, string | undefined>> | undefined;

/** `path` leads to the node or the program; `folder` is the one that it names. */
export function folderOfCommand(
  { source }: Validation,
  path: Path,
  { command, folder }: { command?: unknown; folder?: string | undefined },
): { folder?: string; commandAt?: string } {
  if (command === undefined) return {};
  const at = [...path, 'command'];
  const commandAt = source.where(at);
  return {
    folder: resolve(source.folder(folder === undefined ? at : [...path, 'folder']), folder ?? ''),
    ...(commandAt === undefined ? {} : { commandAt }),
  };
}

export interface Started {
  env: Record<string, string>;
  folder?: string;
  commandAt?: string;
}

/** Of a node. */
export function folderAndEnvironment(
  context: Validation,
  path: Path,
  written: { command?: unknown; folder?: string | undefined; env?: WrittenEnv },
): Started {
  return { env: environmentOf(context, path, written.env), ...folderOfCommand(context, path, written) };
}

/** With `env`, which wins over the files. */
export function environmentOf(context: Validation, path: Path, env: WrittenEnv = {}): Record<string, string> {
  const written = Object.entries(env).map(([key, value]) => [key, value ?? ''] as const);
  return { ...readEnvFiles(context, [...path, 'env_file']), ...Object.fromEntries(written) };
}
