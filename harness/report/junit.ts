/**
 * JUnit XML as Jenkins documents it, which GitLab, GitHub's reporters and others read too: one suite a file, one case a
 * check. What failed for certain is a `failure`; what could not be told is an `error`, so that no CI shows it as green.
 */

import { XMLBuilder } from 'fast-xml-parser';
import type { CheckResult } from '../check/explain/finding.ts';
import { VERSION } from '../common/version.ts';
import { secondsText } from '../common/wording.ts';
import { type Alike, groupSimilarFindings, othersInWords, totalOfSimilarFindings } from './alike.ts';
import { isWorthALine } from './check-figures.ts';
import { againCommand, verdictHeadline } from './headline.ts';
import { toPrintableLine } from './printable.ts';
import type { RunResult } from './result.ts';

/** A file that could not be run has no result, but must not be missing: else a job would look complete. */
export interface NotRun {
  file: string;
  name: string;
  why: string;
}

interface Case {
  name: string;
  seconds: number;
  flaw?: { kind: 'failure' | 'error'; type: string; message: string; text: string };
}

interface Suite {
  name: string;
  file: string | undefined;
  seconds: number;
  properties: [name: string, value: string][];
  cases: Case[];
}

const SHOWN_CAUSES = 50;
const SHOWN_NOTES = 50;

/** The whole file, ending with a line break. */
export function junitXml(results: readonly (RunResult | NotRun)[]): string {
  const suites = results.map((result) => ('why' in result ? suiteOfNotRun(result) : suiteOf(result)));
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    format: true,
    suppressEmptyNode: true,
  });
  const totals = countsOf(suites.flatMap(({ cases }) => cases));
  const seconds = suites.reduce((sum, suite) => sum + suite.seconds, 0);
  const document = {
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      '@name': 'meshbed',
      ...totals,
      '@time': seconds.toFixed(3),
      testsuite: suites.map(elementOf),
    },
  };
  return builder.build(document);
}

function suiteOf(result: RunResult): Suite {
  const { figures } = result;
  const tookS = (figures.startMs + figures.scenarioMs) / 1000;
  const halves = result.halfway.flatMap(({ atMs, checks }) =>
    checks.map((check) => caseOf(check, `${check.check} at ${secondsText(atMs)}`)),
  );
  const checks = result.checks.filter(isWorthALine).map((check) => caseOf(check, check.check));
  return {
    name: result.name,
    file: result.file,
    seconds: tookS,
    properties: [
      ['meshbed', VERSION],
      ['runtime', result.runtime],
      ['seed', String(result.seed)],
      ['run', result.run],
      ['again', againCommand(result, 'meshbed')],
      ...(result.out === undefined ? [] : [['evidence', result.out] as [string, string]]),
      ...notesOf(result).map((note): [string, string] => ['note', note]),
    ],
    cases: [runCase(result, tookS), ...halves, ...checks],
  };
}

/** They are no flaw of a case, and have no other place that readers of JUnit know. */
function notesOf({ checks, notes = [] }: RunResult): string[] {
  const ofChecks = checks.flatMap((check) => check.notes ?? []);
  return [...ofChecks, ...notes.map(({ text }) => text)].slice(0, SHOWN_NOTES);
}

function suiteOfNotRun({ file, name, why }: NotRun): Suite {
  const flaw = { kind: 'error', type: 'not run', message: firstLine(why), text: why } as const;
  return {
    name,
    file,
    seconds: 0,
    properties: [['meshbed', VERSION]],
    cases: [{ name: 'run', seconds: 0, flaw }],
  };
}

/** Whether the run came to its end, and whether anything was at stake in it. */
function runCase(result: RunResult, seconds: number): Case {
  const told = result.checks.concat(result.halfway.flatMap((half) => half.checks));
  const isToldByChecks = told.some((check) => check.verdict !== 'passed');
  if (result.end === 'decided' && (result.verdict === 'passed' || isToldByChecks))
    return { name: 'run', seconds };
  const message = result.end === 'decided' ? verdictHeadline(result) : result.endText;
  return { name: 'run', seconds, flaw: { kind: 'error', type: result.end, message, text: message } };
}

function caseOf(check: CheckResult, name: string): Case {
  const [first] = check.findings.filter((finding) => finding.verdict === check.verdict);
  if (check.verdict === 'passed' || first === undefined) return { name, seconds: 0 };
  const words = [...new Set(check.findings.map(({ word }) => word))];
  const more = check.findings.length - 1;
  const causes = groupSimilarFindings(check.findings);
  const flaw = {
    kind: check.verdict === 'failed' ? ('failure' as const) : ('error' as const),
    type: words.join(', '),
    message: `${first.text}${more > 0 ? ` (and ${more} more)` : ''}`,
    text: causes.slice(0, SHOWN_CAUSES).map(causeText).join('\n\n'),
  };
  if (causes.length > SHOWN_CAUSES) {
    flaw.text += `\n\nand ${totalOfSimilarFindings(causes.slice(SHOWN_CAUSES))} more in result.json`;
  }
  return { name, seconds: 0, flaw };
}

function causeText(alikes: Alike): string {
  const { word, verdict, atMs, text, cause, evidence } = alikes.first;
  const lines = [
    `${word} (${verdict}) at ${secondsText(atMs)}: ${text}`,
    ...cause.map((why) => `  - ${why}`),
  ];
  const others = othersInWords(alikes);
  if (others !== null) lines.push(`  … and ${others}`);
  if (evidence.length > 0) lines.push(`  see journal.ndjson:${evidence.join(', ')}`);
  return lines.map(toPrintableLine).join('\n');
}

function elementOf({ name, file, seconds, properties, cases }: Suite): Record<string, unknown> {
  return {
    '@name': clean(name),
    ...countsOf(cases),
    '@skipped': '0',
    '@time': seconds.toFixed(3),
    ...(file === undefined ? {} : { '@file': clean(file) }),
    properties: { property: properties.map(([key, value]) => ({ '@name': key, '@value': clean(value) })) },
    testcase: cases.map((each) => ({
      '@classname': `meshbed.${clean(name)}`,
      '@name': each.name,
      '@time': each.seconds.toFixed(3),
      ...(each.flaw === undefined ? {} : { [each.flaw.kind]: flawElement(each.flaw) }),
    })),
  };
}

function flawElement({ type, message, text }: NonNullable<Case['flaw']>): Record<string, string> {
  return { '@type': type, '@message': clean(message), '#text': text.split('\n').map(clean).join('\n') };
}

function countsOf(cases: readonly Case[]): Record<string, string> {
  const count = (kind: string) => String(cases.filter(({ flaw }) => flaw?.kind === kind).length);
  return { '@tests': String(cases.length), '@failures': count('failure'), '@errors': count('error') };
}

/** What XML can hold: no control characters, and none of the two code points that it forbids besides. */
function clean(text: string): string {
  return toPrintableLine(text).replace(/[\ufffe\uffff]/g, '\ufffd');
}

function firstLine(text: string): string {
  return text.split('\n', 1).join('');
}
