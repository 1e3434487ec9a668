/**
 * The last lines of a test run, from vitest's JSON report: what failed and how, for readers of the end of a log alone, and
 * `N passed, N failed`.
 * `node tools/closing-line.ts REPORT CODE`, with the exit code of the run.
 */

import { readFileSync } from 'node:fs';

export interface TestReport {
  numPassedTests?: number;
  numFailedTests?: number;
  numPendingTests?: number;
  numTodoTests?: number;
  testResults?: { status: string; message?: string; assertionResults: TestResult[] }[];
}

interface TestResult {
  status: string;
  fullName?: string;
  failureMessages?: string[];
}

/** Characters of a failure that are told: the assertion and the values, without most of the stack. */
const TOLD = 1500;

/** What failed, a test or a file each, and how. */
export function failures(report: TestReport): string[] {
  return (report.testResults ?? []).flatMap(({ status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0 && status === 'failed') return [`failed: ${(message ?? '').slice(0, TOLD)}`];
    return failed.map(
      ({ fullName, failureMessages }) =>
        `failed: ${fullName}: ${(failureMessages ?? []).join('\n').slice(0, TOLD)}`,
    );
  });
}

/**
 * A file counts as one that failed where no test of it did: one that cannot be loaded has none that could, and where a hook
 * fails its tests are skipped, or have passed before. So does a run that ended with another code than 0 for a reason that is
 * in no file, such as an error that nobody caught, or lint.
 */
export function closingLine(report: TestReport, exitCode: number): string {
  const files = report.testResults ?? [];
  const broken = files.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const counted = (report.numFailedTests ?? 0) + broken;
  const failed = counted === 0 && exitCode !== 0 ? 1 : counted;
  const skipped = (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0);
  const line = `${report.numPassedTests ?? 0} passed, ${failed} failed`;
  return skipped > 0 ? `${line}, ${skipped} skipped` : line;
}

function readReport(path: string): TestReport {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as TestReport;
  } catch {
    // A run that wrote none has failed, which its code says.
    return {};
  }
}

if (process.argv[1] === import.meta.filename) {
  const [path = '', code = '1'] = process.argv.slice(2);
  const report = readReport(path);
  for (const failure of failures(report)) console.log(failure);
  console.log(closingLine(report, Number(code)));
}
