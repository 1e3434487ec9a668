import { describe, expect, test } from 'vitest';
import { Mesh } from '../../../harness/index.ts';
import { meshPool } from '../../../harness/vitest/index.ts';
import { expectFair, wasExcused } from '../scenario/fair.ts';

const pool = meshPool({ runtime: 'process' });

const LINE = {
  nodes: { count: 3 },
  links: { shape: 'line' },
  peer: { keepalive: '100ms' },
  expect: { delivery: { within: '10s' }, settle: '50ms' },
};

describe('matchers', () => {
  test('hold where what they wait for comes', async () => {
    await using mesh = await Mesh.start(LINE, { runtime: pool });
    await expect(await mesh.inject('hello', { from: 'n1' })).toReachEveryone();
    await mesh.kill('n3');
    await expect(mesh).toHaveSeenDeath('n3', { by: 'n2' });
    await mesh.start('n3');
    await expect(mesh).toHaveSeenReturn('n3');
    const result = await mesh.verdict();
    expectFair(result);
    if (!wasExcused(result)) {
      await expect(mesh).toHavePassed();
      await expect(result).toHavePassed();
    }
  });

  test('say what is missing where it does not', async () => {
    await using mesh = await Mesh.start(LINE, { runtime: pool });
    await expect(mesh).not.toHaveSeenDeath('n2', { within: '50ms' });
    await expect(expect(mesh).toHaveSeenDeath('n2', { within: '50ms' })).rejects.toThrow(
      /n1, n3 have not said that n2 is dead within 50ms/,
    );
    await mesh.cut('all');
    const message = await mesh.inject('hello', { from: 'n1' });
    await expect(expect(message).toReachEveryone({ within: '50ms' })).rejects.toThrow(/Nobody was owed/);
    await expect(expect(mesh).toHaveSeenDeath('n9')).rejects.toMatchObject({ code: 'UNKNOWN_NODE' });
  });

  test('a verdict that is not `passed` is shown as its report', async () => {
    const runtime = await pool.runtime();
    await using mesh = await Mesh.start(LINE, { runtime, seed: 5 });
    // Behind its back, so that no step has asked for it.
    await runtime.apply({ type: 'kill', node: 'n3' });
    const judged = expect(mesh).toHavePassed();
    await expect(judged).rejects.toThrow(/^failed: topology — n3 exited by SIGKILL/);
    await expect(judged).rejects.toThrow(/seed 5/);
  });
});
