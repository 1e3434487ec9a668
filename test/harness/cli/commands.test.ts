import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { worstExit } from '../../../harness/cli/actions/exit-code.ts';
import { VERSION } from '../../../harness/common/version.ts';
import { meshbed } from './command-line.ts';

const COMMAND_NAMES = ['run', 'check', 'report', 'judge', 'doctor', 'clean', 'schema'];

describe('meshbed', () => {
  it('says its version', async () => {
    expect(await meshbed('--version')).toMatchObject({ code: 0, out: `${VERSION}\n` });
  });

  it('says what it can do', async () => {
    const { code, out } = await meshbed('--help');
    expect(code).toBe(0);
    for (const name of COMMAND_NAMES) {
      expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
    }
  });

  it.each(COMMAND_NAMES)('helps with %s by example', async (name) => {
    const { code, out } = await meshbed(`${name} --help`);
    expect(code).toBe(0);
    expect(out).toContain(`  $ meshbed ${name}`);
  });

  it('ends with 70 on a bug of its own, and asks for a report', async () => {
    const clean = async () => {
      throw new TypeError('x is not a function');
    };
    const { code, err } = await meshbed('clean', { clean });
    expect(code).toBe(70);
    expect(err).toContain('meshbed itself went wrong; please report this:\nTypeError: x is not a function');
  });
});

describe('meshbed check', () => {
  it('prints the plan, and starts nothing', async () => {
    const { code, out, runs } = await meshbed('check a.yaml b.yaml');
    expect(code).toBe(0);
    expect(out).toContain('the plan of a\nthe plan of b\n');
    expect(runs).toEqual([]);
  });
});

describe('meshbed doctor', () => {
  it('says for each thing whether it works and what mends it', async () => {
    const examine = async () => [
      { what: 'node', state: 'fine' as const, found: 'Node 24.1' },
      { what: 'engine', state: 'absent' as const, found: 'none answers', fix: 'apt-get install docker.io' },
    ];
    expect(await meshbed('doctor', { examine })).toMatchObject({
      code: 0,
      out: 'ok       node    Node 24.1\nabsent   engine  none answers\n                 fix: apt-get install docker.io\n',
    });
  });

  it('ends with 3 when nothing can run', async () => {
    const examine = async () => [{ what: 'node', state: 'missing' as const, found: 'Node 20' }];
    expect((await meshbed('doctor', { examine })).code).toBe(3);
  });
});

describe('meshbed clean', () => {
  it('says what it removed', async () => {
    const clean = async () => ({ removed: ['container x\n'], left: [], refused: [] });
    expect((await meshbed('clean', { clean })).out).toBe('removed container x\\n\n');
    expect((await meshbed('clean')).out).toBe('nothing to remove\n');
  });

  it('says what it left, and ends with 3 where the engine refused', async () => {
    const clean = async () => ({ removed: [], left: ['run r, which goes on'], refused: ['network n: busy'] });
    const { code, out, err } = await meshbed('clean', { clean });
    expect(out).toBe('left run r, which goes on\n');
    expect(err).toBe('the engine keeps network n: busy\n');
    expect(code).toBe(3);
  });
});

describe('meshbed schema', () => {
  it('prints the schema, or where it is', async () => {
    const schemaFile = import.meta.filename;
    expect((await meshbed('schema', { schemaFile })).out).toBe(readFileSync(schemaFile, 'utf8'));
    expect((await meshbed('schema --path', { schemaFile })).out).toBe(`${schemaFile}\n`);
  });
});

describe('the worst of several exit codes', () => {
  it.each([
    [[0, 4, 1, 2, 3, 130], 130],
    [[0, 4, 1, 2, 3], 3],
    [[0, 4, 1, 2], 2],
    [[0, 4, 1], 1],
    [[0, 4], 4],
    [[0], 0],
  ])('of %j is %i', (codes, worst) => {
    expect(worstExit(codes)).toBe(worst);
  });
});
