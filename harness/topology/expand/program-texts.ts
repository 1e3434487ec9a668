/**
 * What the parts of a program have in common: whether placeholders and expressions mean something, where lines come from, that
 * exactly one of several keys is written. Each mistake at its place.
 */

import type { LineSource } from '../model/program.ts';
import { NAME } from '../schema/name-rules.ts';
import { GROUPS, type ProgramEvent } from '../schema/program-events.ts';
import { unknownKeysAt, type Validation } from '../schema/validate.ts';
import { type Expression, parseExpression } from '../text/expressions.ts';
import { didYouMean, mayStandFor } from '../text/nearest.ts';
import { type Context, PLACEHOLDERS, PLACEHOLDERS_OF, placeholdersIn } from '../text/placeholders.ts';
import type { Path } from '../text/source.ts';

/** Undefined is a text that could not be read. */
export type Text = string | undefined;

/** Reports what is no placeholder there; the names of those that are. */
export function checkText(validation: Validation, path: Path, text: Text, context: Context): string[] {
  const { source, problems } = validation;
  const allowed: readonly string[] = PLACEHOLDERS_OF[context];
  const found = placeholdersIn(text ?? '');
  for (const name of found) {
    if (allowed.includes(name)) continue;
    const isKnown = Object.hasOwn(PLACEHOLDERS, name);
    const what = isKnown ? `\`{${name}}\` has no meaning here` : `unknown placeholder \`{${name}}\``;
    const list = allowed.map((each) => `{${each}}`).join(' ');
    const fix = `${isKnown ? '' : didYouMean(name, allowed)}Allowed here: ${list}. To write the text itself: \`{{${name}}}\`.`;
    problems.at(source, path, what, fix);
  }
  return found;
}

/** The same for each item of a list. */
export function checkTexts(
  validation: Validation,
  path: Path,
  texts: readonly Text[],
  context: Context,
): string[] {
  return texts.flatMap((text, i) => checkText(validation, [...path, i], text, context));
}

/** Null where it is wrong, which has then been reported. */
export function checkExpression({ source, problems }: Validation, path: Path, text: Text): Expression | null {
  if (text === undefined) return null;
  const parsed = parseExpression(text);
  if (parsed.ok) return parsed.value;
  problems.at(source, path, parsed.text, parsed.fix);
  return null;
}

/** Whether what is read from a line is what the event is made of. `written`: where such a group is written. */
export function checkGroups(
  { source, problems }: Validation,
  path: Path,
  event: ProgramEvent,
  groups: readonly string[],
  written: { isJson: boolean },
): void {
  const known: readonly string[] = GROUPS[event];
  const what = written.isJson ? 'field' : 'group';
  for (const name of groups) {
    if (known.includes(name)) continue;
    const text = `\`${event}\` has no ${what} \`${name}\``;
    const fix = `${didYouMean(name, known)}Its ${what}s: ${known.join(', ')}.`;
    problems.at(source, written.isJson ? [...path, name] : path, text, fix);
  }
  const [needed] = GROUPS[event];
  if (groups.includes(needed)) return;
  const why = needed === 'message' ? 'the `{ref}` of the message' : 'the neighbour';
  const fix = written.isJson
    ? `Write \`${needed}\` and the path of the field that holds ${why}.`
    : `Write \`(?<${needed}>…)\` around what is ${why}.`;
  problems.at(source, path, `\`${event}\` without the ${what} \`${needed}\``, fix);
}

/** Of a file in `{dir}`. */
export function checkFileName({ source, problems }: Validation, path: Path, name: string): void {
  if (NAME.test(name) && !name.includes('..')) return;
  const fix = 'Write a name without folders: it lies in `{dir}`.';
  problems.at(source, path, `\`${name.slice(0, 80)}\` cannot be the name of such a file`, fix);
}

/** The one of these keys that is written; null where there is not exactly one, which has then been reported. */
export function requireExactlyOneKey<Key extends string>(
  validation: Validation,
  path: Path,
  keys: readonly Key[],
  what: string,
  others: readonly string[] = [],
): Key | null {
  const { source, problems } = validation;
  const written = source.keys(path);
  const found = keys.filter((key) => written.includes(key));
  if (found.length === 1) return found[0] as Key;
  const known = [...keys, ...others];
  const isMisspelt = unknownKeysAt(validation, path, known).some((key) => mayStandFor(key, known, keys));
  if (found.length === 0 && isMisspelt) return null;
  const text =
    found.length === 0
      ? `${what} is missing`
      : `${what} is written ${found.length} times: ${found.join(', ')}`;
  problems.at(source, path, text, `Write exactly one of ${keys.join(', ')}.`);
  return null;
}

export function lineSourceOf(
  validation: Validation,
  path: Path,
  { stream, file }: { stream?: 'stdout' | 'stderr' | undefined; file?: string | undefined },
): LineSource {
  const { source, problems } = validation;
  if (file !== undefined) checkFileName(validation, [...path, 'file'], file);
  if (stream !== undefined && file !== undefined)
    problems.atKey(source, [...path, 'file'], 'both `stream` and `file`', 'Lines come from one of them.');
  return { ...(stream === undefined ? {} : { stream }), ...(file === undefined ? {} : { file }) };
}
