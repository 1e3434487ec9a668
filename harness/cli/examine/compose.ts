/**
 * Compose, for the mesh to play with by hand; `meshbed run` does without it.
 */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Examine } from './examination.ts';

const WAYS: [program: string, ...args: string[]][] = [
  ['docker', 'compose', 'version', '--short'],
  ['docker-compose', 'version', '--short'],
];
const ANSWER_MS = 5_000;

export const examineCompose: Examine = async (engine) => {
  if (!('docker' in engine)) return null;
  for (const [program, ...args] of WAYS) {
    const said = await promisify(execFile)(program, args, { timeout: ANSWER_MS }).catch(() => null);
    if (said !== null) return { state: 'fine', found: `Compose ${said.stdout.trim()}` };
  }
  return {
    state: 'absent',
    found: 'none; only the mesh by hand (compose.yaml) needs it',
    fix: 'Install the Compose plugin, on Debian as root: apt-get install docker-compose',
  };
};
