import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { packageRoot } from '../../harness/common/package-root.ts';

/** On the simulator, where nobody takes time from them: there they must pass. bench/README.md has them for real. */
it('the soaks pass in their short setting', async () => {
  const soak = join(packageRoot(), 'bench/soak.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [soak, '--short', '--runtime', 'sim']);
  expect(stdout.match(/1 of 1 passed/g)).toHaveLength(7);
});
