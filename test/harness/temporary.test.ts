import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { makeTemporary, removeAbandoned } from '../../harness/runtime/system/temporary.ts';

describe('temporary folders', () => {
  let home: string;
  let ofTheDead: string;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'meshbed-test-'));
    vi.stubEnv('TMPDIR', home);
    // What an owner writes, with the number of a process that has ended.
    const mine = await makeTemporary('run');
    const owner = JSON.parse(await readFile(join(mine, '.owner'), 'utf8'));
    const { pid } = spawnSync(process.execPath, ['-e', '0']);
    ofTheDead = JSON.stringify({ ...owner, mark: `${pid}:1` });
    await rm(mine, { recursive: true });
  });

  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(home, { recursive: true });
  });

  let count = 0;
  async function leftBehind(kind: 'run' | 'image', owner: string | null, result = false): Promise<string> {
    const path = join(home, `meshbed-${kind}-${String(++count).padStart(6, '0')}`);
    await mkdir(path);
    if (owner !== null) await writeFile(join(path, '.owner'), owner);
    if (result) await writeFile(join(path, 'result.json'), '{}');
    return path;
  }

  test('of a process that lives are left alone', async () => {
    const path = await makeTemporary('image');
    expect(await removeAbandoned()).toEqual([]);
    expect(existsSync(path)).toBe(true);
  });

  test('of one that was killed go', async () => {
    const paths = [await leftBehind('run', ofTheDead), await leftBehind('image', ofTheDead)];
    expect((await removeAbandoned()).sort()).toEqual(paths.sort());
    expect(await readdir(home)).toEqual([]);
  });

  test('the evidence of the last ten runs that came to their end stays', async () => {
    const paths: string[] = [];
    for (let i = 0; i < 13; i++) {
      const path = await leftBehind('run', ofTheDead, true);
      await utimes(path, 1000 + i, 1000 + i);
      paths.push(path);
    }
    expect((await removeAbandoned()).sort()).toEqual(paths.slice(0, 3));
    expect((await readdir(home)).length).toBe(10);
  });

  test('of another machine, or of nobody, go after a day', async () => {
    const elsewhere = JSON.stringify({ mark: '1:1', where: 'elsewhere' });
    const fresh = await leftBehind('run', elsewhere);
    const old = [await leftBehind('run', elsewhere), await leftBehind('run', null)];
    const dayAgo = Date.now() / 1000 - 90_000;
    for (const path of old) await utimes(path, dayAgo, dayAgo);
    expect((await removeAbandoned()).sort()).toEqual(old);
    expect(await readdir(home)).toEqual([basename(fresh)]);
  });

  test('of others are not looked at', async () => {
    await mkdir(join(home, 'meshbed-run-elsewhere'));
    await mkdir(join(home, 'somebody'));
    expect(await removeAbandoned()).toEqual([]);
    expect(await readdir(home)).toHaveLength(2);
  });
});
