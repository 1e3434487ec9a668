/**
 * tshark, where it is installed; MESHBED_REQUIRE_TSHARK says that it has to be. What it complains of fails the test.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'vitest';
import { packageRoot } from '../../harness/package-root.ts';

const isThere = spawnSync('tshark', ['--version']).status === 0;

/** Skipped, and said to be, where there is no tshark and none is required. */
export const testWithTshark = test.skipIf(!isThere && !process.env.MESHBED_REQUIRE_TSHARK);
if (!isThere && !process.env.MESHBED_REQUIRE_TSHARK)
  console.warn('tshark is not installed: captures are not read (apt-get install tshark)');

const CHECKSUMS = ['-o', 'ip.check_checksum:TRUE', '-o', 'udp.check_checksum:TRUE'];
const DISSECTOR = `lua_script:${join(packageRoot(), 'wireshark', 'meshbed.lua')}`;

/** These fields of every packet, one string each; several values of one field are joined by commas. */
export function fieldsOf<const Names extends string>(
  file: string,
  names: readonly Names[],
  filter?: string,
): Record<Names, string>[] {
  const fields = names.flatMap((name) => ['-e', name]);
  const filtered = filter === undefined ? [] : ['-Y', filter];
  const lines = tshark(file, '-T', 'fields', '-E', 'separator=/t', ...fields, ...filtered)
    .split('\n')
    .slice(0, -1);
  return lines.map((line) => {
    const values = line.split('\t');
    return Object.fromEntries(names.map((name, i) => [name, values[i] ?? ''])) as Record<Names, string>;
  });
}

/** What tshark or our dissector finds wrong with it, beyond what a comment says. */
export function complaintsOf(file: string): string[] {
  return tshark(file, ...CHECKSUMS, '-Y', '_ws.expert.severity >= 4194304 || _ws.malformed')
    .split('\n')
    .slice(0, -1);
}

/** Its output; throws when it says anything on stderr but that it runs as root. */
function tshark(file: string, ...args: string[]): string {
  const command = ['-n', '-X', DISSECTOR, '-r', file, ...args];
  const options = { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 } as const;
  const { stdout, stderr, status } = spawnSync('tshark', command, options);
  const said = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('Running as user "root"'));
  if (status !== 0 || said.length > 0) throw new Error(`tshark ended with ${status}:\n${said.join('\n')}`);
  return stdout;
}

export function capinfos(file: string): string {
  return execFileSync('capinfos', [file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}
