/**
 * From the text of a file to all that it says: the values of its variables filled in, the files that it includes read in the same
 * way and merged. Every value keeps its place, in whatever file.
 *
 * Invariants:
 *  1. No file is read within itself, nothing is deeper than `MOST_DEPTH`, and all files together are no larger than one may be.
 *  2. A file's `env_file` holds for it and for what it includes; what holds already wins.
 */

import { realpathSync } from 'node:fs';
import { TopologyError } from '../../common/errors.ts';
import { include as includeSchema, variableFiles } from '../schema/files.ts';
import { type Validation, validate } from '../schema/validate.ts';
import { readNamed, resolvePathFromFile } from '../text/named-file.ts';
import type { Problems } from '../text/problems.ts';
import { decodeUtf8Text, MAX_FILE_BYTES } from '../text/read.ts';
import { type Path, type Placed, placedSource, withEntries } from '../text/source.ts';
import { describeValue } from '../text/units.ts';
import { Filler, type Variables } from '../text/variables.ts';
import { parseYaml } from '../text/yaml.ts';
import { readEnvFiles } from './env-files.ts';
import { mergeFileParts } from './merge.ts';

const MOST_DEPTH = 10;
const MOST_FILES = 100;
const EXPECTED = { what: 'a topology file, or a part of one', mostBytes: MAX_FILE_BYTES };

export interface Surrounding {
  /** From where the file's paths go. */
  folder: string;
  variables: Variables;
}

/** Null where it or one that it includes could not be read, which has then been reported. */
export function readFileWithIncludes(
  text: string,
  file: string,
  problems: Problems,
  around: Surrounding,
): Placed | null {
  const root = parseYaml(text, problems);
  if (root?.entries === undefined) return root;
  const assembly = new Assembly(file, problems, Buffer.byteLength(text));
  const whole = assembly.file(root, around, [file]);
  return assembly.isWhole ? whole : null;
}

class Assembly {
  readonly #file: string;
  readonly #problems: Problems;
  readonly #filler: Filler;
  #bytes: number;
  #files = 0;
  isWhole = true;

  constructor(file: string, problems: Problems, bytes: number) {
    this.#file = file;
    this.#problems = problems;
    this.#filler = new Filler(problems);
    this.#bytes = bytes;
  }

  /** `chain`: the files in which this one is read, and last itself. */
  file(written: Placed, { folder, variables }: Surrounding, chain: readonly string[]): Placed {
    const { root, variables: own } = this.#filled(written, folder, variables);
    const context = this.#contextOf(root, folder);
    if (!root.entries?.has('include')) return root;
    const named = validate(includeSchema, context, ['include']);
    if (named === undefined) this.isWhole = false;
    const paths =
      named === undefined
        ? []
        : typeof named === 'string'
          ? [[named, ['include']] as const]
          : named.map((one, i) => [one, ['include', i]] as const);
    let whole = root;
    const included = paths.map(([path, at]) => this.#included(context, at, path, own, chain));
    for (const one of included.reverse()) {
      if (one === null) this.isWhole = false;
      else whole = mergeFileParts(whole, one);
    }
    return whole;
  }

  /** The values in their places, with what the file's own `env_file` adds to them. */
  #filled(written: Placed, folder: string, before: Variables): { root: Placed; variables: Variables } {
    const entry = written.entries?.get('env_file');
    if (entry === undefined) return { root: this.#filler.fill(written, before), variables: before };
    const named = { ...entry, value: this.#filler.fill(entry.value, before) };
    const context = this.#contextOf(withEntries(written, new Map([['env_file', named]])), folder);
    const rest = new Map(written.entries);
    rest.delete('env_file');
    const isRead = validate(variableFiles, context, ['env_file']) !== undefined;
    const added = isRead ? readEnvFiles(context, ['env_file']) : {};
    const set = Object.fromEntries(Object.entries(before).filter(([, value]) => value !== undefined));
    const variables = { ...added, ...set };
    return { root: this.#filler.fill(withEntries(written, rest), variables), variables };
  }

  #contextOf(root: Placed, folder: string): Validation {
    return { source: placedSource(this.#file, root, folder), problems: this.#problems };
  }

  /** Null where it could not be read, which has then been reported. */
  #included(
    { source, problems }: Validation,
    at: Path,
    written: string,
    variables: Variables,
    chain: readonly string[],
  ): Placed | null {
    const complain = (text: string, fix: string) => {
      problems.at(source, at, text, fix);
      return null;
    };
    const file = resolvePathFromFile(written, source.folder(at));
    const inside = chain.findIndex((one) => isSame(one, file));
    if (inside >= 0) {
      const circle = [...chain.slice(inside), file].join(' → ');
      return complain(`\`${written}\` includes itself: ${circle}`, 'Take it out of one of these files.');
    }
    if (chain.length > MOST_DEPTH)
      return complain(
        `files include each other more than ${MOST_DEPTH} deep`,
        'Include the last of them here.',
      );
    if (++this.#files > MOST_FILES)
      return this.#files > MOST_FILES + 1
        ? null
        : complain(`more than ${MOST_FILES} files are included`, 'Put what they share into fewer.');
    const bytes = readNamed(file, written, EXPECTED, complain);
    if (bytes === null) return null;
    this.#bytes += bytes.length;
    if (this.#bytes > MAX_FILE_BYTES) {
      const most = `${MAX_FILE_BYTES / 2 ** 20} MiB`;
      return complain(
        `with \`${written}\` the files of this topology have more than ${most}`,
        'Include less.',
      );
    }
    const root = this.#parsed(file, bytes);
    if (root === null) return null;
    if (root.entries === undefined) {
      problems.add(
        root.at,
        `found ${describeValue(root.value)}, expected sections of a topology`,
        'Write a map.',
      );
      return null;
    }
    // What stands in it has places in it, from which its paths go.
    return this.file(root, { folder: source.folder(at), variables }, [...chain, file]);
  }

  #parsed(file: string, bytes: Buffer): Placed | null {
    try {
      return parseYaml(decodeUtf8Text(file, bytes), this.#problems, file);
    } catch (error) {
      if (!(error instanceof TopologyError)) throw error;
      this.#problems.addForeign(error.problems);
      return null;
    }
  }
}

function isSame(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return false;
  }
}
