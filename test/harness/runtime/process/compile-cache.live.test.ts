import { execFile } from 'node:child_process';
import { appendFile, cp, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { packageRoot } from '../../../../harness/common/package-root.ts';

const run = promisify(execFile);

describe('the compile cache of processes', () => {
  let home: string;
  let cache: string;
  let main: string;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'meshbed-test-'));
    cache = join(home, 'cache');
    main = join(home, 'node', 'main.ts');
    await cp(join(packageRoot(), 'node'), join(home, 'node'), { recursive: true });
    vi.stubEnv('NODE_COMPILE_CACHE', cache);
  });

  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(home, { recursive: true });
  });

  /** As another harness would, which remembers nothing. */
  async function warm(): Promise<void> {
    vi.resetModules();
    const { warmCompileCache } = await import('../../../../harness/runtime/system/compile-cache.ts');
    await warmCompileCache(main);
  }

  /** Up to its end, which comes when its stdin closes. */
  async function start(argument: string, env = process.env) {
    const started = run(process.execPath, [main, argument], { env });
    started.child.stdin?.end();
    return await started;
  }

  /** Files of the bundled program that Node has to compile at the start of a peer or relay. */
  async function compiledAnew(argument: string): Promise<string[]> {
    const { stdout, stderr } = await start(argument, { ...process.env, NODE_DEBUG_NATIVE: 'COMPILE_CACHE' });
    const lines = `${stdout}${stderr}`.matchAll(/V8 code cache for ESM \S*\/(node\/\S+) was (?!accepted)/g);
    return [...lines].map((line) => line[1] ?? '');
  }

  async function stamps(): Promise<[name: string, changedAtMs: number][]> {
    const names = (await readdir(cache)).filter((name) => name.startsWith('warm-'));
    return Promise.all(names.map(async (name) => [name, (await stat(join(cache, name))).mtimeMs]));
  }

  test('is filled once, before anything starts: neither a peer nor a relay compiles a file then', async () => {
    expect(await compiledAnew('relay')).toContain('node/relay/relay.ts');
    await warm();
    const first = await stamps();
    await warm();
    expect(first).toHaveLength(1);
    expect(await stamps()).toEqual(first);
    expect(await compiledAnew('contract')).toEqual([]);
    expect(await compiledAnew('relay')).toEqual([]);
  });

  test('is filled again when the program has changed, or when the cache has gone', async () => {
    await warm();
    await appendFile(join(home, 'node', 'core', 'peer.ts'), '\nexport const changed = 1;\n');
    await warm();
    expect(await compiledAnew('contract')).toEqual([]);
    for (const name of await readdir(cache)) {
      if (!name.startsWith('warm-')) await rm(join(cache, name), { recursive: true });
    }
    await warm();
    expect(await compiledAnew('contract')).toEqual([]);
  });

  test('two that fill it at once leave one stamp', async () => {
    await Promise.all([warm(), warm()]);
    expect(await stamps()).toHaveLength(1);
    expect(await compiledAnew('contract')).toEqual([]);
  });

  test('where it cannot be, programs start without one', async () => {
    vi.stubEnv('NODE_COMPILE_CACHE', '/dev/null/cache');
    await warm();
    const { stdout } = await start('contract');
    expect(JSON.parse(stdout)).toMatchObject({ type: 'idle' });
  });
});
