import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../harness/common/package-root.ts';
import { stdoutOf } from '../stdout.ts';
import { describeEngine } from './engine.ts';

// Alone, since it takes the processors from all others.
describeEngine('a correct peer on a starved machine', () => {
  it('is never called wrong', async () => {
    const starved = join(packageRoot(), 'bench/starved.ts');
    const args = [starved, '--short', '--runtime', 'docker'];
    const stdout = await stdoutOf(process.execPath, args);
    expect(stdout).toMatch(/^1 runs on docker, .*: 1 (passed|inconclusive)$/m);
  });
});
