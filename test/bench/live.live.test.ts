import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { packageRoot } from '../../harness/common/package-root.ts';
import { hasBrowser } from '../harness/report/browser.ts';

it.runIf(hasBrowser)(
  'the live page’s benchmark runs in its short setting, and sees events come',
  async () => {
    const script = join(packageRoot(), 'bench/live.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [script, '--short']);
    expect(stdout).toMatch(/^ {2}mesh 1: drawn after \d+ ms, .* \d+ events on the page after -?\d+ ms/);
  },
);
