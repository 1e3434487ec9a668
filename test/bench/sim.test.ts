import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { packageRoot } from '../../harness/common/package-root.ts';

it('the simulator’s benchmark runs in its short setting, and every message arrives everywhere', async () => {
  const bench = join(packageRoot(), 'bench/sim.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [bench, '--short']);
  const [head, , ...rows] = stdout.trim().split('\n');
  const nodes = head!.split(' | ').indexOf('nodes');
  expect(rows.map((row) => row.split(' | ')[nodes])).toEqual(['100', '1,000', '1,000', '100', '20']);
});
