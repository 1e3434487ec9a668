/**
 * Becomes another program, in a network namespace: the same process, so its number, its group, its streams and its signals stay. Does what
 * `nsenter --net=NS PROGRAM` of util-linux does, where there is none; it takes as long as Node takes to start.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { NetworkNamespace } from './namespace.ts';

/** As shells say it: the program cannot be executed, or there is none. */
const CANNOT_EXECUTE = 126;
const NOT_FOUND = 127;

/** Returns only where that fails: the code to exit with. */
export function becomeWithin([path, program, ...args]: string[]): number {
  if (path === undefined || program === undefined) {
    console.error('usage: main.ts within NAMESPACE PROGRAM ARGS…');
    return CANNOT_EXECUTE;
  }
  const file = find(program);
  if (file === undefined) {
    console.error(`${program}: not found`);
    return NOT_FOUND;
  }
  try {
    using namespace = NetworkNamespace.open(path);
    namespace.within(() => process.execve!(file, [program, ...args], process.env as Record<string, string>));
  } catch (error) {
    console.error(`${program}: ${(error as Error).message}`);
  }
  return CANNOT_EXECUTE;
}

function find(program: string): string | undefined {
  if (program.includes('/')) return program;
  const places = (process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin').split(delimiter);
  return places.map((place) => join(place, program)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
