import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { packageRoot } from '../../harness/common/package-root.ts';

it('the benchmark of wires gives its figures in its short setting, or says why it has none', async () => {
  const script = join(packageRoot(), 'bench/wires.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, '--short']);
  expect(stdout).toMatch(/^\| 10 \|( [\d.]+ \|){4}$|^not measured: .+\.$/m);
});
