/**
 * The command line as a real process: its streams, its signals, its exit code, and nothing left behind.
 */

import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { markedProcesses } from '../../../harness/runtime/system/proc.ts';
import { expectFairText } from '../scenario/fair.ts';
import { startMeshbed, startProgram } from './started.ts';

const MESH = `
nodes: { count: 3 }
links: { shape: ring }
steps:
  - { at: 50ms, inject: hello, from: n1 }
  - { at: LAST, inject: bye, from: n2 }
expect:
  delivery: { within: 10s }
  settle: 200ms
`;

let home: string;
let short: string;
let long: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'meshbed-start-'));
  short = join(home, 'short.yaml');
  long = join(home, 'long.yaml');
  await writeFile(short, MESH.replace('LAST', '100ms'));
  await writeFile(long, MESH.replace('LAST', '60s'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const meshbed = (...args: string[]) => startMeshbed(home, ...args);

it('npm start passes', async () => {
  const { code, out, err } = startProgram(home, 'npm', 'start', '--', '--runtime', 'process');
  expect([0, 4], err()).toContain(await code);
  expectFairText(out().slice(out().search(/^\w+: ring — /m)), 'ring');
});

it('--json puts the result alone on stdout', async () => {
  const { code, out } = meshbed('run', short, '--runtime', 'process', '--json', '--seed', '9');
  expect(await code).toBe(0);
  expect(JSON.parse(out())).toMatchObject({ version: 1, verdict: 'passed', runtime: 'process', seed: 9 });
});

it('--out keeps the journal, what differs between machines, and the result', async () => {
  const out = join(home, 'results');
  expect(await meshbed('run', short, '--runtime', 'process', '--quiet', '--out', out).code).toBe(0);
  const journal = (await readFile(join(out, 'journal.ndjson'), 'utf8')).trim().split('\n');
  expect(JSON.parse(journal[0] ?? '')).toMatchObject({ type: 'header', runtime: 'process' });
  expect(JSON.parse(journal.at(-1) ?? '')).toMatchObject({ type: 'end', reason: 'decided' });
  expect(JSON.parse(await readFile(join(out, 'result.json'), 'utf8'))).toMatchObject({
    verdict: 'passed',
    out,
  });
  expect(JSON.parse(await readFile(join(out, 'environment.json'), 'utf8'))).toHaveProperty('node');
});

it('Ctrl-C ends the nodes, reports what is known, and exits with 130', async () => {
  const { child, code, said, out } = meshbed('run', long, '--runtime', 'process');
  await said('inject');
  child.kill('SIGINT');
  expect(await code).toBe(130);
  expect(out()).toContain('interrupted: long — after ');
  const evidence = /evidence: (.*)/.exec(out())?.[1] ?? '';
  const { run } = JSON.parse(await readFile(join(evidence, 'result.json'), 'utf8'));
  expect(markedProcesses().filter((found) => found.run === run)).toEqual([]);
});

it('a reader that leaves early is no error', async () => {
  const { child, code, err } = meshbed('run', short, '--runtime', 'process');
  child.stdout.destroy();
  expect(await code).toBe(0);
  expect(err()).not.toContain('EPIPE');
});

it.skipIf(!existsSync('/dev/full'))(
  'what goes wrong with meshbed itself is no failure of a peer',
  async () => {
    const { code, err } = startProgram(
      home,
      'sh',
      '-c',
      `exec "${process.execPath}" harness/cli/main.ts schema > /dev/full`,
    );
    expect(await code, err()).toBe(70);
    expect(err()).toContain('meshbed itself went wrong');
  },
);

it('a mistake in a file is said with its place, and exits with 2', async () => {
  const bad = join(home, 'bad.yaml');
  await writeFile(bad, 'nodes: { count: 3 }\nlinks: { shape: rign }\n');
  const { code, err } = meshbed('run', bad);
  expect(await code).toBe(2);
  expect(err()).toContain(`${bad}:2:17`);
});
