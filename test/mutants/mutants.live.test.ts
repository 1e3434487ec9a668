import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CheckName, Word } from '../../harness/check/explain/finding.ts';
import type { RunResult } from '../../harness/report/result.ts';
import { reportText } from '../../harness/report/text.ts';
import { BUGS } from './bugs/index.ts';
import { EXAM } from './exam.ts';
import { filled, PAGE } from './page.ts';
import { sit } from './sit.ts';

/**
 * Overload that was measured kept the run from telling, as in `test/harness/scenario/fair.ts`: all that was found, all that
 * the check found, or just the word that was asked for is excused, or what the check waited for was put off past the end. Where no overload is
 * measured none of these can be, so there every bug must be caught; and even on a machine that others load, most must be.
 */
function couldNotTell({ verdict, end, checks }: RunResult, check: CheckName, asked: Word): boolean {
  const its = checks.filter((each) => each.check === check);
  const isExcused = [checks, its].some((some) => {
    const words = some.flatMap(({ findings }) => findings.map(({ word }) => word));
    return words.length > 0 && words.every((word) => word === 'excused');
  });
  const causes = its.flatMap(({ findings }) => findings.flatMap(({ cause }) => cause));
  const isAskedExcused = causes.some((cause) => cause.includes(`would count as "${asked}" otherwise`));
  // The deadline came first; or the last word on overload came with the end, and put off what had been decided.
  const isPutOff = ['deadline', 'decided'].includes(end) && its.some(({ pending }) => pending > 0);
  return (verdict === 'inconclusive' && isExcused) || isAskedExcused || isPutOff;
}

const untold: string[] = [];

describe('a peer that', () => {
  test.concurrent.each(EXAM.map((question) => [question.bug, question] as const))(
    '%s is caught, and it is said what is wrong',
    async (bug, { topology, word, check, says, verdict }) => {
      const result = await sit(topology, bug);
      const text = reportText(result).replace(/\s+/g, ' ');
      const findings = result.checks.find((each) => each.check === check)?.findings ?? [];
      const found = findings.filter((each) => each.word === word && each.verdict === verdict);
      const said = found.map((each) => [each.text, ...each.cause].join(' '));
      const isSaid = said.some((each) => says.test(each));
      if (!isSaid && couldNotTell(result, check, word)) {
        untold.push(`${bug}: ${text}`);
        return;
      }
      expect(result.verdict, text).toBe('failed');
      expect(isSaid, text).toBe(true);
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
