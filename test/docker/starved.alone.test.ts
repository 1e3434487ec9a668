import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { packageRoot } from '../../harness/package-root.ts';
import { describeEngine } from './engine.ts';

// Alone, since it takes the processors from all others.
describeEngine('a correct peer on a starved machine', () => {
  it('is never called wrong', async () => {
    const starved = join(packageRoot(), 'bench/starved.ts');
    const args = [starved, '--short', '--runtime', 'docker'];
    // A run that failed is told of on stdout, with its evidence.
    const { stdout } = await promisify(execFile)(process.execPath, args).catch((error) => error);
    expect(stdout).toMatch(/^1 runs on docker, .*: 1 (passed|inconclusive)$/m);
  });
});
