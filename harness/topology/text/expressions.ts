/**
 * Regular expressions of people, in the syntax of RE2: matching takes time that grows with the line and the expression and with
 * nothing else, whatever either of them is.
 */

import { RE2JS, RE2JSException } from 're2js';
import type { Parsed } from './units.ts';

/** In instructions: matching takes as long as line and expression together are. */
const LARGEST_PROGRAM = 2_000;

export interface Expression {
  readonly groups: readonly string[];
  /** What each group that took part has matched; null where the text has no match. */
  match(text: string): Record<string, string> | null;
}

export function parseExpression(source: string): Parsed<Expression> {
  try {
    const compiled = RE2JS.compile(source);
    if (compiled.programSize() > LARGEST_PROGRAM)
      return { ok: false, text: 'the expression is too large', fix: 'Repeat less in it.' };
    if (compiled.test(''))
      return {
        ok: false,
        text: 'the expression matches every line',
        fix: 'Write what is only in the lines that are meant.',
      };
    return { ok: true, value: expressionOf(compiled) };
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const why = error.message.replace(/^error parsing regexp: /, '');
    return {
      ok: false,
      text: `no regular expression: ${why}`,
      fix: 'The syntax is that of RE2: groups are `(?<name>…)`, and there is no looking ahead and no referring back.',
    };
  }
}

/** One that is known to be well formed. */
export function expressionFrom(source: string): Expression {
  const parsed = parseExpression(source);
  if (!parsed.ok) throw new Error(parsed.text);
  return parsed.value;
}

function expressionOf(compiled: RE2JS): Expression {
  const groups = Object.keys(compiled.namedGroups());
  return {
    groups,
    match(text) {
      const matcher = compiled.matcher(text);
      if (!matcher.find()) return null;
      const found: Record<string, string> = {};
      for (const name of groups) {
        const value = matcher.group(name);
        if (value !== null && value !== undefined) found[name] = value;
      }
      return found;
    },
  };
}
