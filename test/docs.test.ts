/**
 * The documents are true: every YAML block is loaded, and every command is run or named here with the test that runs it.
 */

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { realServices } from '../harness/cli/real-services.ts';
import { packageRoot as rootOf } from '../harness/common/package-root.ts';
import { parseTopology, topologyFromObject } from '../harness/topology/load.ts';
import type { Setting } from '../harness/topology/settings.ts';
import { blocks, documents, markdownIn, ofKind, readmesTopology } from './documents.ts';
import { meshbed } from './harness/cli/command-line.ts';
import { aFailedRing, aLoss } from './harness/report/results.ts';

const packageRoot = rootOf();

const written = mkdtempSync(join(tmpdir(), 'meshbed-docs-'));
afterAll(() => rmSync(written, { recursive: true }));

/** Commands that a test of their own runs; the place of that test. */
const RUN_ELSEWHERE: Record<string, string> = {
  'npm ci && npm start': 'test/harness/cli/start.live.test.ts',
  'npm ci && npm test': '.ci/run',
  'npm ci': '.ci/run',
  'npm test': '.ci/run',
  'npm test -- test/harness/report': 'tools/test.ts',
  'node tools/pinned-node/run.mjs harness/cli/main.ts --version': 'test/harness/cli/start.live.test.ts',
  'npm run lint': 'tools/test.ts',
  'npm run types': 'tools/test.ts',
  'npm run format': 'tools/test.ts',
  'cc -std=c11 -O2 -o examples/peers/c/peer examples/peers/c/peer.c': 'test/examples/peers.ts',
  'cc -std=c11 -O2 -static -o examples/peers/c/peer examples/peers/c/peer.c': 'test/docker/peers.test.ts',
  'npm install --save-dev meshbed': 'test/package.live.test.ts',
  'npm install --save-dev meshbed vitest': 'test/package.live.test.ts',
  'npm install --save-dev meshbed vitest testcontainers': 'test/docker/testcontainers.test.ts',
};

/** A fragment is a part of a topology; this is the rest. */
const AROUND_A_FRAGMENT = { nodes: { count: 12 }, links: { shape: 'ring' } };

it('every block says what it is', () => {
  const known = ['yaml', 'yaml fragment', 'yaml compose', 'sh', 'text', 'json', 'ts', 'python'];
  expect(
    blocks.filter(({ kind }) => !known.includes(kind)).map(({ place, kind }) => `${place} ${kind}`),
  ).toEqual([]);
});

it('every page in docs/ is linked from the README', () => {
  const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8');
  expect(markdownIn('docs').filter((page) => !readme.includes(`](${page})`))).toEqual([]);
});

it('every path that is named exists', () => {
  const prose = documents.map((file) => readFileSync(join(packageRoot, file), 'utf8')).join('\n');
  const named = prose.matchAll(/`((?:harness|node|page|test|tools|docs|examples|schema|bench)\/[\w./-]*)`/g);
  expect(
    [...named].map((match) => match[1] ?? '').filter((path) => !existsSync(join(packageRoot, path))),
  ).toEqual([]);
});

it('every program in Python is tried by a test', () => {
  const places = ofKind('python').map(({ place }) => place.replace(/:.*/, ''));
  expect(places).toEqual(['docs/node-contract.md']);
  expect(readFileSync(join(packageRoot, 'test/harness/conform/conform.live.test.ts'), 'utf8')).toContain(
    '```python',
  );
});

describe('YAML', () => {
  it.each(ofKind('yaml'))('of $place is a topology', ({ text, place }) => {
    expect(parseTopology(text, place).nodes).not.toEqual([]);
  });

  it.each(ofKind('yaml fragment'))('of $place is a part of a topology', ({ text }) => {
    const topology = topologyFromObject({ ...AROUND_A_FRAGMENT, ...parse(text) });
    expect(topology.nodes).not.toEqual([]);
  });

  it.each(ofKind('yaml compose'))('of $place is for Compose', ({ text }) => {
    expect(Object.keys(parse(text))).toContain('services');
  });
});

it.each(ofKind('json'))('JSON of $place is JSON, line by line or as a whole', ({ text }) => {
  const lines = text.trim().split('\n');
  expect(() =>
    text.startsWith('{\n') ? JSON.parse(text) : lines.map((line) => JSON.parse(line)),
  ).not.toThrow();
});

describe('commands', () => {
  const home = mkdtempSync(join(tmpdir(), 'meshbed-docs-'));
  afterAll(() => rmSync(home, { recursive: true }));
  const commands = ofKind('sh').flatMap(({ place, text }) =>
    text
      .replaceAll('\\\n', '')
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('#'))
      .map((line) => {
        return { place, command: line.replace(/\s+#.*$/, '').trim() };
      }),
  );
  const own = /^(?:npm run meshbed --|npx meshbed|meshbed) (.*)$/;

  it.each(commands.filter(({ command }) => !own.test(command)))(
    '$place: $command is run by a test',
    ({ command }) => {
      const test = RUN_ELSEWHERE[command] ?? otherwise(command);
      expect(test, `no test is known to run it: add it to ${import.meta.filename}`).toBeDefined();
      expect(existsSync(join(packageRoot, test ?? ''))).toBe(true);
    },
  );

  it.each(commands.filter(({ command }) => own.test(command)))(
    '$place: $command is understood',
    async ({ command }) => {
      // What is written goes into a directory of the test's own.
      const args = (own.exec(command)?.[1] ?? '').replaceAll(/(?<= )results\b/g, home);
      const { code, err, runs } = await meshbed(args + elsewhere(args), {
        load: loadForReal,
        // There is nothing to shrink where nothing fails.
        ...(args.startsWith('shrink') ? { result: () => aFailedRing([aLoss()]) } : {}),
      });
      expect(err).not.toMatch(/^error/m);
      // What a judgement comes to depends on the run, which here is any.
      if (!args.startsWith('judge')) expect(code).toBe(0);
      if (args.startsWith('run')) expect(runs).not.toEqual([]);
    },
  );
});

/** `docker compose` is for test/docker; `docker …` that only prepares something too. */
function otherwise(command: string): string | undefined {
  return command.startsWith('docker ') ? 'test/docker' : undefined;
}

/** What a command writes is not for the repository. */
function elsewhere(args: string): string {
  if (args.startsWith('shrink')) return ` --budget 2 --out ${join(written, 'small.yaml')}`;
  return args.includes('--csv') ? ` --csv ${join(written, 'table.csv')}` : '';
}

/** Files that are in the repository; `mesh.yaml` is the topology of the README. */
async function loadForReal(file: string, seed?: number, set: readonly Setting[] = []) {
  if (file !== 'mesh.yaml') return realServices.load(join(packageRoot, file), seed, set);
  return parseTopology(readmesTopology(), file, { set, ...(seed === undefined ? {} : { seed }) });
}
