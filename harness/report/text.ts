/**
 * The report for people: the verdict as a sentence, then the evidence, then how to run it again.
 */

import type { CheckResult } from '../check/explain/finding.ts';
import { plural, secondsText } from '../common/wording.ts';
import { checkFigures, isWorthALine } from './check-figures.ts';
import { findingLines } from './findings.ts';
import { containerOptionLines } from './given.ts';
import { againCommand, allFindings, verdictHeadline, worstVerdict } from './headline.ts';
import { type Paint, paintVerdict, plain } from './paint.ts';
import { durationText } from './phrases.ts';
import { toPrintableLine } from './printable.ts';
import type { RunResult } from './result.ts';
import { startText, whatWasNotAtRest } from './start-text.ts';

export interface TextOptions {
  paint?: Paint;
  /** How this program was called, for the line that runs it again: `meshbed`, `npx meshbed`. */
  program?: string;
  /** Whether there is a line that runs it again; by default there is. */
  again?: boolean;
  /** How long the lines of findings may be. For a log there is no bound, so that a finding is one line to search for. */
  widthCharacters?: number;
}

/** So many faults that met nothing have a line. */
const SHOWN_NOTES = 6;

/** Only the verdict. */
export function verdictLine(result: RunResult, paint: Paint = plain): string {
  const line = verdictHeadline(result);
  const colon = line.indexOf(':');
  return paintVerdict(paint, result.verdict, line.slice(0, colon)) + line.slice(colon);
}

/** Verdict, findings, checks and figures; lines that end with a newline. */
export function reportText(result: RunResult, options: TextOptions = {}): string {
  const paint = options.paint ?? plain;
  const lines = [
    verdictLine(result, paint),
    ...endLines(result),
    ...findingLines(allFindings(result), paint, options.widthCharacters ?? Number.POSITIVE_INFINITY),
    '',
    ...result.halfway.map((half) => halfwayLine(half.atMs, half.checks, paint)),
    ...result.checks.filter(isWorthALine).map((check) => checkLine(check, paint)),
    ...unreachableLines(result),
    ...checkNotes(result),
    ...notes(result),
    ...containerOptionLines(result).map((line) => `  ${toPrintableLine(line)}`),
    '',
    ...closingLines(result),
    ...(options.again === false ? [] : [againLine(result, options.program ?? 'meshbed', paint)]),
  ];
  return `${lines.join('\n')}\n`;
}

function endLines(result: RunResult): string[] {
  if (result.end === 'decided' || result.end === 'interrupted') return [];
  const said = `  ended: ${toPrintableLine(result.endText)}`;
  return verdictHeadline(result).endsWith(toPrintableLine(result.endText)) ? [] : [said];
}

function halfwayLine(atMs: number, checks: readonly CheckResult[], paint: Paint): string {
  const verdict = worstVerdict(checks);
  const of = checks.map((check) => `${check.check} ${check.verdict}`).join(', ');
  return `  ${'halfway'.padEnd(10)}  ${paintVerdict(paint, verdict, verdict.padEnd(12))}  at ${secondsText(atMs)}: ${of}`;
}

function checkLine(check: CheckResult, paint: Paint): string {
  const verdict = paintVerdict(paint, check.verdict, check.verdict.padEnd(12));
  return `  ${check.check.padEnd(10)}  ${verdict}  ${checkFigures(check)}`.trimEnd();
}

/** What kept nodes apart, and the like. */
function checkNotes(result: RunResult): string[] {
  return result.checks.flatMap((check) => (check.notes ?? []).map((note) => `    ${toPrintableLine(note)}`));
}

/** What the run was not. */
function notes({ notes = [] }: RunResult): string[] {
  const lines = notes.slice(0, SHOWN_NOTES).map(({ text }) => `  note: ${toPrintableLine(text)}`);
  const more = notes.length - SHOWN_NOTES;
  return more > 0 ? [...lines, `  … and ${plural(more, 'more note')} in result.json`] : lines;
}

function unreachableLines(result: RunResult): string[] {
  const n = result.figures.unreachable;
  if (n === 0) return [];
  const were = n === 1 ? '1 delivery was' : `${n} deliveries were`;
  return [
    `  ${were} not owed, since no open path led there long enough: unreachable, which is not a failure`,
  ];
}

function againLine(result: RunResult, program: string, paint: Paint): string {
  return `  again:    ${paint('cyan', againCommand(result, program))}`;
}

function closingLines(result: RunResult): string[] {
  const { nodes, links, messages, scenarioMs, realMs } = result.figures;
  const mesh = `${plural(nodes, 'node')}, ${plural(links, 'link')}, ${plural(messages, 'message')}`;
  const times =
    realMs === undefined
      ? `${startText(result)}, ran for ${durationText(scenarioMs)}`
      : `${durationText(scenarioMs)} of the mesh's time in ${durationText(realMs)}`;
  const lines = [`  ${mesh}; ${result.runtime}, seed ${result.seed}; ${times}`];
  lines.push(...whatWasNotAtRest(result).map((line) => `  ${line}`));
  if (result.out !== undefined) lines.push(`  evidence: ${toPrintableLine(result.out)}`);
  if (result.captured !== undefined) lines.push(`  capture:  ${captureText(result.captured)}`);
  return lines;
}

function captureText({ datagrams, missing }: NonNullable<RunResult['captured']>): string {
  const holes = missing === 0 ? '' : `; ${plural(missing, 'record')} more could not be written`;
  return `${plural(datagrams, 'datagram')} in capture.pcapng${holes}`;
}
