/**
 * tshark, where it is installed; MESHBED_REQUIRE_TSHARK says that it has to be. What it complains of fails the test.
 */

import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'vitest';
import { packageRoot } from '../../harness/common/package-root.ts';

const isThere = spawnSync('tshark', ['--version']).status === 0;

/** Skipped, and said to be, where there is no tshark and none is required. */
export const testWithTshark = test.skipIf(!isThere && !process.env.MESHBED_REQUIRE_TSHARK);
if (!isThere && !process.env.MESHBED_REQUIRE_TSHARK)
  console.warn('tshark is not installed: captures are not read (apt-get install tshark)');

const CHECKSUMS = ['-o', 'ip.check_checksum:TRUE', '-o', 'udp.check_checksum:TRUE'];
/** The system may have given a node a port at which Wireshark expects another protocol. */
const OURS_FIRST = ['-o', 'udp.try_heuristic_first:TRUE'];
const DISSECTOR = `lua_script:${join(packageRoot(), 'wireshark', 'meshbed.lua')}`;

/** `_ws.expert.severity` from which on something is wrong with a packet: a note. Below are comments and chat. */
const NOTE = 0x400000;

/**
 * These fields of every packet, one string each; several values of one field are joined by commas. Throws where tshark
 * or our dissector finds anything wrong with a packet, unless `tolerant`. One call for all of it: a start of tshark takes
 * most of a second.
 */
export function fieldsOf<const Names extends string>(
  file: string,
  names: readonly Names[],
  tolerant = false,
): Record<Names, string>[] {
  // A field that is asked for twice is shown once.
  const asked: string[] = [...new Set([...names, '_ws.expert.severity', '_ws.expert.message'])];
  const fields = asked.flatMap((name) => ['-e', name]);
  const lines = tshark(file, ...CHECKSUMS, ...OURS_FIRST, '-T', 'fields', '-E', 'separator=/t', ...fields)
    .split('\n')
    .slice(0, -1);
  return lines.map((line) => {
    const values = line.split('\t');
    const of = (name: string) => values[asked.indexOf(name)] ?? '';
    const [severities, message] = [of('_ws.expert.severity'), of('_ws.expert.message')];
    if (!tolerant && severities.split(',').some((severity) => Number(severity) >= NOTE))
      throw new Error(`tshark complains of a packet: ${message}`);
    return Object.fromEntries(names.map((name) => [name, of(name)])) as Record<Names, string>;
  });
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
