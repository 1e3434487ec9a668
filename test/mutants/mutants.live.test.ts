import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../harness/report/result.ts';
import { reportText } from '../../harness/report/text.ts';
import { BUGS } from './bugs/index.ts';
import { EXAM } from './exam.ts';
import { filled, PAGE } from './page.ts';
import { sit } from './sit.ts';

/**
 * Overload that was measured kept the run from telling, as in `test/harness/scenario/fair.ts`: all that was found is
 * excused, or what was owed was put off past the end. Where no overload is measured neither can be, so there every bug
 * must be caught; and even on a machine that others load, most must be.
 */
function couldNotTell({ verdict, end, checks }: RunResult): boolean {
  const words = checks.flatMap(({ findings }) => findings.map(({ word }) => word));
  if (verdict !== 'inconclusive' || words.some((word) => word !== 'excused')) return false;
  // The deadline came first; or the last word on overload came with the end, and put off what had been decided.
  const isPutOff = ['deadline', 'decided'].includes(end) && checks.some(({ pending }) => pending > 0);
  return words.length > 0 || isPutOff;
}

const untold: string[] = [];

describe('a peer that', () => {
  test.concurrent.each(EXAM.map((question) => [question.bug, question] as const))(
    '%s is caught, and it is said what is wrong',
    async (bug, { topology, word, check, says }) => {
      const result = await sit(topology, bug);
      const text = reportText(result).replace(/\s+/g, ' ');
      if (couldNotTell(result)) {
        untold.push(`${bug}: ${text}`);
        return;
      }
      expect(result.verdict, text).toBe('failed');
      const findings = result.checks.find((each) => each.check === check)?.findings ?? [];
      const found = findings.filter((each) => each.word === word && each.verdict === 'failed');
      const said = found.map((each) => [each.text, ...each.cause].join(' '));
      expect(
        said.some((each) => says.test(each)),
        text,
      ).toBe(true);
    },
  );
});

test('few could not be told of, and only for overload', () => {
  expect(untold.length, untold.join('\n')).toBeLessThanOrEqual(EXAM.length / 4);
});

test('every bug that is planted is in the exam, and there are enough of them', () => {
  expect(EXAM.map(({ bug }) => bug).sort()).toEqual(Object.keys(BUGS).sort());
  expect(EXAM.length).toBeGreaterThanOrEqual(25);
});

test('docs/mutants.md shows the exam', () => {
  const page = readFileSync(PAGE, 'utf8');
  expect(page, 'stale: run node test/mutants/page.ts').toBe(filled(page));
});
