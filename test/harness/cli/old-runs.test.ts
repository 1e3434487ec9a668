/**
 * Reports and judgements of old runs, on journals on disk.
 */

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRecordedRun } from '../../../harness/cli/actions/old-run.ts';
import { parseExpect } from '../../../harness/topology/load-expect.ts';
import { trace } from '../check/trace.ts';
import { aFailedRing, aLoss } from '../report/results.ts';
import { meshbed as program } from './command-line.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'meshbed-old-'));
});
afterAll(() => rm(home, { recursive: true }));

const meshbed = (args: string, setting = {}) =>
  program(args.replaceAll('HOME', home), { openOldRun: openRecordedRun, ...setting });

/** A run on disk in which b got the message after 300 ms. */
async function anOldRun(name: string, cutBytes = 0, deliveries = '1300 deliver b m'): Promise<string> {
  const directory = join(home, name);
  await mkdir(directory, { recursive: true });
  const records = trace('a-b', `1000 inject a m\n${deliveries}\n60000 end`);
  const text = `${records.map((record) => JSON.stringify(record)).join('\n')}\n`;
  await writeFile(join(directory, 'journal.ndjson'), text.slice(0, text.length - cutBytes));
  await writeFile(join(directory, 'environment.json'), '{"file":"line.yaml"}');
  return directory;
}

describe('meshbed report', () => {
  it('makes the reports again from the journal, and says where', async () => {
    const directory = await anOldRun('whole');
    const { code, out } = await meshbed('report HOME/whole');
    expect(code).toBe(0);
    expect(out).toMatch(/^passed: trace — 2 nodes, 1 message, 1 of 1 delivery/);
    expect(await readdir(directory)).toEqual(
      expect.arrayContaining(['junit.xml', 'result.json', 'summary.md']),
    );
    expect(await readFile(join(directory, 'summary.md'), 'utf8')).toContain('meshbed run line.yaml --seed 1');
  });

  it('keeps what an earlier result says of the capture, which the journal does not know', async () => {
    const directory = await anOldRun('captured');
    const captured = { datagrams: 12, missing: 3 };
    const resultFile = join(directory, 'result.json');
    await writeFile(resultFile, JSON.stringify({ captured }));
    await meshbed('report HOME/captured');
    expect(JSON.parse(await readFile(resultFile, 'utf8'))).toMatchObject({ verdict: 'passed', captured });
  });

  it('makes the same again, byte for byte', async () => {
    const directory = await anOldRun('twice');
    const read = () =>
      Promise.all(
        ['junit.xml', 'result.json', 'summary.md'].map((name) => readFile(join(directory, name), 'utf8')),
      );
    await meshbed('report HOME/twice/journal.ndjson');
    const first = await read();
    await meshbed('report HOME/twice --quiet');
    expect(await read()).toEqual(first);
  });

  it('reports a journal that was cut off as far as it goes, and says so', async () => {
    await anOldRun('cut', 30);
    const { code, out } = await meshbed('report HOME/cut');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^inconclusive: .*\n {2}the journal breaks off in line \d+ .*: reported as far as it goes$/m,
    );
  });

  it('collects several in one file', async () => {
    await Promise.all([anOldRun('one'), anOldRun('two')]);
    await meshbed('report HOME/one HOME/two --junit HOME/all/junit.xml --summary HOME/all/summary.md');
    expect((await readFile(join(home, 'all/junit.xml'), 'utf8')).match(/<testsuite /g)).toHaveLength(2);
    expect(await readFile(join(home, 'all/summary.md'), 'utf8')).toContain('2 of 2 runs passed');
  });

  it('refuses what is no journal, and ends with 2', async () => {
    expect(await meshbed('report HOME/nowhere')).toMatchObject({
      code: 2,
      err: expect.stringContaining('cannot be read'),
    });
  });
});

