import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SOCKET_BUFFER_BYTES } from '../../../../../harness/runtime/sim/engine/sim-host.ts';
import { WIRE_US } from '../../../../../harness/runtime/sim/engine/world.ts';
import type { Conditions } from '../../../../../node/link/conditions.ts';
import { LinkModel } from '../../../../../node/link/link-model.ts';
import { randomStreamOf } from '../../../../../node/link/random-stream.ts';
import { TestWorld } from './fixtures.ts';

const LOSSY: Conditions = {
  latencyMs: 20,
  jitterMs: 15,
  loss: 0.2,
  duplicate: 0.1,
  reorder: 0.1,
  reorderByMs: 30,
};
const MESH = 'a-b a-c a-d b-c c-d d-e e-f f-a';

describe('a world', () => {
  test('carries a message along a line', () => {
    const test = TestWorld.running('a-b b-c').run(1_000);
    expect(test.of('b').sort()).toEqual(['a up', 'c up']);
    expect(test.of('c')).toEqual(['b up']);
    test.say('a', 'hello').run(1);
    expect(test.of('a').at(-1)).toBe('accepted 1');
    expect(test.of('b')).toEqual(['got hello via a in 1']);
    expect(test.of('c')).toEqual(['got hello via b in 2']);
  });

  test('E1: tells the same again for the same seed, and something else for another', () => {
    const story = (seed: number) => {
      const test = TestWorld.running(MESH, { seed, conditions: LOSSY }).run(500);
      for (let i = 0; i < 20; i++) test.say('a', `m${i}`).run(37);
      test.cut('a', 'b').run(2_000);
      test.world.end(test.index('d'));
      test.run(3_000);
      return { told: test.told, events: test.world.events };
    };
    expect(story(1)).toEqual(story(1));
    expect(story(1).told).not.toEqual(story(2).told);
  });

  test('E2: what happens does not depend on how many moments are handled at once', () => {
    const strides = fc.constantFrom(13, 50, 51, 700, 1_024, 1_025, 4_000, 1_000_000);
    const times: Conditions[] = [{}, { latencyMs: 10 }, { latencyMs: 10, jitterMs: 4 }, LOSSY];
    const story = (seed: number, conditions: Conditions, nextStride: () => number) => {
      const test = TestWorld.running(MESH, { seed, conditions, keepaliveMs: 60 });
      const { world } = test;
      const run = (ms: number) => {
        const endUs = world.nowUs + ms * 1_000;
        while (world.nowUs < endUs) world.runUntil(Math.min(endUs, world.nowUs + nextStride()));
      };
      for (let i = 0; i < 5; i++) {
        world.schedule(world.nowUs + 7_000, () => test.say('c', `m${i}`));
        run(31);
        test.say('a', `n${i}`);
      }
      world.pause(test.index('b'));
      test.cut('a', 'f');
      run(70);
      world.resume(test.index('b'));
      world.directions.change(test.index('c'), test.index('d'), { conditions: { latencyMs: 0.3 } });
      run(150);
      return { told: test.told, events: world.events, stats: test.names.map((_, node) => world.stats(node)) };
    };
    const alike = (seed: number, conditions: Conditions, list: number[]) => {
      let at = 0;
      const inStrides = story(seed, conditions, () => list[at++ % list.length]!);
      expect(inStrides).toEqual(story(seed, conditions, () => Number.POSITIVE_INFINITY));
    };
    const many = fc.array(strides, { minLength: 1, maxLength: 5 });
    fc.assert(fc.property(fc.nat(99), fc.constantFrom(...times), many, alike), { seed: 42, numRuns: 25 });
  });

  test('E2: at one moment a node hears from its neighbours in their order, and then its timer rings', () => {
    const test = TestWorld.running('c-x b-x a-x', { conditions: { latencyMs: 10 } }).run(1_000);
    for (const name of ['a', 'b', 'c']) test.say(name, `${name}1`).say(name, `${name}2`);
    test.of('x');
    test.run(11);
    const order = test.names.filter((name) => name !== 'x').flatMap((name) => [`${name}1`, `${name}2`]);
    expect(test.of('x').map((what) => what.split(' ')[1])).toEqual(order);
  });

  test('a direct link takes the time of the wire, one with conditions theirs in addition', () => {
    const arrival = (conditions?: Conditions) => {
      const test = TestWorld.running('a-b', conditions ? { conditions } : {}).run(1_000);
      test.say('a', 'hello').run(1_000);
      return test.told.find(({ what }) => what.startsWith('got'))!.atUs - 1_000_000;
    };
    expect(arrival()).toBe(WIRE_US);
    expect(arrival({ latencyMs: 12.5 })).toBe(12_500 + WIRE_US);
  });

  test('handles no more than is due, and time ends where it was told to', () => {
    const test = TestWorld.running('a-b', { conditions: { latencyMs: 10 } }).run(1_000);
    test.say('a', 'hello').run(10);
    expect(test.of('b')).toEqual(['a up']);
    expect(test.world.nowUs).toBe(1_010_000);
    test.run(1);
    expect(test.of('b')).toEqual(['got hello via a in 1']);
  });

  test('counts datagrams and timers as events, and nothing else', () => {
    const test = new TestWorld('a-b');
    test.world.schedule(5, () => {});
    test.run(1);
    expect(test.world.events).toBe(0);
    test.start('a').start('b').run(1);
    // Two PINGs and two PONGs.
    expect(test.world.events).toBe(4);
  });
});

