/**
 * The programs of examples/real/, ready to run, and what is run of each. What a machine lacks is said; where
 * MESHBED_REQUIRE_REAL is set, it is a failure. `tools/real/install.sh` installs all of it.
 */

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../harness/common/package-root.ts';
import type { RunResult } from '../../harness/report/result.ts';
import { reportText } from '../../harness/report/text.ts';
import { expectFair } from '../harness/scenario/fair.ts';

export const realFolder = join(packageRoot(), 'examples', 'real');
/** Where Debian puts daemons. */
const DAEMONS = '/usr/sbin';

export interface RealProgram {
  /** Its folder. */
  name: string;
  /** What it needs that is not in the repository: a program on the path, or a file or folder that is made in its own. */
  needs: string;
  /** Files that any runtime runs, and those that take nodes off their network. */
  plain: readonly string[];
  partitions: readonly string[];
  /** On a routed network: those that are tried as processes, and those that are tried as containers. */
  routed?: { processes?: readonly string[]; containers?: readonly string[] };
  /** The checks that its lines allow. */
  checks: readonly string[];
  /** By file: what the program is rightly held responsible for there, and nothing else; examples/real/README.md says why. */
  weaknesses?: Readonly<Record<string, Weakness>>;
}

interface Weakness {
  word: string;
  node: string;
}

type Suite = (name: string, body: () => void) => void;

export const REAL_PROGRAMS: readonly RealProgram[] = [
  {
    name: 'serf',
    needs: 'serf',
    plain: ['serf'],
    partitions: ['partition'],
    routed: { containers: ['routed'] },
    checks: ['delivery', 'keepalive'],
    weaknesses: { partition: { word: 'missed death', node: 'n4' } },
  },
  {
    name: 'tinc',
    needs: 'tincd',
    plain: ['tinc'],
    partitions: ['partition'],
    routed: { processes: ['routed'] },
    checks: ['keepalive'],
  },
  {
    name: 'gossipsub',
    needs: 'node_modules',
    plain: ['tcp', 'quic'],
    partitions: ['tcp-partition', 'quic-partition'],
    routed: { processes: ['tcp-routed'], containers: ['quic-routed'] },
    checks: ['delivery', 'integrity', 'keepalive'],
  },
  {
    name: 'dht',
    needs: 'node_modules',
    plain: ['dht'],
    partitions: ['partition'],
    routed: { processes: ['routed'] },
    checks: ['delivery', 'integrity', 'keepalive'],
  },
  {
    name: 'dht-rpc',
    needs: 'node_modules',
    plain: [],
    partitions: [],
    routed: { processes: ['routed'] },
    checks: ['delivery', 'integrity', 'keepalive'],
  },
  {
    name: 'memberlist',
    needs: 'chat',
    plain: [],
    partitions: [],
    routed: { processes: ['routed'] },
    checks: ['delivery', 'integrity', 'keepalive'],
  },
];

/** Like `describe`, with what the programs need found; skipped, loudly or not, where it is not there. */
export function describeReal(program: RealProgram, body: () => void, suite: Suite = describe): void {
  if (!process.env.PATH?.split(':').includes(DAEMONS)) process.env.PATH += `:${DAEMONS}`;
  if (isThere(program)) {
    suite(program.name, body);
    return;
  }
  const reason = `${program.needs} is not there: tools/real/install.sh installs it`;
  if (process.env.MESHBED_REQUIRE_REAL) {
    test(`${program.name} is required`, () => {
      throw new Error(reason);
    });
  } else test.skip(`${program.name}: skipped, since ${reason}`, () => {});
}

/** A fair verdict, from what was really looked at. */
export function expectJudged(
  result: RunResult,
  { checks, weaknesses = {} }: RealProgram,
  file: string,
): void {
  const weakness = weaknesses[file];
  if (weakness === undefined) expectFair(result);
  else {
    const findings = result.checks
      .flatMap((check) => check.findings)
      .filter(({ word }) => word !== 'excused');
    const found = new Set(findings.map(({ word, node }) => `${word} ${node}`));
    expect([...found], reportText(result)).toEqual([`${weakness.word} ${weakness.node}`]);
  }
  const judged = result.checks.filter(({ obligations }) => obligations > 0).map(({ check }) => check);
  expect(judged, reportText(result)).toEqual(expect.arrayContaining([...checks]));
}

function isThere({ name, needs }: RealProgram): boolean {
  if (existsSync(join(realFolder, name, needs))) return true;
  try {
    execFileSync('sh', ['-c', `command -v ${needs}`]);
    return true;
  } catch {
    return false;
  }
}
