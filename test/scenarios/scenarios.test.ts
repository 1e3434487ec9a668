import { describe, expect, test } from 'vitest';
import { reportText } from '../../harness/report/text.ts';
import { parseTopology } from '../../harness/topology/load.ts';
import { writeTopology } from '../../harness/topology/print/write.ts';
import { play } from './play.ts';
import { scenario } from './scenario.ts';

/** What once convicted the correct peer, as shrinking left it. */
const ONCE_CONVICTED: Readonly<Record<string, string>> = {
  'who lacks a message that a link with loss has dropped cannot ask for it: the way back is cut': `
    seed: 795
    nodes: { count: 2 }
    links: [[n1, n2, { n2: { loss: 10% } }]]
    peer: { keepalive: 500ms }
    steps:
      - { at: 3075ms, cut: { from: n1, to: n2 } }
      - { at: 3075ms, inject: { count: 1, bytes: 1 }, from: n2 }
    expect: { delivery: {}, settle: 0s }
    timeouts: { warmup: 0s }`,
  'a late joiner cannot ask for what it has missed: the way back is cut': `
    seed: 916
    nodes: { n1: { start: never }, n2: {} }
    links: [[n1, n2]]
    steps:
      - { at: 0s, inject: { count: 1, bytes: 1 }, from: n2 }
      - { at: 1ms, cut: { from: n1, to: n2 } }
      - { at: 1ms, start: n1 }
    expect: { delivery: { within: 48s, to: eventual }, settle: 0s }`,
  'of what is lacked most went with all who held it, and what is left comes last': `
    seed: 40467
    nodes: { count: 2 }
    links: [[n1, n2, { n2: { latency: 7ms } }]]
    steps:
      - { at: 0s, inject: { count: 50, bytes: 1 }, from: n2 }
      - { at: 0s, inject: { count: 150, every: 10ms, bytes: 1 }, from: n2 }
      - { at: 1024ms, stop: [n1, n2] }
      - { at: 1024ms, start: [n1, n2] }
    expect: { delivery: { within: 19s, to: eventual }, settle: 0s }`,
  'a relay counted while a node was started again, before the goodbyes of its last life': `
    seed: 22518
    nodes: { n1: , n2: , n3: , n4: { nat: { timeout: 10s } } }
    links: [[n1, n2], [n3, n4]]
    peer: { keepalive: 500ms }
    steps:
      - { at: 5999ms, stop: n4 }
      - { at: 5999ms, start: n4 }
      - { at: 5999ms, kill: n1 }
      - { at: 7499ms, start: n1 }
    expect: { keepalive: { detect: 1720ms, recover: 645ms, tolerate: 645ms }, settle: 0s }`,
  'a message leaves at the moment of a heal, and before it': `
    seed: 207
    nodes: { count: 3 }
    links: [[n1, n2], [n1, n3]]
    peer: { keepalive: 200ms }
    steps:
      - { at: 500ms, partition: [[n1, n3], n2] }
      - { at: 520ms, inject: { count: 1, bytes: 1 }, from: n2 }
      - { at: 520ms, heal: all }
    expect: { delivery: { within: 20ms } }`,
};

/** The long setting is bench/false-convictions.ts. */
const FROM = 100_000;
const SEEDS = 80;

describe('the bundled peer is convicted of nothing, whatever happens to a mesh', () => {
  test.each(Object.entries(ONCE_CONVICTED))('not where %s', async (_, text) => {
    const result = await play(parseTopology(text, 'once-convicted.yaml'));
    expect(result.verdict, reportText(result)).not.toBe('failed');
  });

  test('not with seeds that nobody chose, and most of them judge everything that they ask for', async () => {
    let passed = 0;
    for (let seed = FROM; seed < FROM + SEEDS; seed++) {
      const result = await play(scenario(seed));
      const again = `node bench/false-convictions.ts --from ${seed} --seeds 1`;
      expect(result.verdict, `${again}\n${reportText(result)}`).not.toBe('failed');
      if (result.verdict === 'passed') passed++;
    }
    expect(passed).toBeGreaterThan(0.7 * SEEDS);
  });

  test('and a seed gives the same scenario again', () => {
    expect(writeTopology(scenario(7))).toBe(writeTopology(scenario(7)));
  });
});
