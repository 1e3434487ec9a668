import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MeshbedError, type Problem, TopologyError } from '../../../harness/common/errors.ts';
import { aFailedRing, aLoss, aPassedRing } from '../report/results.ts';
import { aTopology, meshbed } from './command-line.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'meshbed-test-'));
  // What runs leave in the temporary directory goes with it.
  vi.stubEnv('TMPDIR', home);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true });
});

const noEngine = { engine: async () => ({ why: 'No engine answers.', fix: 'Start Docker.' }) };
const aProblem: Problem = {
  file: 'bad.yaml',
  line: 3,
  column: 5,
  text: 'unknown key "lin"',
  fix: 'Did you mean links?',
};

describe('meshbed run', () => {
  it('says what it runs and where on stderr, and reports on stdout', async () => {
    const { code, out, err } = await meshbed('run ring.yaml');
    expect(code).toBe(0);
    expect(err).toBe(
      'ring: 0 nodes, 0 links, 0 steps; seed 42; on docker (Docker 20.10); given up after 45 s\n',
    );
    expect(out).toMatch(/^passed: ring — /);
    expect(out).toContain('meshbed run ring.yaml --seed 42 --runtime docker');
  });

  it('runs several files one after another and ends with the worst code', async () => {
    const { code, out, runs } = await meshbed('run a.yaml b.yaml c.yaml', {
      result: ({ name }) => {
        if (name === 'a') return aFailedRing([], { verdict: 'inconclusive' });
        return name === 'b' ? aFailedRing([aLoss()]) : aPassedRing();
      },
    });
    expect(runs.map(({ topology }) => topology.name)).toEqual(['a', 'b', 'c']);
    expect(out.match(/^(passed|failed|inconclusive)(?=:)/gm)).toEqual(['inconclusive', 'failed', 'passed']);
    expect(code).toBe(1);
  });

  it('passes the seed on', async () => {
    const { runs } = await meshbed('run a.yaml --seed 7');
    expect(runs[0]?.topology.seed).toBe(7);
  });

  it('captures what it is asked for, keeps that, and says what there is', async () => {
    const result = () => aPassedRing({ captured: { datagrams: 1_234, missing: 5 } });
    const { runs, out } = await meshbed('run a.yaml --capture', { result });
    expect(runs[0]?.options.capture).toBe('relayed');
    expect(existsSync(runs[0]?.options.out ?? '')).toBe(true);
    expect(out).toContain(
      '  capture:  1234 datagrams in capture.pcapng; 5 records more could not be written\n',
    );
    expect((await meshbed('run a.yaml --capture all')).runs[0]?.options.capture).toBe('all');
    expect((await meshbed('run a.yaml')).runs[0]?.options.capture).toBeUndefined();
  });

  it('prints nothing but one line of JSON a file with --json', async () => {
    const { out } = await meshbed('run a.yaml b.yaml --json');
    const results = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(results).toMatchObject([
      { name: 'a', verdict: 'passed' },
      { name: 'b', verdict: 'passed' },
    ]);
  });

  it('prints nothing but the verdict with --quiet', async () => {
    const { out, err } = await meshbed('run a.yaml --quiet');
    expect(out).toMatch(/^passed: a — [^\n]*\n$/);
    expect(err).toBe('');
  });
});

describe('the runtime', () => {
  it('is process where no engine answers, and that is said', async () => {
    const { err, runs } = await meshbed('run a.yaml', noEngine);
    expect(runs[0]?.runtimeName).toBe('process');
    expect(err).toContain('; on process; ');
    expect(err).toContain(
      '\n  no engine answers (see meshbed doctor), so nodes are plain processes of this machine, with no isolation between them\n',
    );
  });

  it('has nodes in networks of their own where they are on a routed one, and that is said', async () => {
    const network = { ranges: [], router: [], elsewhere: 'open' as const };
    const load = async (_file: string, seed = 42) => ({ ...aTopology('a', seed), network });
    const { err } = await meshbed('run a.yaml --runtime process', { load });
    expect(err).toContain(
      '\n  nodes are plain processes of this machine, each in a network of its own, and with no other isolation between them\n',
    );
  });

  it('asks no engine when it is process by choice', async () => {
    const engine = async () => expect.unreachable();
    expect((await meshbed('run a.yaml --runtime process', { engine })).runs[0]?.runtimeName).toBe('process');
  });

  it('is an error with exit code 3 when docker was asked for and no engine answers', async () => {
    const { code, err, runs } = await meshbed('run a.yaml --runtime docker', noEngine);
    expect(code).toBe(3);
    expect(runs).toEqual([]);
    expect(err).toBe('error: No engine answers.\n  fix: Start Docker.\n');
  });
});

