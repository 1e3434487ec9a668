/**
 * The report as Markdown, for the page that a CI job shows about itself. Short enough to be read there: what went wrong
 * and why, and where the whole of it lies. Foreign text is escaped, so that no peer writes into that page.
 */

import type { CheckResult, Finding, Verdict } from '../check/explain/finding.ts';
import { plural, secondsText } from '../common/wording.ts';
import { type Alike, groupSimilarFindings, othersInWords, totalOfSimilarFindings } from './alike.ts';
import { checkFigures, isWorthALine } from './check-figures.ts';
import { containerOptionLines } from './given.ts';
import { againCommand, allFindings, verdictHeadline } from './headline.ts';
import type { NotRun } from './junit.ts';
import { durationText } from './phrases.ts';
import { toPrintableLine } from './printable.ts';
import type { RunResult } from './result.ts';
import { startText } from './start-text.ts';
import { WORD_ORDER, WORDS } from './words.ts';

/** Told apart by shape too, not by colour alone. */
const MARKS: Record<Verdict, string> = { passed: '✅', failed: '❌', inconclusive: '⚠️' };

const SHOWN_PER_WORD = 5;
const SHOWN_CAUSES = 3;
const SHOWN_LINES = 6;
const SHOWN_NOTES = 6;

/** One run as a section; several with a table before them, and sections only for what did not pass. */
export function summaryMarkdown(results: readonly (RunResult | NotRun)[]): string {
  const [first] = results;
  if (first === undefined) return 'meshbed ran nothing.\n';
  if (results.length === 1) return `${sectionOf(first).join('\n')}\n`;
  const unwell = results.filter((result) => 'why' in result || result.verdict !== 'passed');
  const passed = results.length - unwell.length;
  const lines = [
    `## meshbed: ${passed} of ${plural(results.length, 'run')} passed`,
    '',
    '| | topology | nodes | messages | deliveries | p99 | ran for |',
    '|---|---|--:|--:|--:|--:|--:|',
    ...results.map(rowOf),
    ...unwell.flatMap((result) => ['', ...sectionOf(result)]),
  ];
  return `${lines.join('\n')}\n`;
}

function rowOf(result: RunResult | NotRun): string {
  if ('why' in result) return `| ❌ | ${plain(result.name)} | | | | | could not be run |`;
  const { nodes, messages, deliveries, latencyP99Ms, scenarioMs } = result.figures;
  const latency = deliveries === 0 ? '' : durationText(latencyP99Ms);
  const cells = [
    MARKS[result.verdict],
    plain(result.name),
    nodes,
    messages,
    deliveries,
    latency,
    durationText(scenarioMs),
  ];
  return `| ${cells.join(' | ')} |`;
}

function sectionOf(result: RunResult | NotRun): string[] {
  if ('why' in result) return [`### ❌ ${plain(result.name)}: could not be run`, '', plain(result.why)];
  return [
    `### ${MARKS[result.verdict]} ${plain(verdictHeadline(result))}`,
    '',
    ...(result.end === 'decided' ? [] : [`Ended: ${plain(result.endText)}.`, '']),
    ...findingLines(allFindings(result)),
    '| check | verdict | |',
    '|---|---|---|',
    ...checkRows(result),
    '',
    ...noteLines(result),
    ...containerOptionLines(result).flatMap((line) => [`${plain(line)}.`, '']),
    `${figuresLine(result)}`,
    '',
    `Again: ${code(againCommand(result, 'meshbed'))}`,
    ...(result.out === undefined ? [] : ['', `Evidence: ${code(result.out)}`]),
  ];
}

/** What the run was not. */
function noteLines({ notes = [] }: RunResult): string[] {
  if (notes.length === 0) return [];
  const lines = notes.slice(0, SHOWN_NOTES).map(({ text }) => `- Note: ${plain(text)}`);
  const more = notes.length - SHOWN_NOTES;
  return [...lines, ...(more > 0 ? [`- … and ${more} more in \`result.json\``] : []), ''];
}

function checkRows(result: RunResult): string[] {
  const halves = result.halfway.flatMap(({ atMs, checks }) =>
    checks.map((check) => checkRow(check, `${check.check} at ${secondsText(atMs)}`)),
  );
  return [...halves, ...result.checks.filter(isWorthALine).map((check) => checkRow(check, check.check))];
}

function checkRow(check: CheckResult, name: string): string {
  return `| ${name} | ${MARKS[check.verdict]} ${check.verdict} | ${plain(checkFigures(check))} |`;
}

function figuresLine(result: RunResult): string {
  const { figures, runtime, seed } = result;
  const mesh = `${plural(figures.nodes, 'node')}, ${plural(figures.links, 'link')}, ${plural(figures.messages, 'message')}`;
  const times = `${startText(result)}, ran for ${durationText(figures.scenarioMs)}`;
  return `${mesh}; ${runtime}, seed ${seed}; ${times}.`;
}

function findingLines(findings: readonly Finding[]): string[] {
  return WORD_ORDER.flatMap((word) => {
    const group = findings.filter((finding) => finding.word === word);
    if (group.length === 0) return [];
    const causes = groupSimilarFindings(group);
    const lines = causes.slice(0, SHOWN_PER_WORD).flatMap(linesOf);
    const more = totalOfSimilarFindings(causes.slice(SHOWN_PER_WORD));
    if (more > 0) lines.push(`- … and ${more} more in \`result.json\``);
    return [`**${word}** (${plain(WORDS[word].meaning)})`, '', ...lines, ''];
  });
}

function linesOf(alikes: Alike): string[] {
  const { atMs, text, cause, evidence } = alikes.first;
  const others = othersInWords(alikes);
  const lines = [
    `- ${secondsText(atMs)}: ${plain(text)}`,
    ...cause.slice(0, SHOWN_CAUSES).map((why) => `  - ${plain(why)}`),
    ...(others === null ? [] : [`  - … and ${plain(others)}`]),
  ];
  if (evidence.length > 0) {
    const more = evidence.length > SHOWN_LINES ? ', …' : '';
    lines.push(`  - see \`journal.ndjson:${evidence.slice(0, SHOWN_LINES).join(', ')}${more}\``);
  }
  return lines;
}

/** Text that stays text: neither Markdown, nor HTML, nor a cell's end, nor a mention of somebody. */
function plain(text: string): string {
  return toPrintableLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_[\]|~#@]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** As code, in as many backticks as it takes. */
function code(text: string): string {
  const shown = toPrintableLine(text);
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${fence}${space}${shown}${space}${fence}`;
}
