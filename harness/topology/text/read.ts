/**
 * A topology file's bytes → text, or a problem that says why there is none.
 */

import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { nearest } from './nearest.ts';
import { throwOneProblem } from './problems.ts';

/** YAML costs half a kilobyte of memory a byte; a mesh that needs more is better made by a shape. */
export const MAX_FILE_BYTES = 1024 * 1024;

export function readText(file: string): string {
  const found = attempt(file, () => statSync(file));
  if (found.isDirectory()) {
    throwOneProblem(file, 'this is a directory', `Name the files in it, as in \`${join(file, '*.yaml')}\`.`);
  }
  if (!found.isFile()) throwOneProblem(file, 'this is no regular file', 'Name a YAML file.');
  if (found.size > MAX_FILE_BYTES) tooLarge(file, found.size);
  return decodeUtf8Text(
    file,
    attempt(file, () => readFileSync(file)),
  );
}

function attempt<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return throwOneProblem(file, 'there is no such file', suggest(file));
    return throwOneProblem(file, `the file cannot be read: ${code}`, 'Check its path and permissions.');
  }
}

export function checkSize(file: string, text: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_FILE_BYTES) tooLarge(file, bytes);
}

function tooLarge(file: string, bytes: number): never {
  const text = `the file has ${(bytes / 1024 / 1024).toFixed(1)} MiB, more than the ${MAX_FILE_BYTES / 1024 / 1024} MiB that are read`;
  throwOneProblem(
    file,
    text,
    'Use a `shape` for the links and `count` for the nodes: they reach a hundred thousand nodes.',
  );
}

/** Throws where it is no text. */
export function decodeUtf8Text(file: string, bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  const before = bytes.toString('utf8').split('\ufffd', 1)[0] ?? '';
  const lines = before.split('\n');
  const place = { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
  return throwOneProblem(file, 'the file is not UTF-8 text', 'Save it as UTF-8.', place);
}

function suggest(file: string): string {
  const folder = dirname(file);
  const names = namesIn(folder);
  if (names === null) return `There is no folder \`${folder}\` either.`;
  const files = names.filter((name) => ['.yaml', '.yml'].includes(extname(name)));
  const meant = nearest(basename(file), files);
  if (meant !== undefined) return `Did you mean \`${join(folder, meant)}\`?`;
  return 'Check the path: it is taken from where the command is run.';
}

function namesIn(folder: string): string[] | null {
  try {
    return readdirSync(folder);
  } catch {
    return null;
  }
}
