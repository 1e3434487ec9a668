import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { packageRoot } from '../../harness/package-root.ts';

it('the correct peer passes where the mutants are caught', async () => {
  const script = join(packageRoot(), 'bench/false-alarms.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, '--short']);
  expect(stdout).toMatch(/^8 runs in \d+ s: 8 passed, 0 inconclusive, 0 failed$/m);
});
