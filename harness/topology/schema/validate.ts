/**
 * Runs a schema over a part of the file and tells what is wrong in words, each at its place.
 */

import { z } from 'zod';
import { didYouMean } from '../nearest.ts';
import type { Problems } from '../problems.ts';
import { type Path, type Source, valueAt } from '../source/source.ts';
import { describe } from '../units.ts';
import { allowed, kindOf, kinds } from './fields.ts';
import { notYet } from './not-yet.ts';

export interface Context {
  source: Source;
  problems: Problems;
}

/** What the schema makes of the value at the path; undefined when it is wrong, which has then been said. */
export function validate<T extends z.ZodType>(
  schema: T,
  context: Context,
  path: Path,
): z.output<T> | undefined {
  const value = valueAt(context.source.value, path);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  for (const issue of result.error.issues) report(issue, schema, context, path);
  return undefined;
}

type Issue = z.core.$ZodIssue;

function report(issue: Issue, schema: z.ZodType, context: Context, base: Path): void {
  const { source, problems } = context;
  const path: Path = [...base, ...(issue.path as (string | number)[])];
  const value = valueAt(source.value, path);
  const there = schemaAt(schema, issue.path as (string | number)[], valueAt(source.value, base));

  if (issue.code === 'unrecognized_keys') {
    // Where only one form of a union could be meant, zod tells of that form's keys as if they were the union's.
    const meant = there instanceof z.ZodUnion ? optionFor(there, value)?.option : there;
    const known = meant instanceof z.ZodObject ? Object.keys(meant.shape) : [];
    for (const key of issue.keys) unknownKey([...path, key], known, context);
  } else if (value === undefined && path.length > 0) {
    const fix = issue.code === 'custom' ? fixOf(issue) : `Write ${wordsOf(there)}.`;
    problems.at(source, path.slice(0, -1), `\`${path.at(-1)}\` is missing`, fix);
  } else if (issue.code === 'custom') {
    problems.at(source, path, issue.message, fixOf(issue));
  } else if (issue.code === 'invalid_union' && there instanceof z.ZodUnion) {
    const choice = optionFor(there, value);
    const inner = choice === undefined ? undefined : issue.errors[choice.index];
    if (choice === undefined || inner === undefined) {
      problems.at(source, path, `found ${describe(value)}`, `Expected ${wordsOf(there)}.`);
    } else {
      for (const deeper of inner) report(deeper, choice.option, context, path);
    }
  } else {
    problems.at(source, path, `found ${describe(value)}`, `Expected ${wordsOf(there)}.`);
  }
}

/** Says at the key itself that it is not known here, or not yet. `path` ends with the key. */
export function unknownKey(path: Path, known: readonly string[], { source, problems }: Context): void {
  const key = String(path.at(-1));
  const later = notYet(path);
  if (later !== null) {
    problems.atKey(source, path, later.text, later.fix);
    return;
  }
  const fix = `${didYouMean(key, known)}Allowed here: ${known.join(', ')}.`;
  problems.atKey(source, path, `unknown key \`${key}\``, fix);
}

function fixOf(issue: Issue): string {
  return String((issue as { params?: { fix?: unknown } }).params?.fix ?? '');
}

function wordsOf(schema: z.ZodType | undefined): string {
  return (schema === undefined ? undefined : allowed.get(schema)?.words) ?? 'something else';
}

/** The schema that judges what the path leads to; undefined where there is none. `found` is what the first schema judges. */
export function schemaAt(schema: z.ZodType, path: Path, found: unknown): z.ZodType | undefined {
  let at: z.ZodType | undefined = unwrap(schema);
  let value = found;
  for (const step of path) {
    if (at instanceof z.ZodUnion) at = optionFor(at, value)?.option;
    if (at instanceof z.ZodObject) at = at.shape[step as string] as z.ZodType | undefined;
    else if (at instanceof z.ZodArray) at = at.element as z.ZodType;
    else if (at instanceof z.ZodRecord) at = at.valueType as z.ZodType;
    else return undefined;
    if (at === undefined) return undefined;
    at = unwrap(at);
    value = valueAt(value, [step]);
  }
  return at;
}

function unwrap(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional ? unwrap(schema.unwrap() as z.ZodType) : schema;
}

function optionFor(union: z.ZodUnion, value: unknown): { option: z.ZodType; index: number } | undefined {
  const index = kinds.get(union)?.kinds.findIndex((taken) => taken.includes(kindOf(value))) ?? -1;
  const option = union.options[index] as z.ZodType | undefined;
  return option === undefined ? undefined : { option: unwrap(option), index };
}
