/**
 * `env_file`, at the root, of a node or of a program: the files that it names, read one after another.
 */

import { TopologyError } from '../../common/errors.ts';
import { textsIn } from '../schema/as-written.ts';
import type { Validation } from '../schema/validate.ts';
import { parseEnvFile } from '../text/env-file.ts';
import { readNamed, resolvePathFromFile } from '../text/named-file.ts';
import { decodeUtf8Text, MAX_FILE_BYTES } from '../text/read.ts';
import { type Path, valueAt } from '../text/source.ts';

const EXPECTED = { what: 'a file of `NAME=value`', mostBytes: MAX_FILE_BYTES };

/** The last file that names a variable wins. What is wrong has been reported; the schema says what is no path. */
export function readEnvFiles(context: Validation, path: Path): Record<string, string> {
  const { source } = context;
  const found = textsIn(source, path, valueAt(source.value, path));
  const named = Array.isArray(found)
    ? found.map((item, i) => [item, [...path, i]] as const)
    : [[found, path] as const];
  const values: Record<string, string> = {};
  for (const [written, at] of named) {
    if (typeof written === 'string' && written.trim() !== '')
      Object.assign(values, readOne(context, at, written));
  }
  return values;
}

function readOne({ source, problems }: Validation, path: Path, written: string): object {
  const file = resolvePathFromFile(written, source.folder(path));
  const bytes = readNamed(file, written, EXPECTED, (text, fix) => problems.at(source, path, text, fix));
  if (bytes === null) return {};
  try {
    const { values, problems: wrong } = parseEnvFile(decodeUtf8Text(file, bytes));
    for (const { line, text, fix } of wrong) problems.add({ file, line, column: 1 }, text, fix);
    return values;
  } catch (error) {
    if (!(error instanceof TopologyError)) throw error;
    problems.addForeign(error.problems);
    return {};
  }
}