describe('callbacks', () => {
  test('E2: come at their time; of equal times in order of scheduling', () => {
    const { world } = new TestWorld('a-b');
    const order: string[] = [];
    const note = (label: string) => () => order.push(`${label} at ${world.nowUs}`);
    world.schedule(20, note('late'));
    world.schedule(10, note('first'));
    world.schedule(10, () => {
      note('second')();
      world.schedule(10, note('fourth'));
      world.schedule(3, note('fifth, for it is too late for 3'));
    });
    world.schedule(10, note('third'));
    world.runUntil(100);
    expect(order).toEqual([
      'first at 10',
      'second at 10',
      'third at 10',
      'fourth at 10',
      'fifth, for it is too late for 3 at 10',
      'late at 20',
    ]);
  });
});

describe('a paused node', () => {
  test('gets what waited in its socket when it goes on, and not before', () => {
    const test = TestWorld.running('a-b').run(1_000);
    test.world.pause(test.index('b'));
    test.say('a', 'hello').run(100);
    expect(test.of('b')).toEqual(['a up']);
    test.world.resume(test.index('b'));
    expect(test.of('b')).toEqual(['got hello via a in 1']);
  });

  test('is given up by others, blames nobody for its own pause, and comes back', () => {
    const test = TestWorld.running('a-b').run(1_000);
    test.world.pause(test.index('b'));
    test.run(5_000);
    expect(test.of('a')).toEqual(['b up', 'b down: timeout']);
    test.world.resume(test.index('b'));
    test.run(2_000);
    expect(test.of('a')).toEqual(['b up']);
    expect(test.of('b')).toEqual(['a up']);
    expect(test.stat('b', 'timer.late')).toBe(1);
  });

  test('keeps no more than its socket holds', () => {
    const test = TestWorld.running('a-b', { storeMessages: 0 }).run(1_000);
    test.world.pause(test.index('b'));
    const count = 3_000;
    for (let i = 0; i < count; i++) test.say('a', 'x'.repeat(1_100));
    test.run(10);
    const lost = test.stat('b', 'drop.socket-overflow');
    test.world.resume(test.index('b'));
    expect(lost).toBeGreaterThan(0);
    expect(test.of('b').length - 1).toBe(count - lost);
    expect((count - lost) * 1_100).toBeLessThan(SOCKET_BUFFER_BYTES);
    test.say('a', 'still here').run(1);
    expect(test.of('b')).toEqual(['got still here via a in 1']);
  });

  test('that is paused or resumed twice is so once', () => {
    const test = TestWorld.running('a-b').run(1_000);
    const b = test.index('b');
    test.world.pause(b);
    test.say('a', 'hello').run(1);
    test.world.pause(b);
    test.world.resume(b);
    const { events } = test.world;
    test.world.resume(b);
    expect(test.world.events).toBe(events);
    expect(test.of('b')).toEqual(['a up', 'got hello via a in 1']);
  });
});

