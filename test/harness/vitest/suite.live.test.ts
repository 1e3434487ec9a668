import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { markedProcesses } from '../../../harness/runtime/system/proc.ts';
import { ON_PROCESSES, OwnSuite, type TestOutcome } from '../../own-suite.ts';

const mesh = (name: string, rest: string) => `name: ${name}
seed: 7
nodes: { count: 3 }
links: { shape: line }
steps:
  - { at: 0s, inject: hello, from: n1 }
${rest}`;

/** Says who it is, so that one can look what is left of it. */
const suite = (pattern: string, options = '') => `import { writeFileSync } from 'node:fs';
import { meshPool, topologySuite } from 'meshbed/vitest';
import { test } from 'vitest';
const pool = meshPool();
test('says its name', () => writeFileSync(\`\${pool.name}.pool\`, ''));
topologySuite('${pattern}', { pool${options} });
`;

const files = {
  'topologies/good.yaml': mesh('good', 'expect: { delivery: { within: 10s }, settle: 100ms }'),
  'topologies/broken.yaml': mesh('broken', 'expect: { settle: 100ms }').replace(
    '{ count: 3 }',
    "{ n1: {}, n2: { command: [node, -e, 'process.exit(3)'] } }",
  ),
  'topologies/wrong.yaml': 'nodes: { count: 2 }\nlinks: { shape: rong }\n',
  'topologies/cells.yaml': mesh('cells', 'expect: { settle: 100ms }\nmatrix: { nodes.count: [2, 3] }'),
  'unsure/nothing.yaml': mesh('nothing', 'expect: { traffic: { copies: 3 }, settle: 100ms }').replace(
    '- { at: 0s, inject: hello, from: n1 }',
    '- { at: 0s, pause: n3 }',
  ),
  'all.test.ts': suite('topologies/*.yaml'),
  'unsure.test.ts': suite('unsure/*.yaml', ", inconclusive: 'skip'"),
  'none.test.ts': "import { topologySuite } from 'meshbed/vitest';\ntopologySuite('nowhere/*.yaml');\n",
};

describe('topologySuite', () => {
  let own: OwnSuite;
  let outcomes: TestOutcome[] = [];
  const of = (title: string) => outcomes.find((outcome) => outcome.title === title);

  beforeAll(async () => {
    own = await OwnSuite.make(files);
    outcomes = await own.run(ON_PROCESSES);
  });
  afterAll(() => own.remove());

  test('makes each file a test, which passes with its verdict', () => {
    expect(of('topologies/good.yaml')).toMatchObject({ status: 'passed' });
  });

  test('whose failure is the report, with the seed and the way to run it again', () => {
    const { status, message } = of('topologies/broken.yaml')!;
    expect(status).toBe('failed');
    expect(message).toMatch(/failed: broken — n2 exited with code 3/);
    expect(message).toContain('npx meshbed run topologies/broken.yaml --seed 7 --runtime process');
  });

  test('makes each cell of a matrix a test', () => {
    for (const count of [2, 3])
      expect(of(`topologies/cells.yaml (nodes.count=${count})`)).toMatchObject({ status: 'passed' });
  });

  test('bad input names its place', () => {
    expect(of('topologies/wrong.yaml')?.message).toMatch(/topologies\/wrong\.yaml:2:\d+ .*rong/);
  });

  test('what is inconclusive is skipped where that is asked for', () => {
    expect(of('unsure/nothing.yaml')?.status).toMatch(/skipped|pending/);
  });

  test('a pattern that matches nothing fails', () => {
    expect(of('nowhere/*.yaml')).toMatchObject({ status: 'failed' });
    expect(of('nowhere/*.yaml')?.message).toMatch(/No topology file matches nowhere/);
  });

  test('leaves no process, in no worker', async () => {
    const { readdirSync } = await import('node:fs');
    const pools = readdirSync(own.path).filter((name) => name.endsWith('.pool'));
    expect(pools).toHaveLength(2);
    const names = pools.map((name) => name.replace('.pool', ''));
    expect(markedProcesses().filter(({ run }) => names.includes(run))).toEqual([]);
  });
});
