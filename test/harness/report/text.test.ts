import { describe, expect, it } from 'vitest';
import { reportText, verdictLine } from '../../../harness/report/text.ts';
import { aCheck, aFailedRing, aLoss, aPassedRing } from './results.ts';

describe('the report of a run that passed', () => {
  it('is a sentence, the checks, and how to run it again', () => {
    expect(reportText(aPassedRing())).toMatchInlineSnapshot(`
      "passed: ring — 10 nodes, 12 messages, 108 of 108 deliveries, p50 0.9 ms, p99 3.1 ms

        delivery    passed        108 of 108 owed
        duplicates  passed        120 judged
        conduct     passed        12 judged
        keepalive   passed        24 judged, 2 deaths detected, slowest detection 1.83 s

        10 nodes, 10 links, 12 messages; docker, seed 42; ready after 2.11 s, warmed up for 250 ms, ran for 12.35 s
        again:    meshbed run examples/ring.yaml --seed 42 --runtime docker
      "
    `);
  });

  it('says what was unreachable, and that this is no failure', () => {
    const figures = { ...aPassedRing().figures, unreachable: 16 };
    expect(reportText(aPassedRing({ figures }))).toContain('16 deliveries were not owed');
    expect(reportText(aPassedRing({ figures }))).toContain('unreachable, which is not a failure');
  });

  it('notes what met nothing, and not more of it than can be read', () => {
    const notes = Array.from({ length: 8 }, (_, i) => ({
      atMs: 1000 * i,
      text: `The kill of n${i} met nothing.`,
      evidence: [i + 2],
    }));
    const text = reportText(aPassedRing({ notes }));
    expect(text).toContain('\n  note: The kill of n0 met nothing.\n');
    expect(text).toContain('\n  … and 2 more notes in result.json\n');
    expect(text).not.toContain('n6 met nothing');
  });

  it('says what containers were given, or would have been', () => {
    const given = ['n1 … n3 have 64MiB of memory', 'n4 has NET_ADMIN, the user root'];
    const text = reportText(aPassedRing({ given }));
    expect(text).toContain(`\n  given: ${given[0]}\n  given: ${given[1]}\n`);
    const without = reportText(aPassedRing({ notGiven: [given[0]!], runtime: 'process' }));
    expect(without).toContain(`\n  not applied on process, which has no containers: ${given[0]}\n`);
    expect(reportText(aPassedRing({ given: Array(9).fill('n1 has KILL') }))).toContain(
      '\n  … and 3 more in result.json\n',
    );
  });

  it('shows what the checks halfway said', () => {
    const halfway = [{ atMs: 5000, checks: [aCheck('delivery', { obligations: 9 })] }];
    expect(reportText(aPassedRing({ halfway }))).toContain(
      'halfway     passed        at 5.000 s: delivery passed',
    );
  });
});

