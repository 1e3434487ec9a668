/**
 * What a pool adds to the promises of a runtime, as tests, run for each kind of pool. Doubles are distinguished by the
 * process that they run in, which each says in `peer-up` when asked for its `stats`.
 */

import { afterEach, describe, expect, test } from 'vitest';
import type { PlannedNode } from '../../../../harness/plan/types.ts';
import type { Runtime } from '../../../../harness/runtime/port/port.ts';
import type { Behaviour } from '../double.ts';
import { double, Ear, ping, planOf, quiet } from '../fixtures.ts';
import { Mesh } from '../mesh.ts';

interface Keeping {
  make(): Runtime;
  readonly idle: number;
  close(): Promise<void>;
}

export interface PoolSubject {
  make(name: string): Keeping;
  extra: Partial<PlannedNode>;
  leftovers(name: string): Promise<string[]>;
}

export function describePool(name: string, subject: PoolSubject): void {
  const pools: { pool: Keeping; known: string }[] = [];

  function pooled(): Keeping {
    const known = planOf([]).run;
    const pool = subject.make(known);
    pools.push({ pool, known });
    return pool;
  }

  afterEach(async () => {
    for (const { pool, known } of pools.splice(0)) {
      await pool.close();
      expect(await subject.leftovers(known)).toEqual([]);
    }
  });

  /** Opens a mesh of doubles on a runtime of the pool, and starts it. */
  async function meshOf(pool: Keeping, nodes: Record<string, Behaviour | undefined>) {
    const plan = planOf(
      Object.entries(nodes).map(([node, behaviour]) => double(node, behaviour, subject.extra)),
    );
    const runtime = pool.make();
    const ear = new Ear();
    const surroundings = await runtime.open(plan, ear, quiet);
    await runtime.start(
      plan.nodes.map((node) => ({ node: node.name, boot: 1 })),
      quiet,
    );
    await ear.hears(() => plan.nodes.every((node) => ear.events(node.name).length > 0));
    return { plan, runtime, ear, surroundings };
  }

  describe(`${name}: what came through its run unharmed serves the next one`, () => {
    test('the same programs, from `idle` on, counting from 1, under a new run and at a new endpoint', async () => {
      const pool = pooled();
      const two = { a: 'udp', b: 'udp' } as const;
      const links = [{ a: 'a', b: 'b', direct: true }];
      const extra = Object.fromEntries(Object.keys(two).map((node) => [node, subject.extra]));
      const first = await (await new Mesh(pool.make(), extra, { links }).open()).start();
      first.say('a', 'hello');
      await first.hears('b', 'hello');
      await first.runtime.close();
      const kept = pool.idle;
      expect(kept).toBeGreaterThanOrEqual(2);

      const second = await (await new Mesh(pool.make(), extra, { links }).open()).start();
      second.say('a', 'again');
      await second.hears('b', 'again');
      await second.caughtUp();
      const events = second.ear.events('a');
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
      expect(events[0]?.type).toBe('idle');
      expect(second.heard('b')).toEqual(['again via a']);
      expect(second.surroundings.listen('a')).not.toEqual(first.surroundings.listen('a'));
      await second.runtime.close();
      expect(pool.idle).toBe(kept);
    });

    test('two meshes at once have different ones', async () => {
      const pool = pooled();
      const one = await meshOf(pool, { a: undefined });
      const two = await meshOf(pool, { a: undefined });
      expect(one.surroundings.listen('a')).not.toEqual(two.surroundings.listen('a'));
      await one.runtime.close();
      await ping(two.runtime, two.ear, 'a', 'still here');
      await two.runtime.close();
    });
  });

  describe(`${name}: what did not is ended`, () => {
    test('the killed, the paused, the one that says nonsense, the one that does not come back to idle', async () => {
      const pool = pooled();
      const nodes = { fine: undefined, killed: undefined, paused: undefined } as const;
      const { runtime, ear } = await meshOf(pool, { ...nodes, odd: 'nonsense', stuck: 'no-reset' });
      await ping(runtime, ear, 'odd', 'p');
      await runtime.apply({ type: 'kill', node: 'killed' });
      await runtime.apply({ type: 'pause', node: 'paused' });
      await runtime.close();
      const helpers = 1;
      expect(pool.idle).toBe(1 + helpers);

      const again = await meshOf(pool, { ...nodes, odd: 'nonsense', stuck: 'no-reset' });
      for (const node of ['fine', 'killed', 'paused', 'odd', 'stuck'])
        await ping(again.runtime, again.ear, node, 'there');
      await again.runtime.close();
      expect(pool.idle).toBe(3 + helpers);
    });

    test('one that goes on talking is found out when it is needed', async () => {
      const pool = pooled();
      const first = await meshOf(pool, { a: 'counts' });
      await first.ear.hears(() => first.ear.events('a').length > 3);
      await first.runtime.close();
      const second = await meshOf(pool, { a: 'counts' });
      await second.ear.hears(() => second.ear.events('a').length > 3);
      expect(
        second.ear
          .events('a')
          .slice(0, 4)
          .map(({ seq }) => seq),
      ).toEqual([1, 2, 3, 4]);
      expect(second.ear.exits('a')).toEqual([]);
      await second.runtime.close();
    });
  });

  test(`${name}: after the close of the pool no mesh of it starts`, async () => {
    const pool = pooled();
    const { runtime } = await meshOf(pool, { a: undefined });
    await pool.close();
    await runtime.close();
    const plan = planOf([double('a', undefined, subject.extra)]);
    const late = pool.make();
    await expect(late.open(plan, new Ear(), quiet)).rejects.toMatchObject({ code: 'CLOSED' });
    await late.close();
  });
}
