/**
 * `programs` of the file → each program as it is, with what a schema cannot say about it checked: that something starts it,
 * that exactly one thing says when it is ready, that expressions and placeholders mean something.
 */

import type { z } from 'zod';
import type { InjectRule, ProgramSpec, ReadyRule } from '../model/program.ts';
import { NAME } from '../schema/name-rules.ts';
import { READY_CONDITIONS, WAYS_IN } from '../schema/program-events.ts';
import { programSchema, programs as programsSchema } from '../schema/programs.ts';
import { type Left, readWhatIsValid, type Validation } from '../schema/validate.ts';
import { escapeBraces } from '../text/placeholders.ts';
import { type Path, valueAt } from '../text/source.ts';
import { containerOptionsFrom } from './containers.ts';
import { checkVariable } from './nodes.ts';
import { readEventExpressions } from './program-events.ts';
import {
  checkExpression,
  checkFileName,
  checkText,
  checkTexts,
  lineSourceOf,
  requireExactlyOneKey,
} from './program-texts.ts';
import { environmentOf, folderOfCommand } from './started.ts';

/** A program without what was wrong in it. */
type Written = Left<z.output<typeof programSchema>>;
type Part<K extends keyof Written> = NonNullable<Written[K]>;

const STOP = 'SIGTERM';
const READY_OTHERS = ['stream', 'file', 'status', 'within'];

/** By name; what is wrong with them has been reported. Undefined where there is no such section. */
export function expandPrograms(validation: Validation): Record<string, ProgramSpec> | undefined {
  const { source, problems } = validation;
  const found = valueAt(source.value, ['programs']);
  if (found === undefined || found === null) return undefined;
  if (typeof found !== 'object' || Array.isArray(found)) {
    readWhatIsValid(programsSchema, validation, ['programs']);
    return undefined;
  }
  const programs: Record<string, ProgramSpec> = {};
  for (const name of source.keys(['programs'])) {
    const path = ['programs', name];
    if (!NAME.test(name)) {
      const fix =
        'A name has up to 32 letters, digits, `-`, `_` and `.`, and begins with a letter or a digit.';
      problems.atKey(source, path, `\`${name.slice(0, 80)}\` cannot be a program's name`, fix);
    }
    const { left } = readWhatIsValid(programSchema, validation, path);
    programs[name] = expandProgram(validation, path, left ?? {});
  }
  return Object.keys(programs).length === 0 ? undefined : programs;
}

function expandProgram(validation: Validation, path: Path, written: Written): ProgramSpec {
  const { image, command, separator, neighbour, env, container, files, peers = 'command' } = written;
  const isWritten = (key: string) => valueAt(validation.source.value, [...path, key]) !== undefined;
  const isStarted = isWritten('image') || isWritten('command');
  const complain = (at: Path, text: string, fix: string) =>
    validation.problems.at(validation.source, at, text, fix);
  if (!isStarted) complain(path, 'nothing starts this program', 'Write `command`, or `image`, or both.');
  checkText(validation, [...path, 'neighbour'], neighbour, 'neighbour');
  checkStart(validation, path, written, isStarted ? peers : null);
  const inject = injectOf(validation, [...path, 'inject'], written.inject);
  const events = readEventExpressions(validation, [...path, 'events'], written.events ?? {});
  checkWayIn(validation, [...path, 'inject'], written.inject, events);
  return {
    ...(image === undefined ? {} : { image }),
    ...(command === undefined ? {} : { command: command.map((word) => word ?? '') }),
    ...(separator === undefined ? {} : { separator }),
    ...(neighbour === undefined ? {} : { neighbour }),
    peers,
    ...folderOfCommand(validation, path, written),
    env: environmentOfProgram(validation, path, env),
    ...containerOptionsFrom(container),
    files: textsOf(files),
    ready: readyOf(validation, [...path, 'ready'], written.ready ?? {}),
    ...(inject === null ? {} : { inject }),
    events,
    ...statsOf(validation, [...path, 'stats'], written.stats),
    stop: stopOf(validation, [...path, 'stop'], written.stop),
  };
}

/** What a file says stands there as it is, so braces in it are no placeholders. */
function environmentOfProgram(
  validation: Validation,
  path: Path,
  env: Written['env'],
): Record<string, string> {
  const ofFiles = Object.entries(environmentOf(validation, path)).map(([key, text]) => [
    key,
    escapeBraces(text),
  ]);
  return { ...Object.fromEntries(ofFiles), ...textsOf(env) };
}

function textsOf(texts: Readonly<Record<string, string | undefined>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(texts ?? {}).map(([key, text]) => [key, text ?? '']));
}

