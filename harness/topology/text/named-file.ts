/**
 * A file that a topology names: its bytes, or what is wrong with it, said where it is named.
 */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { didYouMean } from './nearest.ts';

/** Reports at the place where the file is named. */
export type Complain = (text: string, fix: string) => void;

/** `written` goes from `folder`. */
export function resolvePathFromFile(written: string, folder: string): string {
  return isAbsolute(written) ? written : join(folder, written);
}

/** Null where it cannot be read, which has then been reported. */
export function readNamed(
  path: string,
  written: string,
  { what, mostBytes }: { what: string; mostBytes: number },
  complain: Complain,
): Buffer | null {
  const wrong = (text: string, fix: string) => {
    complain(text, fix);
    return null;
  };
  try {
    const found = statSync(path);
    if (!found.isFile()) return wrong(`\`${written}\` is no regular file`, `Name ${what}.`);
    if (found.size > mostBytes) {
      const size = `${(Math.ceil((found.size * 10) / 2 ** 20) / 10).toLocaleString('en')} MiB`;
      return wrong(
        `\`${written}\` has ${size}`,
        `At most ${mostBytes / 2 ** 20} MiB are read: take a part of it.`,
      );
    }
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      const fix = `${suggest(path)}Paths go from where the file lies that names them.`;
      return wrong(`there is no file \`${written}\``, fix);
    }
    return wrong(`\`${written}\` cannot be read: ${code}`, 'Check its permissions.');
  }
}

function suggest(path: string): string {
  try {
    return didYouMean(basename(path), readdirSync(dirname(path)));
  } catch {
    return `There is no folder \`${basename(dirname(path))}\` either. `;
  }
}
