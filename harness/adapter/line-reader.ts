/**
 * What the lines of a program mean, by its description: for each line the events in it, with what was read out. Knows nothing
 * of nodes and of time.
 */

import type { JsonFields, LineSource, ProgramSpec } from '../topology/model/program.ts';
import { PROGRAM_EVENTS, type ProgramEvent } from '../topology/schema/program-events.ts';
import { expressionFrom } from '../topology/text/expressions.ts';

/** What is read out of a line, by group. */
export type Groups = Readonly<Record<string, string>>;

export interface ReadEvent {
  event: ProgramEvent;
  groups: Groups;
  isOwnReported: boolean;
}

/** A line, with all that it meant. */
export interface LineRead {
  source: string;
  text: string;
  /** It is not whole: too long, or cut off by the end of the program or of its file. */
  isCut: boolean;
  saysReady: boolean;
  events: readonly (ReadEvent & { became: Became })[];
}

/** An event of the node; or what was read is passed over, since it speaks of the node's own message, itself, or no node or message. */
export type Became = 'event' | 'its own' | 'of itself' | 'of nobody';

type ReadLine = (text: string) => Groups | null;

interface Rule {
  event: ProgramEvent;
  from: LineSource;
  read: ReadLine;
  isOwnReported: boolean;
}

/** Colours (CSI sequences), titles and links (OSC), and shorter ones, which stand in the middle of words. */
const ESCAPES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /\u001b(?:\[[0-9:;<=>?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[ -/]+[0-~]|[0-Z\\^_`-~])/g;

export class LineReader {
  readonly #rules: readonly Rule[];
  readonly #ready: { from: LineSource; read: ReadLine } | null;

  constructor({ events, ready }: ProgramSpec) {
    this.#rules = PROGRAM_EVENTS.flatMap((event) => {
      const rule = events[event];
      if (rule === undefined) return [];
      return [{ event, from: rule, read: readerOf(rule), isOwnReported: rule.own === true }];
    });
    this.#ready = 'log' in ready ? { from: ready, read: readerOf(ready) } : null;
  }

  /** Names of files whose lines mean something. */
  get files(): string[] {
    const all = [...this.#rules.map(({ from }) => from.file), this.#ready?.from.file];
    return [...new Set(all.filter((file) => file !== undefined))];
  }

  /** Whether lines of that stream or file can mean anything. */
  isRead(source: string): boolean {
    return [...this.#rules, ...(this.#ready === null ? [] : [this.#ready])].some(({ from }) =>
      isFrom(from, source),
    );
  }

  saysReady(source: string, line: string): boolean {
    return (
      this.#ready !== null &&
      isFrom(this.#ready.from, source) &&
      this.#ready.read(stripTerminalEscapes(line)) !== null
    );
  }

  read(source: string, line: string): ReadEvent[] {
    const text = stripTerminalEscapes(line);
    return this.#rules.flatMap(({ event, from, read, isOwnReported }) => {
      const groups = isFrom(from, source) ? read(text) : null;
      return groups === null ? [] : [{ event, groups, isOwnReported }];
    });
  }
}

/** The line as expressions see it. */
export function stripTerminalEscapes(line: string): string {
  return line.includes('\u001b') ? line.replaceAll(ESCAPES, '') : line;
}

function isFrom({ stream, file }: LineSource, source: string): boolean {
  const isStream = source === 'stdout' || source === 'stderr';
  return file === undefined ? isStream && (stream === undefined || stream === source) : file === source;
}

function readerOf(rule: { log: string } | { json: JsonFields }): ReadLine {
  if ('json' in rule) return (line) => fieldsIn(line, rule.json);
  const expression = expressionFrom(rule.log);
  return (line) => expression.match(line);
}

/** Null where the line is no JSON, or has not the fields that it must have. */
function fieldsIn(line: string, { where, fields }: JsonFields): Groups | null {
  if (!line.trimStart().startsWith('{')) return null;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  for (const [path, wanted] of Object.entries(where)) if (textAt(value, path) !== wanted) return null;
  const found: Record<string, string> = {};
  for (const [group, path] of Object.entries(fields)) {
    const text = textAt(value, path);
    if (text !== null) found[group] = text;
  }
  return found;
}

/** What is no text is one as JSON has it. */
function textAt(value: unknown, path: string): string | null {
  let at = value;
  for (const step of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return null;
    at = (at as Record<string, unknown>)[step];
  }
  return typeof at === 'string' ? at : (JSON.stringify(at) ?? null);
}
