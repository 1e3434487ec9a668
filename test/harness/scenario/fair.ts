/**
 * What a real run of a correct mesh may come to. On a machine that others load as well, `passed` is not the test's to
 * promise: where overload from outside was measured, `inconclusive` is the right answer, and docs/verdicts.md asks for it. So a
 * test on real programs asks that nobody was accused and that whatever could not be told has been excused by a
 * measurement; the same topologies are asked to pass, without any excuse, on the simulator, whose time nobody takes.
 */

import { expect } from 'vitest';
import type { RunResult } from '../../../harness/report/result.ts';
import { reportText } from '../../../harness/report/text.ts';

/** `passed`, or all that is wrong is excused by overload that was measured. */
export function expectFair(result: RunResult): void {
  const checks = [...result.checks, ...result.halfway.flatMap((half) => half.checks)];
  const findings = checks.flatMap((check) => check.findings);
  expect(
    findings.filter(({ word }) => word !== 'excused'),
    reportText(result),
  ).toEqual([]);
  // What overload put off may be open when the time is over.
  if (findings.length === 0) expect(result.end, reportText(result)).toBe('decided');
}

/** The same of what the command line prints of a run of the topology. */
export function expectFairText(text: string, topology: string): void {
  const [headline = ''] = text.split('\n');
  if (headline.startsWith('passed: ')) expect(headline).toContain(`passed: ${topology} — `);
  else {
    expect(headline, text).toContain(`inconclusive: ${topology} — nothing failed`);
    expect(text).toMatch(/^ {2}excused \(|\bthat overload put off\b/m);
  }
}

/** Whether overload kept this run from telling; then what the test would have counted is not worth counting. */
export function wasExcused(result: RunResult): boolean {
  return result.verdict === 'inconclusive';
}
