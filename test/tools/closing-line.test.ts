import { describe, expect, test } from 'vitest';
import { closingLine, failures, type TestReport } from '../../tools/closing-line.ts';

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((each) => ({ status: each })),
});

/** As vitest counts: a file of which only a hook fails has no failed test. */
function reportOf(...testResults: ReturnType<typeof file>[]): TestReport {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status));
  const count = (status: string) => tests.filter((each) => each === status).length;
  return {
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    numPendingTests: count('skipped'),
    testResults,
  };
}

describe('the closing line of a test run', () => {
  test.each([
    ['all passed', 0, [file('passed', 'passed', 'passed')], '2 passed, 0 failed'],
    ['a test failed', 1, [file('failed', 'passed', 'failed')], '1 passed, 1 failed'],
    ['some were skipped', 0, [file('passed', 'passed', 'skipped')], '1 passed, 0 failed, 1 skipped'],
    [
      'a hook failed before its tests',
      1,
      [file('failed', 'skipped', 'skipped')],
      '0 passed, 1 failed, 2 skipped',
    ],
    ['a hook failed after them', 1, [file('failed', 'passed')], '1 passed, 1 failed'],
    ['a file could not be loaded', 1, [file('failed'), file('passed', 'passed')], '1 passed, 1 failed'],
    ['something failed that is in no file', 1, [file('passed', 'passed')], '1 passed, 1 failed'],
    ['there is no report', 1, [], '0 passed, 1 failed'],
  ])('%s', (_, code, files, line) => {
    expect(closingLine(reportOf(...files), code)).toBe(line);
  });
});

describe('what failed', () => {
  test('is told by test, with its message', () => {
    const broken = { status: 'failed', fullName: 'a mesh forgets', failureMessages: ['expected 1 to be 2'] };
    const report = { testResults: [{ status: 'failed', assertionResults: [{ status: 'passed' }, broken] }] };
    expect(failures(report)).toEqual(['failed: a mesh forgets: expected 1 to be 2']);
  });

  test('is told by file where no test of it could run', () => {
    const report = { testResults: [{ status: 'failed', message: 'no such module', assertionResults: [] }] };
    expect(failures(report)).toEqual(['failed: no such module']);
  });

  test('is nothing where all passed', () => {
    expect(failures(reportOf(file('passed', 'passed')))).toEqual([]);
  });
});
