import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { packageRoot } from '../../harness/package-root.ts';

it('the correct peer passes where the mutants are caught, or is excused by overload that was measured', async () => {
  const script = join(packageRoot(), 'bench/false-alarms.ts');
  // A run that failed is told of on stdout, with its evidence.
  const ran = promisify(execFile)(process.execPath, [script, '--short']);
  const { stdout }: { stdout: string } = await ran.catch((error) => error);
  expect(stdout).toMatch(/^8 runs in \d+ s: \d passed, \d inconclusive, 0 failed$/m);
  const inconclusive = stdout.split('\n').filter((line) => line.startsWith('inconclusive'));
  expect(inconclusive.filter((line) => !line.startsWith('inconclusive (excused)'))).toEqual([]);
});
