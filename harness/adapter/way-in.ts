/**
 * Putting a message into a program: by its stdin, by a command beside it, or by a request.
 */

import type { InjectRule } from '../topology/model/program.ts';
import { fillPlaceholders, fillPlaceholdersInList } from '../topology/text/placeholders.ts';
import { httpStatusOf } from './http.ts';
import type { Execute } from './probe.ts';

const ANSWER_MS = 10_000;

export interface WaysIn {
  write(text: string): Promise<boolean>;
  execute: Execute;
}

/** Null once it is in; else why not, in words. Never rejects. */
export async function injectMessage(
  rule: InjectRule,
  texts: Readonly<Record<string, string>>,
  ways: WaysIn,
): Promise<string | null> {
  if ('stdin' in rule) {
    const isTaken = await ways.write(`${fillPlaceholders(rule.stdin, texts)}\n`);
    return isTaken ? null : 'its standard input is closed';
  }
  if ('exec' in rule) {
    const command = fillPlaceholdersInList(rule.exec, texts);
    const { code, text } = await ways.execute(command);
    if (code === 0) return null;
    return `\`${command[0]}\` ${code === null ? 'did not end' : `exited with ${code}`}${text === '' ? '' : `: ${text}`}`;
  }
  const { url, method, body } = rule.http;
  const request = { method, ...(body === undefined ? {} : { body: fillPlaceholders(body, texts) }) };
  const status = await httpStatusOf(fillPlaceholders(url, texts), request, ANSWER_MS);
  if (typeof status === 'number' && status >= 200 && status < 300) return null;
  return `${fillPlaceholders(url, texts)} answered ${typeof status === 'number' ? `with ${status}` : `nothing: ${status}`}`;
}
