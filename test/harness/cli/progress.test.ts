import { describe, expect, it } from 'vitest';
import { progressBlock } from '../../../harness/cli/progress/live.ts';
import { linewiseProgressView } from '../../../harness/cli/progress/log.ts';
import { plain } from '../../../harness/report/paint.ts';

const aSpread = { atMs: 0, messages: 12, deliveries: 96, owed: 12, up: 9, nodes: 10 };

function aLog() {
  const lines: string[] = [];
  let nowMs = 0;
  const view = linewiseProgressView({ write: (text) => lines.push(text) }, () => nowMs);
  return {
    lines,
    view,
    at: (ms: number) => {
      nowMs = ms;
    },
  };
}

describe('progress in a log', () => {
  it('is a line at the end of what is counted, and a seldom one while it takes long', () => {
    const { lines, view, at } = aLog();
    for (let done = 0; done <= 100; done++) {
      at(done * 100);
      view.phase('starting nodes', done, 100);
    }
    expect(lines).toEqual(['  starting nodes 50/100\n', '  starting nodes 100/100\n']);
  });

  it('is a line for what is not counted, and a seldom one for how it goes', () => {
    const { lines, view, at } = aLog();
    view.phase('building the image');
    for (let i = 0; i < 100; i++) {
      at(i * 60);
      view.phase(`building the image: step ${i}`);
    }
    expect(lines).toEqual(['  building the image\n', '  building the image: step 84\n']);
  });

  it('shows steps, up to a number', () => {
    const { lines, view } = aLog();
    for (let i = 0; i < 1000; i++) view.step(i, `kill n${i}\u001b`);
    expect(lines[0]).toBe('  0.000 s  kill n0\\x1b\n');
    expect(lines).toHaveLength(41);
    expect(lines.at(-1)).toBe('  … further steps are in the journal\n');
  });

  it('shows the state of the mesh ever more seldom, by real time', () => {
    const { lines, view, at } = aLog();
    for (let atMs = 0; atMs < 600_000; atMs += 200) {
      at(atMs);
      view.spread({ ...aSpread, atMs: 100 * atMs });
    }
    expect(lines[0]).toBe('  0.000 s  12 messages, 96 delivered, 12 still owed, 9 of 10 nodes up\n');
    expect(lines.length).toBeLessThan(20);
  });
});

describe('progress on a terminal', () => {
  const step = '2.000 s  kill n4';

  it('is the last steps, how far the messages are, and what is owed', () => {
    expect(
      progressBlock({ phase: null, spread: { ...aSpread, atMs: 3200 }, steps: [step] }, 0, 80, plain),
    ).toEqual([
      '  2.000 s  kill n4',
      '⠋ 3.200 s  █████████████████░░░',
      '  12 messages, 96 delivered, 12 still owed, 9 of 10 nodes up',
    ]);
  });

  it('is a bar while nodes start', () => {
    const phase = { what: 'starting nodes', done: 6, total: 12 };
    expect(progressBlock({ phase, spread: null, steps: [] }, 1, 80, plain)).toEqual([
      '⠙ ██████████░░░░░░░░░░ starting nodes 6/12',
    ]);
  });

  it('is never wider than the terminal', () => {
    const steps = ['x'.repeat(200)];
    for (const line of progressBlock({ phase: null, spread: aSpread, steps }, 0, 40, plain)) {
      expect(line.length).toBeLessThanOrEqual(40);
    }
  });
});
