/**
 * A folder with the files of a topology.
 */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** By path: what is in each file. Removed after the test. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const home = mkdtempSync(join(tmpdir(), 'meshbed-test-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
  return home;
}
