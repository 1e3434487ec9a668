/**
 * What a harness that was killed leaves on an engine, as tests, run for each make of engine.
 */

import { expect, test } from 'vitest';
import { removeWhatNoLeaseOwns } from '../../harness/engine/clean.ts';
import type { Engine } from '../../harness/engine/find.ts';
import { Lease } from '../../harness/engine/lease.ts';
import { removeRun } from '../../harness/engine/remove.ts';
import { sleep } from '../../harness/runtime/port/clock.ts';
import { startHarness } from '../harness/runtime/killed.ts';
import { anyImage, leftovers } from './engine.ts';

export function describeKilled(engine: Engine): void {
  const { docker } = engine;

  /** The test's own time-out is the bound. */
  async function allGone(run: string): Promise<void> {
    while ((await leftovers(engine, run)).length > 0) await sleep(100);
  }

  test('no container, paused or stubborn, no relay, no canary, no network and no lease', async () => {
    const harness = await startHarness('docker', anyImage, 'run');
    const there = await leftovers(engine, harness.run);
    await harness.kill();
    await allGone(harness.run);
    expect(there.filter((name) => name.startsWith('container'))).toHaveLength(7);
    expect(there.filter((name) => name.endsWith('paused'))).toHaveLength(2);
    expect(there.filter((name) => name.startsWith('network'))).toHaveLength(1);
    expect(there.filter((name) => name.startsWith('volume'))).toHaveLength(1);
  });

  test('also when it is killed while the nodes start', async () => {
    const harness = await startHarness('docker', anyImage, 'start');
    await harness.kill();
    // What the engine had begun to create shows late; the guardian looks for longer than that.
    await sleep(1_500);
    await allGone(harness.run);
  });

  test('clean removes what no lease holds, and leaves what one does', async () => {
    const label = (run: string) => ({ 'meshbed.run': run });
    const lease = await Lease.take(docker, 'lliving');
    const create = (run: string) =>
      docker.createContainer({ name: `meshbed-${run}`, Image: anyImage, Labels: label(run), Cmd: ['node'] });
    await Promise.all([create('lliving'), create('lorphan')]);
    await docker.createNetwork({ Name: 'meshbed-lorphan', Internal: true, Labels: label('lorphan') });

    const cleaned = await removeWhatNoLeaseOwns(engine);

    expect(cleaned.containers).toContain('meshbed-lorphan');
    expect(cleaned.networks).toContain('meshbed-lorphan');
    expect(cleaned.living).toContain('lliving');
    expect(await leftovers(engine, 'lorphan')).toEqual([]);
    expect(await leftovers(engine, 'lliving')).toHaveLength(2);
    await lease.stop();
    expect(await removeRun(docker, 'lliving')).toEqual([]);
    expect(await leftovers(engine, 'lliving')).toEqual([]);
  });

  test('a lease that has lapsed holds nothing', async () => {
    const name = 'meshbed-lease-llapsed-1';
    const Labels = { 'meshbed.run': 'llapsed', 'meshbed.lease-seconds': '-60' };
    await docker.createVolume({ Name: name, Labels });
    const cleaned = await removeWhatNoLeaseOwns(engine);
    expect(cleaned.volumes).toContain(name);
    expect(cleaned.living).not.toContain('llapsed');
  });
}
