/**
 * The temporary folder of a test run: its own, so that what is found in it at the end has been left behind by a test, or by
 * what a test started. Then the run fails, and names it; the folder goes in any case.
 */

import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Evidence, which runs that did not pass keep for people; and what a browser keeps for the next time. */
const KEPT = /^(meshbed-run-|testcontainers-|node-compile-cache|playwright|\.?org\.chromium|\.?com\.google)/;
const VARIABLE = 'MESHBED_TEST_FOLDER';

/** Vitest calls it for each of its projects; one folder serves all. */
export default function testFolder(): () => void {
  if (process.env[VARIABLE] !== undefined) return () => {};
  const folder = mkdtempSync(join(tmpdir(), 'meshbed-tests-'));
  // Tests that go without root have folders of other users in it.
  chmodSync(folder, 0o711);
  const before = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  process.env[VARIABLE] = folder;
  return () => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    const left = readdirSync(folder).filter((name) => !KEPT.test(name));
    rmSync(folder, { recursive: true, force: true });
    if (left.length > 0) throw new Error(`left behind in the temporary folder: ${left.join(', ')}`);
  };
}
