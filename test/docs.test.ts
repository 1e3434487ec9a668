/**
 * The documents are true: every YAML block is loaded; every command of meshbed is carried out, over services that start nothing; and
 * for every other command, the code that runs it is where it is said to be.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { realServices } from '../harness/cli/real-services.ts';
import { packageRoot as rootOf } from '../harness/common/package-root.ts';
import { describePlan } from '../harness/plan/describe.ts';
import { makePlan } from '../harness/plan/plan.ts';
import { parseTopology, topologyFromObject } from '../harness/topology/load.ts';
import type { Setting } from '../harness/topology/settings.ts';
import { blocks, firstCell, ofKind, readmesTopology } from './documents.ts';
import { meshbed } from './harness/cli/command-line.ts';
import { aFailedRing, aLoss } from './harness/report/results.ts';

const packageRoot = rootOf();

const written = mkdtempSync(join(tmpdir(), 'meshbed-docs-'));
afterAll(() => rmSync(written, { recursive: true }));

/** Commands that another test runs: the file, and what stands in its code when it does. */
const RUN_ELSEWHERE: Record<string, { file: string; by: string }> = {
  'npm ci && npm start': { file: 'test/harness/cli/start.live.test.ts', by: "'npm', 'start'" },
  'npm ci && npm test': { file: '.ci/run', by: '\nnpm test -- ' },
  'npm ci': { file: '.ci/run', by: '\nnpm ci ' },
  'npm test': { file: '.ci/run', by: '\nnpm test -- ' },
  // There with other arguments, which go to vitest as these do.
  'npm test -- test/harness/report': { file: '.ci/run', by: '\nnpm test -- ' },
  'cc -std=c11 -O2 -o examples/peers/c/peer examples/peers/c/peer.c': {
    file: 'test/examples/peers.ts',
    by: "execFileSync('cc', ['-std=c11', '-O2'",
  },
  'cc -std=c11 -O2 -static -o examples/peers/c/peer examples/peers/c/peer.c': {
    file: 'test/docker/peers.test.ts',
    by: "compile(join(folder, 'peer'), '-static')",
  },
  'docker build -t flood-python:dev examples/peers/python': {
    file: 'test/docker/peers.test.ts',
    by: "build(images['flood-python:dev'], join(peersFolder, 'python')",
  },
  'docker build -t flood-c:dev examples/peers/c': {
    file: 'test/docker/peers.test.ts',
    by: "build(images['flood-c:dev'], folder",
  },
  'cc -std=c11 -O2 -o examples/programs/shout examples/programs/shout.c': {
    file: 'test/examples/peers.ts',
    by: "execFileSync('cc', ['-std=c11', '-O2', ...more, '-o', to, join(programsFolder, 'shout.c')])",
  },
  'cc -std=c11 -O2 -static -o examples/programs/shout examples/programs/shout.c': {
    file: 'test/docker/programs.test.ts',
    by: "compileShout(join(folder, 'shout'), '-static')",
  },
  'docker build -t shout:dev examples/programs': {
    file: 'test/docker/programs.test.ts',
    by: "execFileSync('docker', ['build', '-q', '-t', IMAGE, folder])",
  },
  // The package as packed here; vitest and testcontainers are other people's packages.
  'npm install --save-dev meshbed': { file: 'test/installed.ts', by: "exec('npm', ['install'" },
  'npm install --save-dev meshbed vitest': { file: 'test/installed.ts', by: "exec('npm', ['install'" },
  'npm install --save-dev meshbed vitest testcontainers': {
    file: 'test/installed.ts',
    by: "exec('npm', ['install'",
  },
};

/** A fragment is a part of a topology; this is the rest. */
const AROUND_A_FRAGMENT = { nodes: { count: 12 }, links: { shape: 'ring' } };

it('every block says what it is', () => {
  const known = ['yaml', 'yaml fragment', 'yaml compose', 'sh', 'text', 'json', 'ts', 'python'];
  expect(
    blocks.filter(({ kind }) => !known.includes(kind)).map(({ place, kind }) => `${place} ${kind}`),
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
    expect(parseTopology(text, place, { set: firstCell(text) }).nodes).not.toEqual([]);
  });

  it.each(ofKind('yaml fragment'))('of $place is a part of a topology', ({ text }) => {
    // What only files have is tried with files, in test/harness/topology/include.test.ts.
    const { include: _, env_file: __, matrix: ___, ...part } = parse(text);
    const topology = topologyFromObject({ ...AROUND_A_FRAGMENT, ...part });
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

it("the README's plan of its topology is what `check` prints", () => {
  const topology = parseTopology(readmesTopology(), 'mesh.yaml');
  const shown = ofKind('text').find(
    ({ place, text }) => place.startsWith('README') && text.startsWith('first ('),
  );
  expect(`${describePlan(makePlan(topology, 'check')).trim()}\n`).toBe(shown?.text);
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
      const elsewhere = RUN_ELSEWHERE[command] ?? byCompose(command) ?? live(command);
      const parts = partsOfTest(command).map((part) => ({ file: 'tools/test.ts', by: `'${part}'` }));
      const runs = elsewhere === undefined ? parts : [elsewhere];
      expect(runs, `no test is known to run it: add it to ${import.meta.filename}`).not.toEqual([]);
      for (const { file, by } of runs)
        expect(readFileSync(join(packageRoot, file), 'utf8').replaceAll(COMMENTS, '')).toContain(by);
    },
  );

  it.each(commands.filter(({ command }) => own.test(command)))(
    '$place: $command is understood',
    async ({ command }) => {
      // What is written goes into a directory of the test's own.
      const args = (own.exec(command)?.[1] ?? '').replaceAll(/(?<= )results\b/g, home);
      const { code, err, out, runs } = await meshbed(args + elsewhere(args), {
        load: loadForReal,
        // There is nothing to shrink where nothing fails.
        ...(args.startsWith('shrink') ? { result: () => aFailedRing([aLoss()]) } : {}),
      });
      expect(err).not.toMatch(/^error/m);
      // What a judgement comes to depends on the run, which here is any.
      if (!args.startsWith('judge')) expect(code).toBe(0);
      expect(out, 'it did nothing that shows').not.toBe('');
      if (/^(run|up|sweep|shrink)\b/.test(args)) expect(runs).not.toEqual([]);
    },
  );
});

const COMMENTS = /^\s*(\/\/|\*|#(?!!)).*$/gm;

/** That test compares what it has typed with the commands of docs/play-by-hand.md. */
function byCompose(command: string): { file: string; by: string } | undefined {
  const page = readFileSync(join(packageRoot, 'docs/play-by-hand.md'), 'utf8');
  const isThere = command.startsWith('docker compose ') && page.includes(`\n${command}\n`);
  return isThere ? { file: 'test/docker/compose.test.ts', by: 'expect(ran).toContain(line' } : undefined;
}

/** Those that test/docs.live.test.ts runs as they stand. */
function live(command: string): { file: string; by: string } | undefined {
  const names = ['npm run format', 'node tools/pinned-node/run.mjs'];
  const by = names.find((name) => command.startsWith(name));
  return by === undefined ? undefined : { file: 'test/docs.live.test.ts', by: `'${by}` };
}

/** `npm test` begins with them: each part of the script is a part of it. */
function partsOfTest(command: string): string[] {
  const { scripts } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
  const name = /^npm run (lint|types)$/.exec(command)?.[1];
  return name === undefined ? [] : scripts[name].split(' && ');
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
