import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../../../harness/common/package-root.ts';
import { SimRuntime } from '../../../../harness/runtime/sim/runtime.ts';
import { runTopology } from '../../../../harness/scenario/run.ts';
import { loadTopology } from '../../../../harness/topology/load.ts';
import { simulated } from './journal-hash.ts';

const examples = readdirSync(join(packageRoot(), 'examples')).filter((name) => name.endsWith('.yaml'));
const pathOf = (name: string) => join(packageRoot(), 'examples', name);

let elsewhere: Record<string, string>;
beforeAll(async () => {
  const args = [join(import.meta.dirname, 'journal-hash.ts'), ...examples.map(pathOf)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 2 ** 24 });
  elsewhere = JSON.parse(stdout);
});

describe('examples, simulated', () => {
  test.each(examples)('%s passes, and another process writes the same journal to the byte', async (name) => {
    const { verdict, report, hash, journal } = await simulated(pathOf(name));
    expect(verdict, report).toBe('passed');
    expect(hash).toBe(elsewhere[pathOf(name)]);
    // Nothing is late on a virtual clock, so nothing is ever excused by it.
    expect(journal).not.toContain('"type":"overload"');
  });

  test('another seed writes another journal', async () => {
    const runs = await Promise.all(
      [1, 2].map(async (seed) =>
        runTopology(await loadTopology(pathOf('lossy.yaml'), { seed }), { runtime: new SimRuntime() }),
      ),
    );
    expect(runs[0]!.run).not.toBe(runs[1]!.run);
    expect(runs[0]!.figures.latencyMaxMs).not.toBe(runs[1]!.figures.latencyMaxMs);
  });
});
