/**
 * Findings, grouped under their word and bounded: a mesh that is broken all over must not flood a log.
 */

import type { Finding } from '../check/explain/finding.ts';
import { secondsText } from '../common/wording.ts';
import { type Alike, groupSimilarFindings, othersInWords, totalOfSimilarFindings } from './alike.ts';
import type { Paint } from './paint.ts';
import { wrapLines } from './phrases.ts';
import { toPrintableLine } from './printable.ts';
import { WORD_ORDER, WORDS } from './words.ts';

const SHOWN_PER_WORD = 10;
const SHOWN_CAUSES = 3;
const SHOWN_LINES = 6;

export function findingLines(findings: readonly Finding[], paint: Paint, width: number): string[] {
  return WORD_ORDER.flatMap((word) => {
    const group = findings.filter((finding) => finding.word === word);
    return group.length === 0 ? [] : groupLines(group, paint, width);
  });
}

function groupLines(group: readonly Finding[], paint: Paint, width: number): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const style = group.some((finding) => finding.verdict === 'failed') ? 'red' : 'yellow';
  const lines = ['', `  ${paint(style, first.word)} ${paint('dim', `(${WORDS[first.word].meaning})`)}`];
  const causes = groupSimilarFindings(group);
  for (const each of causes.slice(0, SHOWN_PER_WORD)) lines.push(...oneCause(each, paint, width));
  const more = totalOfSimilarFindings(causes.slice(SHOWN_PER_WORD));
  if (more > 0) lines.push(`    … and ${more} more in result.json`);
  return lines;
}

function oneCause(cause: Alike, paint: Paint, width: number): string[] {
  const { first: finding } = cause;
  const at = secondsText(finding.atMs).padStart(10);
  const indent = ' '.repeat(14);
  const wrapped = (text: string) => wrapLines(toPrintableLine(text), width - indent.length);
  const [first, ...rest] = wrapped(finding.text);
  const lines = [`  ${at}  ${first}`, ...rest.map((line) => indent + line)];
  for (const cause of finding.cause.slice(0, SHOWN_CAUSES)) {
    lines.push(...wrapped(`- ${cause}`).map((line, i) => indent + (i === 0 ? line : `  ${line}`)));
  }
  const others = othersInWords(cause);
  if (others !== null) lines.push(...wrapped(`… and ${others}`).map((line) => indent + line));
  if (finding.evidence.length > 0) lines.push(indent + paint('dim', `see ${places(finding.evidence)}`));
  return lines;
}

/** `journal.ndjson:123`, and after it the other lines. */
function places(lines: readonly number[]): string {
  const shown = lines.slice(0, SHOWN_LINES).join(', ');
  const more = lines.length - SHOWN_LINES;
  return `journal.ndjson:${shown}${more > 0 ? ` and ${more} more lines` : ''}`;
}