describe('meshbed judge', () => {
  it('judges by what the journal itself asks for', async () => {
    await anOldRun('own');
    expect(await meshbed('judge HOME/own --quiet')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^passed: trace/),
    });
  });

  it('judges by the expectations of a file', async () => {
    await anOldRun('strict');
    await writeFile(join(home, 'strict.yaml'), 'expect:\n  latency: { max: 100ms }\n');
    const { code, out } = await meshbed('judge HOME/strict --expect HOME/strict.yaml --out HOME/judged');
    expect(code).toBe(1);
    expect(out).toContain('300.0 ms or more; 100 ms are allowed');
    expect(JSON.parse(await readFile(join(home, 'judged/result.json'), 'utf8'))).toMatchObject({
      verdict: 'failed',
    });
    expect(await readdir(join(home, 'strict'))).toEqual(['environment.json', 'journal.ndjson']);
  });

  it('knows nothing of what the run did not wait for', async () => {
    await anOldRun('patient', 0, '');
    await writeFile(join(home, 'patient.yaml'), 'expect:\n  delivery: { within: 2m }\n');
    const { code, out } = await meshbed('judge HOME/patient --expect HOME/patient.yaml');
    expect(code).toBe(4);
    expect(out).toContain('obligations undecided that only these expectations ask for');
  });
});

describe('a file of expectations', () => {
  const ground = { seed: 1, nodes: ['n1', 'n2', 'n3'].map((name) => ({ name, env: {}, startMs: 0 })) };

  it('names nodes of the run that it judges', () => {
    const parse = (of: string) => parseExpect(`expect: { keepalive: { of: ${of} } }`, 'a.yaml', ground);
    expect(parse('[n1, n3]').keepalive?.of).toEqual(['n1', 'n3']);
    expect(parse('[n1, rest]').keepalive?.of).toBe('all');
    expect(parse('neighbours').keepalive).not.toHaveProperty('of');
    expect(() => parse('n4')).toThrow('`n4` is no node');
  });

  it('is a topology too, of which nothing else is looked at', () => {
    const expected = parseExpect('nodes: 3\nexpect: { traffic: { copies: 2 } }\n', 'a.yaml', ground);
    expect(expected.traffic).toEqual({ asked: true, copies: 2 });
    expect(expected.delivery).toMatchObject({ asked: false });
  });

  it.each([
    ['nodes: { count: 3 }\n', 'a.yaml:1:1 `expect` is missing'],
    ['expect: { delivry: {} }\n', 'Did you mean `delivery`?'],
    ['expct: {}\nexpect: {}\n', 'a.yaml:1:1 unknown key `expct`'],
    ['- 3\n', 'found'],
    ['', 'a.yaml'],
  ])('is refused as %j', (text, said) => {
    expect(() => parseExpect(text, 'a.yaml', ground)).toThrow(said);
  });
});

describe('meshbed run', () => {
  it('writes JUnit and a summary over all files, also over those that could not be run', async () => {
    const result = ({ name }: { name: string }) => {
      if (name === 'b') throw new Error('it broke');
      return aFailedRing([aLoss()], { name });
    };
    const { code } = await meshbed(
      'run a.yaml b.yaml --junit HOME/run/junit.xml --summary HOME/run/summary.md --quiet',
      { result },
    );
    expect(code).toBe(70);
    const xml = await readFile(join(home, 'run/junit.xml'), 'utf8');
    expect(xml.match(/<testsuite name="[ab]"/g)).toEqual(['<testsuite name="a"', '<testsuite name="b"']);
    expect(xml).toContain('it broke');
    expect(await readFile(join(home, 'run/summary.md'), 'utf8')).toContain('0 of 2 runs passed');
  });

  it('says before anything starts that such a file cannot be written', async () => {
    await writeFile(join(home, 'file'), '');
    const { code, err, runs } = await meshbed('run a.yaml --junit HOME/file/junit.xml');
    expect({ code, runs }).toEqual({ code: 2, runs: [] });
    expect(err).toContain('cannot be written');
  });

  it('has its verdict also where a report cannot be made', async () => {
    const { MeshbedError } = await import('../../../harness/common/errors.ts');
    const writeReports = async () => {
      throw new MeshbedError('PAGE_NOT_BUILT', 'the report page cannot be built', 'Run npm ci.', 2);
    };
    const { code, out, err } = await meshbed('run a.yaml --out HOME/nopage', { writeReports });
    expect(code).toBe(0);
    expect(out).toMatch(/^passed/);
    expect(err).toContain('Run npm ci.');
  });
});
