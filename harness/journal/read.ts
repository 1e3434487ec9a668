/**
 * A journal from disk, so that an old run can be reported and judged again from it alone.
 *
 * A journal that was cut off is read as far as it goes: a run that died leaves one, and what it knew is worth having. One
 * from a newer version, and one with a line in its middle that is no record, are refused: a verdict on half-understood
 * evidence would be worse than none.
 */

import { readFile, stat } from 'node:fs/promises';
import { EXIT, MeshbedError } from '../common/errors.ts';
import { faultOfRecord } from './form.ts';
import { type Header, JOURNAL_VERSION, type JournalRecord } from './record.ts';

export interface ReadJournal {
  header: Header;
  /** The header among them, in the journal's order: the record at index `i` stands in line `i + 1`. */
  records: JournalRecord[];
  /** How the journal ends, where it does not end with an `end`; null where it is whole. */
  cut: { line: number; text: string } | null;
}

/** What Node can hold as one text; journals of a million events are smaller. */
const LARGEST_BYTES = 500 * 2 ** 20;
const MOST_NAMED = 5;

/** @throws MeshbedError (exit code 2) when there is no such file, or when it is no journal that this version understands. */
export async function readJournal(path: string): Promise<ReadJournal> {
  return parseJournal(await textOf(path), path);
}

/** `path` is what errors call it. */
export function parseJournal(text: string, path: string): ReadJournal {
  const lines = text.split('\n');
  // What follows the last line break is empty, unless the last line was cut.
  const isWhole = lines.at(-1) === '';
  if (isWhole) lines.pop();
  const values = lines.map(parsed);
  const cutLine = !isWhole && values.at(-1) === undefined ? lines.length : null;
  if (cutLine !== null) values.pop();
  const header = headerOf(values[0], path);
  const faults = values.flatMap((value, i) => faultAt(value, i));
  if (faults.length > 0) throw nonsense(path, faults);
  const records = values as JournalRecord[];
  return { header, records, cut: cutOf(records, cutLine) };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function textOf(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > LARGEST_BYTES) throw new Error(`it has ${Math.round(size / 2 ** 20)} MiB, and 500 are read`);
    return await readFile(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const fix = 'Name the directory that `run --out` wrote, or the journal.ndjson in it.';
    throw new MeshbedError('JOURNAL_UNREADABLE', `${path} cannot be read: ${why}`, fix, EXIT.badInput, error);
  }
}

/** The version is looked at first: of a newer journal nothing else may be taken for granted. */
function headerOf(value: unknown, path: string): Header {
  const { type, journal, meshbed } = (value ?? {}) as Partial<Header>;
  if (type !== 'header' || typeof journal !== 'number') {
    const fix = 'A journal begins with a line {"type":"header",…}.';
    throw new MeshbedError(
      'JOURNAL_NOT_ONE',
      `${path} is no journal: line 1 is no header`,
      fix,
      EXIT.badInput,
    );
  }
  if (journal > JOURNAL_VERSION) {
    const text = `${path} is of version ${journal}, written by meshbed ${meshbed}; this one reads up to version ${JOURNAL_VERSION}`;
    throw new MeshbedError('JOURNAL_NEWER', text, `Use meshbed ${meshbed} or newer.`, EXIT.badInput);
  }
  return value as Header;
}

function faultAt(value: unknown, index: number): { line: number; what: string }[] {
  const what = value === undefined ? 'is no JSON' : faultOfRecord(value, index === 0);
  return what === null ? [] : [{ line: index + 1, what }];
}

function nonsense(path: string, faults: readonly { line: number; what: string }[]): MeshbedError {
  const named = faults.slice(0, MOST_NAMED).map(({ line, what }) => `${path}:${line} ${what}`);
  const more = faults.length - named.length;
  if (more > 0) named.push(`and ${more} more lines`);
  const fix = 'A verdict needs every line. Use the journal as the run wrote it.';
  return new MeshbedError('JOURNAL_NONSENSE', named.join('\n'), fix, EXIT.badInput);
}

function cutOf(records: readonly JournalRecord[], cutLine: number | null): ReadJournal['cut'] {
  const last = records.at(-1);
  if (last?.type === 'end' && cutLine === null) return null;
  const line = cutLine ?? records.length;
  const how = cutLine === null ? `ends after line ${line}` : `breaks off in line ${line}`;
  const when = last === undefined || last.type === 'header' ? '' : ` (${(last.at / 1000).toFixed(3)} s)`;
  return { line, text: `the journal ${how}${when}, before the run had ended` };
}
