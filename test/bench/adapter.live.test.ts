import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { packageRoot } from '../../harness/common/package-root.ts';

it('the adapter’s benchmark runs in its short setting, and compares it with the contract', async () => {
  const script = join(packageRoot(), 'bench/adapter.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [script, '--short', '--nodes', '2']);
  for (const way of ['contract', 'adapter'])
    expect(stdout).toMatch(new RegExp(`^\\| ${way} \\| [\\d.]+ `, 'm'));
});
