/**
 * Programs that not every machine has: where one is missing, its tests are skipped and say so; where it is required, as in
 * CI, they fail.
 */

import { spawnSync } from 'node:child_process';

/** `MESHBED_REQUIRE_BROWSER=1` says that the programs that look at reports must be there. */
export const REQUIRED = process.env.MESHBED_REQUIRE_BROWSER === '1';

/** True also where it is missing but required: then its test fails. */
export function hasProgram(name: string): boolean {
  const isThere = spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined;
  if (!isThere) console.warn(`skipped: no ${name} on this machine`);
  return isThere || REQUIRED;
}
