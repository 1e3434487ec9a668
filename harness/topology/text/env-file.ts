/**
 * Files of `NAME=value`, as dotenv and Compose have them. Node reads the values; it passes over what it does not understand,
 * so each line is looked at here first.
 */

import { parseEnv } from 'node:util';
import type { Variables } from './variables.ts';

/** Lines from 1. */
export interface EnvProblem {
  line: number;
  text: string;
  fix: string;
}

const NOTHING = /[ \t]*(#[^\n]*)?(\n|$)/y;
const NAMED = /[ \t]*(?:export[ \t]+)?[A-Za-z_][A-Za-z0-9_]*[ \t]*=[ \t]*/y;
const QUOTED = /("[^"]*"|'[^']*'|`[^`]*`)[ \t]*(#[^\n]*)?(\n|$)/y;
const PLAIN = /([^"'`\n#][^\n]*)?(\n|$)/y;

export function parseEnvFile(written: string): { values: Variables; problems: EnvProblem[] } {
  const text = written.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  const problems: EnvProblem[] = [];
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const { end, problem } = assignmentAt(text, at);
    if (problem !== null) problems.push({ line, ...problem });
    for (let i = text.indexOf('\n', at); i >= 0 && i < end; i = text.indexOf('\n', i + 1)) line++;
    at = end;
  }
  return { values: parseEnv(text) as Variables, problems };
}

/** What begins there, up to the beginning of what comes next. */
function assignmentAt(text: string, at: number): { end: number; problem: Omit<EnvProblem, 'line'> | null } {
  const lineEnd = text.indexOf('\n', at);
  const rest = lineEnd < 0 ? text.length : lineEnd + 1;
  const wrong = (what: string, fix: string) => ({ end: rest, problem: { text: what, fix } });
  if (text.slice(at, rest).includes('\0')) return wrong('the line holds a NUL', 'Leave it out.');
  const nothing = endOf(NOTHING, text, at);
  if (nothing !== null) return { end: nothing, problem: null };
  const value = endOf(NAMED, text, at);
  if (value === null || value > rest)
    return wrong('this is no `NAME=value`', 'A name has letters, digits and `_`; a comment begins with `#`.');
  const quoted = endOf(QUOTED, text, value);
  if (quoted !== null) {
    const holdsNul = text.slice(value, quoted).includes('\0');
    return holdsNul ? wrong('the value holds a NUL', 'Leave it out.') : { end: quoted, problem: null };
  }
  const plain = endOf(PLAIN, text, value);
  if (plain === null && text[value] === '#')
    return wrong('the value begins with `#`', 'Put it in quotes; without them `#` begins a comment.');
  if (plain === null)
    return wrong('a quote is not closed', 'Close it, with nothing but a comment behind it.');
  if (/[^ \t]#/.test(text.slice(value, plain)))
    return wrong('a `#` within the value', 'Put the value in quotes; without them `#` begins a comment.');
  return { end: plain, problem: null };
}

function endOf(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}