describe('bad input', () => {
  it('of all files is said at once, before anything runs', async () => {
    const load = async (file: string) => {
      if (file === 'good.yaml') return aTopology('good');
      throw new TopologyError([{ ...aProblem, file }]);
    };
    const { code, err, runs } = await meshbed('run good.yaml bad.yaml worse.yaml', { load });
    expect(code).toBe(2);
    expect(runs).toEqual([]);
    expect(err).toBe(
      'bad.yaml:3:5 unknown key "lin"\n    fix: Did you mean links?\n' +
        'worse.yaml:3:5 unknown key "lin"\n    fix: Did you mean links?\n' +
        '2 problems; nothing was started\n',
    );
  });

  it.each([
    ['run', "missing required argument 'file'"],
    ['run a.yaml --runtime dokcer', 'Allowed choices are docker, process, sim.'],
    ['run a.yaml --seed -3', 'A seed is a whole number from 0 to 4294967295.'],
    ['run --capture a.yaml', 'or --capture after the files.'],
    ['run a.yaml --sede 3', 'Did you mean --seed?'],
    ['runn a.yaml', 'Did you mean run?'],
    ['run a.yaml b.yaml --keep', 'Name one file'],
    ['run a.yaml --keep --repeat 2', 'to be run once'],
    ['run a.yaml --keep --runtime sim', 'a simulation has no nodes that could go on running'],
    ['run a.yaml --repeat 0', 'How many runs is a whole number from 1 to 1000000.'],
    ['', 'Usage: meshbed'],
  ])('%j exits 2 and says what is right', async (args, said) => {
    const { code, err, out } = await meshbed(args);
    expect(err).toContain(said);
    expect(out).toBe('');
    expect(code).toBe(2);
  });

  it('does not keep the other files from running when it shows only in the run', async () => {
    const { code, err, runs } = await meshbed('run a.yaml b.yaml', {
      result: ({ name }) => {
        if (name === 'a') throw new MeshbedError('NO_IMAGE', 'no image x:1', 'Build it.', 2);
        return aPassedRing();
      },
    });
    expect(runs).toHaveLength(2);
    expect(err).toContain('error: no image x:1\n  fix: Build it.\n');
    expect(code).toBe(2);
  });
});

describe('--repeat', () => {
  const odd = ({ seed, name }: { seed: number; name: string }, { runtime }: { runtime: { name: string } }) =>
    seed % 2 === 0
      ? aPassedRing({ name, seed })
      : aFailedRing([aLoss()], { name, seed, file: `${name}.yaml`, runtime: runtime.name as 'sim' });

  it('runs with the seed and those that follow it, and gives the line that repeats each that did not pass', async () => {
    const { code, out, err, runs } = await meshbed('run a.yaml --runtime sim --seed 4294967294 --repeat 4', {
      result: odd,
    });
    expect(runs.map(({ topology }) => topology.seed)).toEqual([4294967294, 4294967295, 0, 1]);
    expect(out.split('\n').map((line) => line.replace(/ — .*/, ''))).toEqual([
      'seed 4294967294: passed: a',
      'seed 4294967295: failed: a',
      'seed 0: passed: a',
      'seed 1: failed: a',
      'a: 2 of 4 runs passed and 2 failed',
      '  failed        meshbed run a.yaml --seed 4294967295 --runtime sim',
      '  failed        meshbed run a.yaml --seed 1 --runtime sim',
      '',
    ]);
    expect(err).toBe('');
    expect(code).toBe(1);
  });

  it('prints only the summary with --quiet, and only results on stdout with --json', async () => {
    const quiet = await meshbed('run a.yaml --repeat 3 --quiet', { result: odd });
    expect(quiet.out).toMatch(/^a: 2 of 3 runs passed and 1 failed\n {2}failed {8}meshbed run [^\n]*\n$/);
    const json = await meshbed('run a.yaml --repeat 3 --json', { result: odd });
    const lines = json.out.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).seed)).toEqual([42, 43, 44]);
    expect(json.err).toMatch(/^a: 2 of 3 runs passed/);
  });

  it('writes each run to a directory of its own', async () => {
    const { runs } = await meshbed(`run a.yaml --repeat 2 --out ${home}`);
    expect(runs.map(({ options }) => options.out)).toEqual([join(home, 'seed-42'), join(home, 'seed-43')]);
  });

  it('a simulation leaves no evidence where none was asked for: its seed gives it again', async () => {
    const { runs } = await meshbed('run a.yaml --runtime sim --repeat 2', { result: odd });
    expect(runs.map(({ options }) => existsSync(options.out!))).toEqual([false, false]);
  });

  it('goes on after a seed whose mesh cannot be made', async () => {
    const load = async (_file: string, seed = 42) => {
      if (seed === 43) throw new TopologyError([aProblem]);
      return aTopology('a', seed);
    };
    const { code, out, err, runs } = await meshbed('run a.yaml --repeat 3', { load });
    expect(runs).toHaveLength(2);
    expect(err).toMatch(/^seed 43: bad.yaml:3:5/);
    expect(out).toContain('a: 2 of 3 runs passed and 1 not run\n');
    expect(code).toBe(2);
  });

  it('ends at Ctrl-C, and says how far it came', async () => {
    const controller = new AbortController();
    const { code, out, runs } = await meshbed('run a.yaml --repeat 5', {
      interrupted: controller.signal,
      result: ({ seed }) => {
        if (seed === 43) controller.abort();
        return seed === 43 ? aPassedRing({ verdict: 'inconclusive', end: 'interrupted' }) : aPassedRing();
      },
    });
    expect(runs).toHaveLength(2);
    expect(out).toContain('a: 1 of 5 runs passed, 1 interrupted and 3 not begun\n');
    expect(code).toBe(130);
  });
});