describe('a node that ends', () => {
  test('hears and says nothing, is given up, and is met again with its next boot', () => {
    const test = TestWorld.running('a-b').run(1_000);
    test.world.end(test.index('b'));
    test.say('a', 'into the void').say('b', 'from the grave').run(4_000);
    expect(test.of('b')).toEqual(['a up']);
    expect(test.of('a')).toEqual(['b up', 'accepted 1', 'b down: timeout']);
    expect(test.world.stats(test.index('b'))).toEqual({});
    test.start('b', 2).run(1_000);
    expect(test.of('a')).toEqual(['b up']);
    // What it has forgotten, or never knew, it catches up with.
    expect(test.of('b')).toEqual(['a up', 'got into the void via a in 1']);
  });

  test('that comes back before anybody noticed was restarted', () => {
    const test = TestWorld.running('a-b').run(1_000);
    test.world.end(test.index('b'));
    test.start('b', 2).run(1_000);
    expect(test.of('a')).toEqual(['b up', 'b down: restarted', 'b up']);
  });

  test('and says goodbye is missed at once', () => {
    const test = TestWorld.running('a-b').run(1_000);
    test.world.leave(test.index('b'));
    test.run(1);
    expect(test.of('a')).toEqual(['b up', 'b down: bye']);
  });
});