describe('the report of a run that failed', () => {
  it('says the one thing that is wrong in its first line, and why and where under it', () => {
    expect(reportText(aFailedRing([aLoss()]))).toMatchInlineSnapshot(`
      "failed: ring — n7 never got n1/1/3

        lost (owed, and not delivered by the end of the run)
           2.104 s  n7 never got n1/1/3: n1 injected it at 1.003 s, and n1, n8 and n7 were up and linked from then on (2 links), so it had to reach n7 by 2.104 s. n6 and n8 had it.
                    - n6 and n8 never sent it to n7.
                    see journal.ndjson:123, 140

        delivery    failed        107 of 108 owed
        conduct     passed        12 judged

        10 nodes, 10 links, 12 messages; docker, seed 42; ready after 2.11 s, warmed up for 250 ms, ran for 12.35 s
        evidence: /tmp/meshbed-x
        again:    meshbed run examples/ring.yaml --seed 42 --runtime docker
      "
    `);
  });

  it('counts what is wrong when it is more than one thing, roots first', () => {
    const crash = aLoss({
      word: 'crashed',
      node: 'n6',
      text: 'n6 exited with code 1',
      cause: [],
      evidence: [99],
    });
    expect(verdictLine(aFailedRing([aLoss(), aLoss({ node: 'n8' }), crash]))).toBe(
      'failed: ring — 1 node crashed and 2 deliveries lost',
    );
  });

  it('shows findings that have one cause as one', () => {
    const losses = Array.from({ length: 50 }, (_, i) => aLoss({ message: `n1/1/${i}`, text: `loss ${i}.` }));
    const text = reportText(aFailedRing(losses));
    expect(text).toContain('loss 0.');
    expect(text).not.toContain('loss 1.');
    expect(text).toContain('… and 49 more with this cause: n7, up to 2.104 s');
  });

  it('shows ten causes of a word and counts the other findings', () => {
    const losses = Array.from({ length: 50 }, (_, i) =>
      aLoss({ text: `loss ${i}.`, cause: [`n${i} slept.`] }),
    );
    const text = reportText(aFailedRing(losses));
    expect(text).toContain('loss 9.');
    expect(text).not.toContain('loss 10.');
    expect(text).toContain('… and 40 more in result.json');
  });

  it('is wrapped for a terminal', () => {
    expect(reportText(aFailedRing([aLoss()]), { widthCharacters: 60 })).toContain(
      '   2.104 s  n7 never got n1/1/3: n1 injected it at 1.003\n              s, and n1, n8',
    );
  });

  it('bounds the lines of the journal that it names', () => {
    const evidence = Array.from({ length: 9 }, (_, i) => i + 1);
    expect(reportText(aFailedRing([aLoss({ evidence })]))).toContain(
      'see journal.ndjson:1, 2, 3, 4, 5, 6 and 3 more lines',
    );
  });

  it('says one finding once, though a check halfway and the one at the end both have it', () => {
    const halfway = [{ atMs: 5000, checks: [aCheck('delivery', { obligations: 9, findings: [aLoss()] })] }];
    const text = reportText(aFailedRing([aLoss()], { halfway }));
    expect(text.split('n7 never got')).toHaveLength(3);
  });

  it('says why the run ended, when nothing else is wrong', () => {
    const parts = { end: 'deadline', endText: 'not decided by the deadline of 45 s' } as const;
    const text = reportText(aFailedRing([], parts));
    expect(text).toMatch(/^failed: ring — not decided by the deadline of 45 s\n\n/);
  });
});

describe('the report of a run that could not be judged', () => {
  it('says that nothing failed for certain', () => {
    const finding = aLoss({
      word: 'excused',
      verdict: 'inconclusive',
      text: 'n7 had n1/1/3 late, but n7 waited',
    });
    const result = aFailedRing([finding], { verdict: 'inconclusive' });
    expect(verdictLine(result)).toBe(
      'inconclusive: ring — nothing failed for certain, but: n7 had n1/1/3 late, but n7 waited',
    );
  });

  it('says that nothing was at stake, or that the last word on overload put off what had been', () => {
    const parts = { verdict: 'inconclusive' } as const;
    expect(verdictLine(aPassedRing({ ...parts, checks: [] }))).toBe(
      'inconclusive: ring — the run tested nothing: no check met anything that could have failed',
    );
    const checks = [aCheck('delivery', { obligations: 8, pending: 4 })];
    expect(verdictLine(aPassedRing({ ...parts, checks }))).toBe(
      'inconclusive: ring — nothing failed, but 4 obligations that overload put off could not be decided',
    );
  });

  it('says what was known when it was interrupted', () => {
    const parts = { verdict: 'inconclusive', end: 'interrupted', endText: 'interrupted' } as const;
    expect(verdictLine(aPassedRing(parts))).toBe(
      'interrupted: ring — after 12.35 s; until then nothing was wrong',
    );
  });
});

describe('text of foreign peers', () => {
  it('cannot move the cursor or start a line of its own', () => {
    const text = 'n7 said \u001b[2J\u0007\npassed: all is well \u202e';
    const report = reportText(aFailedRing([aLoss({ text, cause: ['\u009b31m'] })], { name: 'ri\rng' }));
    expect(report).toContain('n7 said \\x1b[2J\\x07\\npassed: all is well \\u{202e}');
    expect(report).toContain('\\x9b31m');
    expect(report).toContain('failed: ri\\rng');
    expect(report.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  it('is quoted in the line for the shell', () => {
    const report = reportText(aPassedRing({ file: "it's a mesh.yaml" }));
    expect(report).toContain("meshbed run 'it'\\''s a mesh.yaml' --seed 42 --runtime docker");
  });
});