describe('Ctrl-C', () => {
  it('ends with the partial report and 130, and starts no further file', async () => {
    const controller = new AbortController();
    const { code, out, runs } = await meshbed('run a.yaml b.yaml', {
      interrupted: controller.signal,
      result: () => {
        controller.abort();
        return aPassedRing({ verdict: 'inconclusive', end: 'interrupted', endText: 'interrupted' });
      },
    });
    expect(code).toBe(130);
    expect(runs).toHaveLength(1);
    expect(out).toContain('interrupted: ring — after 12.35 s; until then nothing was wrong');
  });

  it('ends the look at nodes that --keep left running', async () => {
    const controller = new AbortController();
    let closed = 0;
    const runtime = async () => ({ name: 'process', close: async () => void closed++ }) as never;
    const running = meshbed('run a.yaml --keep', { interrupted: controller.signal, runtime });
    setTimeout(() => controller.abort(), 20);
    expect(await running).toMatchObject({ code: 0, runs: [{ options: { keep: true } }] });
    expect(closed).toBe(1);
  });
});

describe('the evidence', () => {
  it('of a run that passed is not left lying about', async () => {
    const { runs, out } = await meshbed('run a.yaml');
    expect(existsSync(runs[0]?.options.out ?? '')).toBe(false);
    expect(out).not.toContain('evidence:');
  });

  it('of a run that failed stays, with the result beside it, and the report says where', async () => {
    const { runs, out } = await meshbed('run a.yaml', { result: () => aFailedRing([aLoss()]) });
    const path = runs[0]?.options.out ?? '';
    expect(out).toContain(`evidence: ${path}`);
    expect(JSON.parse(await readFile(join(path, 'result.json'), 'utf8'))).toMatchObject({
      verdict: 'failed',
    });
    await rm(path, { recursive: true });
  });

  it('goes to --out, where it replaces that of an earlier run and nothing else', async () => {
    const path = join(home, 'once');
    await meshbed(`run a.yaml --out ${path}`);
    await writeFile(join(path, 'journal.ndjson'), '');
    await writeFile(join(path, 'notes.txt'), 'mine');
    await meshbed(`run a.yaml --out ${path}`);
    expect(existsSync(join(path, 'journal.ndjson'))).toBe(false);
    expect(existsSync(join(path, 'result.json'))).toBe(true);
    expect(existsSync(join(path, 'notes.txt'))).toBe(true);
  });

  it('of several files goes to a directory each', async () => {
    const { runs } = await meshbed(`run a.yaml b/a.yaml c.yml --out ${home}`);
    expect(runs.map(({ options }) => options.out)).toEqual(['a', 'a-2', 'c'].map((name) => join(home, name)));
  });

  it.each(['/dev/null/x', '/proc', '/proc/none/such'])(
    'cannot go to %s, which is said before anything starts',
    async (out) => {
      const { code, err, runs } = await meshbed(`run a.yaml --out ${out}`);
      expect({ code, runs }).toEqual({ code: 2, runs: [] });
      expect(err).toContain('cannot be written');
    },
  );

  it('cannot go where a file is', async () => {
    await writeFile(join(home, 'file'), '');
    const { code, err } = await meshbed(`run a.yaml --out ${join(home, 'file')}`);
    expect(code).toBe(2);
    expect(err).toContain('cannot be written');
  });
});
