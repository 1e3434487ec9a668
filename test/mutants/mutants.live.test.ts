import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { reportText } from '../../harness/report/text.ts';
import { BUGS } from './bugs/index.ts';
import { EXAM } from './exam.ts';
import { filled, PAGE } from './page.ts';
import { sit } from './sit.ts';

describe('a peer that', () => {
  test.concurrent.each(EXAM.map((question) => [question.bug, question] as const))(
    '%s is caught, and it is said what is wrong',
    async (bug, { topology, word, check, says }) => {
      const result = await sit(topology, bug);
      const text = reportText(result).replace(/\s+/g, ' ');
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

test('every bug that is planted is in the exam, and there are enough of them', () => {
  expect(EXAM.map(({ bug }) => bug).sort()).toEqual(Object.keys(BUGS).sort());
  expect(EXAM.length).toBeGreaterThanOrEqual(25);
});

test('docs/mutants.md shows the exam', () => {
  const page = readFileSync(PAGE, 'utf8');
  expect(page, 'stale: run node test/mutants/page.ts').toBe(filled(page));
});
