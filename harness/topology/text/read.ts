/**
 * A topology file's bytes → text, or a problem that says why there is none.
 */

import { isUtf8 } from 'node:buffer';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { nearest } from './nearest.ts';
import { refuse } from './problems.ts';

/** YAML costs half a kilobyte of memory a byte; a mesh that needs more is better made by a shape. */
const MAX_FILE_BYTES = 1024 * 1024;

export async function readText(file: string): Promise<string> {
  const found = await stat(file).catch(async (error: NodeJS.ErrnoException): Promise<never> => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') {
      return refuse(file, `the file cannot be read: ${error.code}`, 'Check its path and permissions.');
    }
    return refuse(file, 'there is no such file', await suggest(file));
  });
  if (found.isDirectory()) {
    refuse(file, 'this is a directory', `Name the files in it, as in \`${join(file, '*.yaml')}\`.`);
  }
  if (!found.isFile()) refuse(file, 'this is no regular file', 'Name a YAML file.');
  if (found.size > MAX_FILE_BYTES) tooLarge(file, found.size);
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) =>
    refuse(file, `the file cannot be read: ${error.code}`, 'Check its permissions.'),
  );
  return decode(file, bytes);
}

export function checkSize(file: string, text: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_FILE_BYTES) tooLarge(file, bytes);
}

function tooLarge(file: string, bytes: number): never {
  const text = `the file has ${(bytes / 1024 / 1024).toFixed(1)} MiB, more than the ${MAX_FILE_BYTES / 1024 / 1024} MiB that are read`;
  refuse(
    file,
    text,
    'Use a `shape` for the links and `count` for the nodes: they reach a hundred thousand nodes.',
  );
}

function decode(file: string, bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  const before = bytes.toString('utf8').split('\ufffd', 1)[0] ?? '';
  const lines = before.split('\n');
  const place = { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
  return refuse(file, 'the file is not UTF-8 text', 'Save it as UTF-8.', place);
}

async function suggest(file: string): Promise<string> {
  const folder = dirname(file);
  const names = await readdir(folder).catch(() => null);
  if (names === null) return `There is no folder \`${folder}\` either.`;
  const files = names.filter((name) => ['.yaml', '.yml'].includes(extname(name)));
  const meant = nearest(basename(file), files);
  if (meant !== undefined) return `Did you mean \`${join(folder, meant)}\`?`;
  return 'Check the path: it is taken from where the command is run.';
}
