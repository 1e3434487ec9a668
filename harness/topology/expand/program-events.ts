/**
 * `events` of a program: which of its lines mean what.
 */

import type { z } from 'zod';
import type { EventRule, JsonFields, ProgramSpec } from '../model/program.ts';
import { PROGRAM_EVENTS, type ProgramEvent } from '../schema/program-events.ts';
import type { programSchema } from '../schema/programs.ts';
import type { Left, Validation } from '../schema/validate.ts';
import type { Path } from '../text/source.ts';
import { checkExpression, checkGroups, lineSourceOf, requireExactlyOneKey } from './program-texts.ts';

/** Without what was wrong in it. */
type Events = NonNullable<Left<z.output<typeof programSchema>>['events']>;

const EVENT_OTHERS = ['stream', 'file', 'own'];

export function readEventExpressions(
  validation: Validation,
  path: Path,
  written: Events,
): ProgramSpec['events'] {
  const events: ProgramSpec['events'] = {};
  for (const event of PROGRAM_EVENTS) {
    const rule = written[event];
    if (rule !== undefined) events[event] = eventOf(validation, [...path, event], event, rule);
  }
  return events;
}

function eventOf(
  validation: Validation,
  path: Path,
  event: ProgramEvent,
  written: NonNullable<Events[ProgramEvent]>,
): EventRule {
  requireExactlyOneKey(validation, path, ['log', 'json'], 'what its lines look like', EVENT_OTHERS);
  const { log, json } = written;
  const own = 'own' in written && written.own !== undefined ? { own: true as const } : {};
  const source = lineSourceOf(validation, path, written);
  if (json === undefined) {
    const expression = checkExpression(validation, [...path, 'log'], log);
    if (expression !== null)
      checkGroups(validation, [...path, 'log'], event, expression.groups, { isJson: false });
    return { log: log ?? '', ...source, ...own };
  }
  return { json: fieldsOf(validation, [...path, 'json'], event, json as JsonWritten), ...source, ...own };
}

type JsonWritten = Readonly<Record<string, string | Record<string, string> | undefined>>;

function fieldsOf(
  validation: Validation,
  path: Path,
  event: ProgramEvent,
  { where, ...others }: JsonWritten,
): JsonFields {
  const { source, problems } = validation;
  if (typeof where === 'string')
    problems.at(
      source,
      [...path, 'where'],
      'found a text',
      'Write a map, as in `where: { event: received }`.',
    );
  const fields: Record<string, string> = {};
  for (const [key, value] of Object.entries(others)) {
    fields[key] = typeof value === 'string' ? value : '';
    if (typeof value === 'object')
      problems.at(source, [...path, key], 'found a map', 'Write the path of a field, as in `msg.id`.');
  }
  checkGroups(validation, path, event, Object.keys(fields), { isJson: true });
  return { where: typeof where === 'object' ? { ...where } : {}, fields };
}
