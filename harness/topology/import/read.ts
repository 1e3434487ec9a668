/**
 * `links.file` of the topology → the file that it names, read. What is wrong is said where it is: that there is no such
 * file in the topology, all else in the file itself.
 */

import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { TopologyError } from '../../common/errors.ts';
import type { Validation } from '../schema/validate.ts';
import { didYouMean } from '../text/nearest.ts';
import { refuse } from '../text/problems.ts';
import { type Path, valueAt } from '../text/source.ts';
import { readEdgeList } from './edge-list.ts';
import { readGraphml } from './graphml.ts';
import { MOST_BYTES } from './limits.ts';
import { type FileAttributes, type LinkFile, toLinkFile } from './link-file.ts';

export const FILE_PATH: Path = ['links', 'file'];

/** What the topology says of a file: nothing, something that is wrong and has been reported, or the file. */
export type Found = 'none' | 'wrong' | LinkFile;

/** `folder`: where the topology lies, from which its paths go. */
export function findLinkFile(context: Validation, folder: string): Found {
  const { source, problems } = context;
  const written = source.text(FILE_PATH) ?? valueAt(source.value, FILE_PATH);
  if (written === undefined) return 'none';
  // The schema of links says what is wrong.
  if (typeof written !== 'string' || written.trim() === '') return 'wrong';
  const path = isAbsolute(written) ? written : join(folder, written);
  const bytes = bytesOf(context, path, written);
  if (bytes === null) return 'wrong';
  try {
    return toLinkFile(written, read(path, bytes));
  } catch (error) {
    if (!(error instanceof TopologyError)) throw error;
    problems.addForeign(error.problems);
    return 'wrong';
  }
}

function bytesOf({ source, problems }: Validation, path: string, written: string): Buffer | null {
  const wrong = (text: string, fix: string) => {
    problems.at(source, FILE_PATH, text, fix);
    return null;
  };
  try {
    const found = statSync(path);
    if (!found.isFile())
      return wrong(`\`${written}\` is no regular file`, 'Name a GraphML file or an edge list.');
    if (found.size > MOST_BYTES) {
      const size = `${Math.ceil(found.size / 2 ** 20)} MiB`;
      return wrong(
        `\`${written}\` has ${size}`,
        `At most ${MOST_BYTES / 2 ** 20} MiB are read: take a part of it.`,
      );
    }
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      return wrong(
        `there is no file \`${written}\``,
        `${suggest(path)}Paths go from where the topology lies.`,
      );
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

/** Only XML begins with `<`. */
function read(path: string, bytes: Buffer): FileAttributes {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b)
    refuse(path, 'the file is compressed', 'Unpack it first: `gunzip FILE`.');
  const start = bytes
    .subarray(0, 1024)
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  if (!start.startsWith('<')) return readEdgeList(path, bytes);
  if (!isUtf8(bytes)) refuse(path, 'the file is not UTF-8 text', 'Save it as UTF-8.');
  return readGraphml(path, bytes.toString('utf8').replace(/^\ufeff/, ''));
}