describe('links', () => {
  test('are cut and mended one way at a time, and count what they drop', () => {
    const test = TestWorld.running('a-b').run(1_000).cut('a', 'b');
    test.say('a', 'hello').say('b', 'hi').run(10);
    expect(test.of('a')).toEqual(['b up', 'accepted 1', 'got hi via b in 1']);
    expect(test.counts('a', 'b')).toMatchObject({ offered: 1, passed: 0, dropped: { cut: 1 } });
    test.cut('a', 'b', false).run(3_000);
    expect(test.of('b')).toContain('got hello via a in 1');
  });

  test('close at the entrance: what is under way arrives', () => {
    // Between two keepalives, so that nothing else is under way.
    const test = TestWorld.running('a-b', { conditions: { latencyMs: 50 } }).run(1_300);
    test.say('a', 'hello').run(10).cut('a', 'b');
    expect(test.counts('a', 'b').inFlight).toBe(1);
    test.run(50);
    expect(test.of('b')).toContain('got hello via a in 1');
  });

  test('change their conditions, also where they had none', () => {
    const test = TestWorld.running('a-b').run(1_000);
    test.world.directions.change(test.index('a'), test.index('b'), { conditions: { latencyMs: 80 } });
    test.say('a', 'slow').run(79);
    expect(test.of('b')).toEqual(['a up']);
    test.run(2);
    expect(test.of('b')).toEqual(['got slow via a in 1']);
  });

  test('E3: do to the n-th datagram what a relay with the same seed does', () => {
    const conditions: Conditions = { loss: 0.3, duplicate: 0.2 };
    const test = TestWorld.running('a-b', { seed: 7, conditions, storeMessages: 0 }).run(20);
    const { offered } = test.counts('a', 'b');
    for (let i = 0; i < 200; i++) test.say('a', `m${i}`);
    test.run(20);
    const model = new LinkModel(conditions, randomStreamOf(7, 'a', 'b'));
    const fates = Array.from({ length: offered + 200 }, () => ({ ...model.offer(1, 100) })).slice(offered);
    const arrived = fates.flatMap(({ dropped }, i) => (dropped === null ? [`got m${i} via a in 1`] : []));
    expect(test.of('b').filter((what) => what.startsWith('got'))).toEqual(arrived);
    expect(test.stat('b', 'data.received')).toBe(
      arrived.length + fates.filter(({ dropped, againAtMs }) => dropped === null && againAtMs > 0).length,
    );
  });

  test('D1: offered + duplicated = passed + dropped + in flight, and what passed has arrived', () => {
    const share = fc.constantFrom(0, 0.1, 0.5, 1);
    const anything = fc.record({
      latencyMs: fc.constantFrom(0, 20),
      jitterMs: fc.constantFrom(0, 10),
      loss: share,
      duplicate: share,
      reorder: share,
      reorderByMs: fc.constant(15),
      corrupt: share,
      mtuBytes: fc.constantFrom(60, 1_500),
    });
    const run = (conditions: Conditions, seed: number, natTimeoutMs: number) => {
      const test = TestWorld.running('a-b', { seed, conditions, natTimeoutMs: { b: natTimeoutMs } });
      for (let i = 0; i < 40; i++) {
        test.say('a', 'x'.repeat(i)).run(13);
        const { offered, duplicated, passed, inFlight, dropped } = test.counts('a', 'b');
        const sum = Object.values(dropped).reduce((total, count) => total + count, passed + inFlight);
        expect(offered + duplicated).toBe(sum);
        expect(test.stat('b', 'bytes.received') > 0).toBe(passed > 0);
      }
      const { 'data.sent': data, 'ping.sent': pings, 'pong.sent': pongs } = test.world.stats(0);
      const { 'ranges.sent': ranges, 'pull.sent': pulls } = test.world.stats(0);
      expect(test.counts('a', 'b').offered).toBe(data! + pings! + pongs! + ranges! + pulls!);
      expect(test.counts('a', 'b').offeredBytes).toBe(test.stat('a', 'bytes.sent'));
    };
    fc.assert(fc.property(anything, fc.nat(99), fc.constantFrom(1, 100, 10_000), run), {
      seed: 42,
      numRuns: 40,
    });
  });

  test('that flip bits deliver nothing but what was said', () => {
    const test = TestWorld.running('a-b', { conditions: { corrupt: 0.5 }, storeMessages: 0 }).run(20);
    for (let i = 0; i < 300; i++) test.say('a', `m${i}`).run(1);
    const got = test.of('b').filter((what) => what.startsWith('got'));
    expect(got.length).toBeGreaterThan(100);
    expect(got.length).toBeLessThan(200);
    // A flipped hop count is the one thing that no MAC notices.
    for (const what of got) expect(what).toMatch(/^got m\d+ via a in \d+$/);
    expect(test.counts('a', 'b').corrupted).toBeGreaterThan(100);
    expect(test.stat('b', 'drop.bad-mac')).toBeGreaterThan(50);
  });
});

describe('behind a NAT', () => {
  test('a node hears nothing until it has spoken', () => {
    const test = new TestWorld('a-b', { natTimeoutMs: { b: 5_000 } }).start('a').run(3_000);
    expect(test.counts('a', 'b').dropped.nat).toBeGreaterThan(1);
    expect(test.counts('a', 'b').passed).toBe(0);
    test.start('b').run(1_000);
    expect(test.of('b')).toEqual(['a up']);
  });

  test('each of two nodes hears nothing until it has spoken, whichever is named first', () => {
    for (const [first, second] of ['ab', 'ba']) {
      const test = new TestWorld('a-b', { natTimeoutMs: { a: 5_000, b: 5_000 } }).start(first!).run(3_000);
      expect(test.counts(first!, second!).dropped.nat).toBeGreaterThan(1);
      expect(test.counts(first!, second!).passed).toBe(0);
    }
  });

  test('a node hears nothing any more when its binding has expired', () => {
    const setup = { natTimeoutMs: { b: 300 }, keepaliveMs: 1_000 };
    const test = TestWorld.running('a-b', setup).run(5_000);
    const { dropped, passed } = test.counts('a', 'b');
    expect(dropped.nat).toBeGreaterThan(0);
    expect(passed).toBeGreaterThan(0);
    expect(test.counts('b', 'a').dropped).toEqual({});
  });
});
