import { describe, expect, it } from 'vitest';
import { summaryMarkdown } from '../../../harness/report/summary.ts';
import { HOSTILE } from './hostile.ts';
import { aFailedRing, aLoss, aPassedRing } from './results.ts';

describe('the summary', () => {
  it('of a run that passed is its verdict, its checks and how to run it again', () => {
    const text = summaryMarkdown([aPassedRing()]);
    expect(text).toMatch(/^### ✅ passed: ring — 10 nodes/);
    expect(text).toContain('| delivery | ✅ passed | 108 of 108 owed |');
    expect(text).toContain('Again: `meshbed run examples/ring.yaml --seed 42 --runtime docker`');
  });

  it('says what containers were given', () => {
    const given = ['n1 has 64MiB of memory'];
    expect(summaryMarkdown([aPassedRing({ given })])).toContain('\ngiven: n1 has 64MiB of memory.\n');
  });

  it('notes what met nothing', () => {
    const notes = [{ atMs: 4000, text: 'The cut of n1–n2 at 4.000 s met nothing.', evidence: [7] }];
    expect(summaryMarkdown([aPassedRing({ notes })])).toContain(
      '\n- Note: The cut of n1–n2 at 4.000 s met nothing.\n',
    );
  });

  it('of one that failed says what, why, and where to look', () => {
    const text = summaryMarkdown([aFailedRing([aLoss()])]);
    expect(text).toMatch(/^### ❌ failed: ring — n7 never got/);
    expect(text).toContain('  - n6 and n8 never sent it to n7.');
    expect(text).toContain('see `journal.ndjson:123, 140`');
    expect(text).toContain('Evidence: `/tmp/meshbed-x`');
  });

  it('of several begins with a table, and has sections only for what did not pass', () => {
    const bad = { file: 'bad.yaml', name: 'bad', why: 'no image x:1' };
    const text = summaryMarkdown([aPassedRing(), aFailedRing([aLoss()], { name: 'broken' }), bad]);
    expect(text).toMatch(/^## meshbed: 1 of 3 runs passed\n/);
    expect(text.match(/^\| [✅❌].*$/gmu)).toHaveLength(3);
    expect(text.match(/^### .*$/gm)).toEqual([
      expect.stringContaining('broken'),
      '### ❌ bad: could not be run',
    ]);
  });

  it('fits a job page, however much went wrong', () => {
    const losses = Array.from({ length: 5000 }, (_, i) =>
      aLoss({ node: `n${i}`, text: `n${i} never got it.`, cause: [`n${i} slept.`] }),
    );
    const text = summaryMarkdown([aFailedRing(losses)]);
    expect(text.length).toBeLessThan(10_000);
    expect(text).toContain('… and 4995 more in `result.json`');
  });

  it.each(HOSTILE)('lets %j be neither markup nor Markdown', (name) => {
    const text = summaryMarkdown([
      aFailedRing([aLoss({ text: name, cause: [name] })], { name, file: 'a.yaml' }),
    ]);
    expect(text).not.toMatch(/<(?!\/?$)[a-z!/]/i);
    expect(text).not.toMatch(/\]\(|\*\*bold|@everyone/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the point.
    expect(text).not.toMatch(/[\u0000\u001b\u202e]/);
  });
});