/** `command`, `env` and `files`, and how the neighbours stand in them; `peers` null: nothing starts it, which has been reported. */
function checkStart(
  validation: Validation,
  path: Path,
  { command = [], env = {}, files = {}, separator }: Written,
  peers: 'command' | 'never' | null,
): void {
  const { source, problems } = validation;
  const before = problems.count;
  const places = [
    ...command.map((text, i) => ({ at: [...path, 'command', i], text, isItem: text === '{peers}' })),
    ...Object.entries(env).map(([key, text]) => ({ at: [...path, 'env', key], text, isItem: false })),
    ...Object.entries(files).map(([key, text]) => ({ at: [...path, 'files', key], text, isItem: false })),
  ];
  for (const variable of Object.keys(env)) checkVariable(validation, [...path, 'env', variable], variable);
  for (const name of Object.keys(files)) checkFileName(validation, [...path, 'files', name], name);
  let areTold = false;
  for (const { at, text, isItem } of places) {
    if (!checkText(validation, at, text, 'start').includes('peers')) continue;
    areTold = true;
    if (peers === 'never')
      problems.at(source, at, '`{peers}`, with `peers: never`', 'Leave out one of them.');
    else if (!isItem && separator === undefined)
      problems.at(
        source,
        at,
        '`{peers}` within a text, and nothing says what stands between them',
        'Write `separator: ","` beside it, or make `{peers}` an item of `command` of its own.',
      );
  }
  const isWhole = [...command, ...Object.values(env), ...Object.values(files)].every(
    (text) => text !== undefined,
  );
  if (areTold || peers !== 'command' || !isWhole || problems.count > before) return;
  problems.at(
    source,
    path,
    'nobody tells this program its neighbours',
    'Put `{peers}` into `command`, `env` or a file, or write `peers: never` where it finds them by itself.',
  );
}

function readyOf(validation: Validation, path: Path, written: Left<Part<'ready'>>): ReadyRule {
  const { source, problems } = validation;
  const { log, tcp, udp, http, status, exec, within } = written;
  const isThere = valueAt(source.value, path) !== undefined;
  const how = isThere
    ? requireExactlyOneKey(validation, path, READY_CONDITIONS, 'what says that it is ready', READY_OTHERS)
    : null;
  for (const [key, needs] of [
    ['status', 'http'],
    ['stream', 'log'],
    ['file', 'log'],
  ] as const) {
    if (how !== null && how !== needs && source.keys(path).includes(key))
      problems.atKey(
        source,
        [...path, key],
        `\`${key}\` says nothing about \`${how}\``,
        `It belongs to \`${needs}\`.`,
      );
  }
  const withinMs = within === undefined ? {} : { withinMs: within };
  checkExpression(validation, [...path, 'log'], log);
  checkTexts(validation, [...path, 'exec'], exec ?? [], 'later');
  checkText(validation, [...path, 'http'], http, 'later');
  if (http !== undefined && !/^(\/|https?:\/\/)/.test(http))
    problems.at(
      source,
      [...path, 'http'],
      `\`${http}\` is no address`,
      'Write a path, as in `/health`, or `http://…`.',
    );
  if (tcp !== undefined) return { tcp, ...withinMs };
  if (udp !== undefined) return { udp, ...withinMs };
  if (http !== undefined) return { http, ...(status === undefined ? {} : { status }), ...withinMs };
  if (exec !== undefined) return { exec: exec.map((word) => word ?? ''), ...withinMs };
  return { log: log ?? '', ...lineSourceOf(validation, path, written), ...withinMs };
}

function injectOf(validation: Validation, path: Path, written: Written['inject']): InjectRule | null {
  if (written === undefined) return null;
  const { stdin, exec, http } = written;
  requireExactlyOneKey(validation, path, WAYS_IN, 'the way in');
  checkText(validation, [...path, 'stdin'], stdin, 'inject');
  checkTexts(validation, [...path, 'exec'], exec ?? [], 'inject');
  checkText(validation, [...path, 'http', 'url'], http?.url, 'inject');
  checkText(validation, [...path, 'http', 'body'], http?.body, 'inject');
  if (http?.url !== undefined && !/^https?:\/\//.test(http.url)) {
    const { source, problems } = validation;
    problems.at(source, [...path, 'http', 'url'], `\`${http.url}\` is no address`, 'Write `http://…`.');
  }
  if (exec !== undefined) return { exec: exec.map((word) => word ?? '') };
  if (http === undefined) return { stdin: stdin ?? '' };
  const { url = '', method = 'POST', body } = http;
  return { http: { url, method, ...(body === undefined ? {} : { body }) } };
}

/** What is delivered is known by its `{ref}`, and its content by `{text}`: so both must have been put in. */
function checkWayIn(
  { source, problems }: Validation,
  path: Path,
  written: Written['inject'],
  { delivered }: ProgramSpec['events'],
): void {
  if (written === undefined || delivered === undefined) return;
  const text = JSON.stringify(written);
  if (!text.includes('{ref}'))
    problems.at(
      source,
      path,
      'the message is put in without its `{ref}`',
      'Write `{ref}` into it: by that the group `message` knows it again, in whatever node.',
    );
  const judgesContent =
    'json' in delivered ? delivered.json.fields.data !== undefined : /\(\?P?<data>/.test(delivered.log);
  if (judgesContent && !text.includes('{text}'))
    problems.at(
      source,
      path,
      '`delivered` has a group `data`, and nothing puts `{text}` in',
      'Write `{text}` into it, or leave the group out.',
    );
}

function statsOf(validation: Validation, path: Path, written: Written['stats']): Pick<ProgramSpec, 'stats'> {
  if (written === undefined) return {};
  const { exec = [], received } = written;
  checkTexts(validation, [...path, 'exec'], exec, 'later');
  const command = exec.map((word) => word ?? '');
  return { stats: { exec: command, ...(received === undefined ? {} : { received }) } };
}

function stopOf(validation: Validation, path: Path, written: Written['stop']): ProgramSpec['stop'] {
  if (written === undefined) return STOP;
  if (typeof written === 'string') return written;
  checkTexts(validation, [...path, 'exec'], written.exec ?? [], 'later');
  return { exec: (written.exec ?? []).map((word) => word ?? '') };
}
