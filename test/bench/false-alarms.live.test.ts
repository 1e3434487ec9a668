import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../harness/common/package-root.ts';
import { stdoutOf } from '../stdout.ts';

it('the correct peer passes where the mutants are caught, or is excused by overload that was measured', async () => {
  const script = join(packageRoot(), 'bench/false-alarms.ts');
  const stdout = await stdoutOf(process.execPath, [script, '--short']);
  expect(stdout).toMatch(/^10 runs in \d+ s: \d+ passed, \d inconclusive, 0 failed$/m);
  const inconclusive = stdout.split('\n').filter((line) => line.startsWith('inconclusive'));
  expect(inconclusive.filter((line) => !line.startsWith('inconclusive (excused)'))).toEqual([]);
});
