/**
 * `links.file` of the topology → the file that it names, read. What is wrong is said where it is: that there is no such
 * file in the topology, all else in the file itself.
 */

import { isUtf8 } from 'node:buffer';
import { TopologyError } from '../../common/errors.ts';
import type { Validation } from '../schema/validate.ts';
import { readNamed, resolvePathFromFile } from '../text/named-file.ts';
import { throwOneProblem } from '../text/problems.ts';
import { type Path, valueAt } from '../text/source.ts';
import { readEdgeList } from './edge-list.ts';
import { readGraphml } from './graphml.ts';
import { MOST_BYTES } from './limits.ts';
import { type FileAttributes, type LinkFile, toLinkFile } from './link-file.ts';

export const FILE_PATH: Path = ['links', 'file'];

/** What the topology says of a file: nothing, something that is wrong and has been reported, or the file. */
export type Found = 'none' | 'wrong' | LinkFile;

export function findLinkFile(context: Validation): Found {
  const { source, problems } = context;
  const written = source.text(FILE_PATH) ?? valueAt(source.value, FILE_PATH);
  if (written === undefined) return 'none';
  // The schema of links says what is wrong.
  if (typeof written !== 'string' || written.trim() === '') return 'wrong';
  const path = resolvePathFromFile(written, source.folder(FILE_PATH));
  const expected = { what: 'a GraphML file or an edge list', mostBytes: MOST_BYTES };
  const complain = (text: string, fix: string) => problems.at(source, FILE_PATH, text, fix);
  const bytes = readNamed(path, written, expected, complain);
  if (bytes === null) return 'wrong';
  try {
    return toLinkFile(written, read(path, bytes));
  } catch (error) {
    if (!(error instanceof TopologyError)) throw error;
    problems.addForeign(error.problems);
    return 'wrong';
  }
}

/** Only XML begins with `<`. */
function read(path: string, bytes: Buffer): FileAttributes {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b)
    throwOneProblem(path, 'the file is compressed', 'Unpack it first: `gunzip FILE`.');
  const start = bytes
    .subarray(0, 1024)
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  if (!start.startsWith('<')) return readEdgeList(path, bytes);
  if (!isUtf8(bytes)) throwOneProblem(path, 'the file is not UTF-8 text', 'Save it as UTF-8.');
  return readGraphml(path, bytes.toString('utf8').replace(/^\ufeff/, ''));
}
