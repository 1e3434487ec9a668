/** What stands before nodes of a world: as at the router of a routed network, which applies the same models. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WIRE_US } from '../../../../../harness/runtime/sim/engine/world.ts';
import { type TestSetup, TestWorld } from './fixtures.ts';

const OPEN = { conditions: {} };
/** Nothing but what a test sends is under way once the nodes have met. */
const CALM = { conditions: {}, keepaliveMs: 600_000 };
/** A message of 125 bytes in all takes a millisecond. */
const RATE = { rateBps: 1e6 };

/** How much a message of one letter has besides. */
const HEAD_BYTES = (() => {
  const test = TestWorld.running('a-b', CALM).run(1_000);
  const before = test.counts('a', 'b').offeredBytes;
  test.say('a', 'x').run(10);
  return test.counts('a', 'b').offeredBytes - before - 1;
})();
const letters = (letter: string) => letter.repeat(125 - HEAD_BYTES);

/** When each message came, by its first letter, in ms after `sinceMs`. */
function arrivals(world: TestWorld, sinceMs: number): [string, string, number][] {
  return world.told
    .filter(({ what }) => what.startsWith('got'))
    .map(({ node, what, atUs }) => [node, what[4]!, (atUs - WIRE_US) / 1_000 - sinceMs]);
}

describe('a firewall', () => {
  const BEHIND: TestSetup = { ...OPEN, gates: [{ nodes: ['b'], firewall: true }] };

  test('keeps out what nobody behind it has asked for, and counts it', () => {
    const world = new TestWorld('a-b', BEHIND).start('a').run(3_000);
    const { dropped, passed } = world.counts('a', 'b');
    expect(dropped.firewall).toBeGreaterThan(3);
    expect(passed).toBe(0);
  });

  test('lets in answers', () => {
    const world = TestWorld.running('a-b', BEHIND).run(1_000);
    expect(world.of('b')).toEqual(['a up']);
    world.say('a', 'hello').run(10);
    expect(world.of('b')).toEqual(['got hello via a in 1']);
  });

  test('lets in no answers to another node', () => {
    const world = new TestWorld('a-b a-c', { ...OPEN, gates: [{ nodes: ['b', 'c'], firewall: true }] });
    world.start('a').start('b').run(2_000);
    expect(world.of('a')).toEqual(['b up']);
    expect(world.counts('a', 'c').passed).toBe(0);
  });

  test('on both sides lets two meet that send to each other', () => {
    const both = [
      { nodes: ['a'], firewall: true },
      { nodes: ['b'], firewall: true },
    ];
    const world = TestWorld.running('a-b', { conditions: { latencyMs: 50 }, gates: both }).run(2_000);
    expect([world.of('a'), world.of('b')]).toEqual([['b up'], ['a up']]);
  });

  test('does not stand between nodes that both are behind it', () => {
    const world = new TestWorld('a-b', { ...OPEN, gates: [{ nodes: ['a', 'b'], firewall: true }] });
    world.start('a').run(1_000);
    expect(world.counts('a', 'b').dropped).toEqual({});
  });

  test('closes when nothing has passed for a minute', () => {
    const world = TestWorld.running('a-b', { ...CALM, gates: BEHIND.gates! }).run(59_000);
    world.cut('b', 'a').say('a', 'in time').run(1_000);
    expect(world.of('b')).toContain('got in time via a in 1');
    world.run(61_000).say('a', 'too late').run(1_000);
    expect(world.counts('a', 'b').dropped).toEqual({ firewall: 1 });
  });

  test('stops strangers, who reach those that are behind none', () => {
    const world = TestWorld.running('a-b', BEHIND).run(1_000);
    const strike = (name: string) => world.world.strike(world.index(name), Uint8Array.of(1, 2, 3));
    expect([strike('a'), strike('b')]).toEqual([true, false]);
    expect([world.stat('a', 'drop.too-short'), world.stat('b', 'drop.too-short')]).toEqual([1, 0]);
  });
});

describe('an uplink', () => {
  const SHARED: TestSetup = { ...CALM, gates: [{ nodes: ['a', 'b'], uplink: RATE }] };

  test('is shared by all that its nodes send to others, in order of time', () => {
    const world = TestWorld.running('b-y a-x', SHARED).run(1_000);
    world.say('a', letters('a')).run(0.25).say('b', letters('b')).run(20);
    expect(arrivals(world, 1_000)).toEqual([
      ['x', 'a', 1],
      ['y', 'b', 2],
    ]);
  });

  test('comes before the conditions, and is not met between its own nodes', () => {
    const world = TestWorld.running('a-x a-b', { ...SHARED, conditions: { latencyMs: 10 } }).run(1_000);
    world.say('a', letters('a')).run(40);
    expect(arrivals(world, 1_000)).toEqual([
      ['b', 'a', 10],
      ['x', 'a', 11],
    ]);
  });

  test('drops what finds no room, and tells of it as of conditions', () => {
    const narrow = [{ nodes: ['a'], uplink: { ...RATE, queueBytes: 250 } }];
    const world = TestWorld.running('a-x', { ...CALM, gates: narrow, storeMessages: 0 }).run(1_000);
    for (let i = 0; i < 8; i++) world.say('a', letters('a')).run(0.5);
    for (let i = 0; i < 400; i++) world.say('a', letters('b')).run(0.5);
    world.run(20);
    const { offered, passed, dropped } = world.counts('a', 'x');
    expect(dropped.uplink).toBeGreaterThan(190);
    expect(passed + dropped.uplink!).toBe(offered);
  });
});

describe('a downlink', () => {
  const SHARED: TestSetup = { ...CALM, gates: [{ nodes: ['x', 'y'], downlink: RATE }] };

  test('is shared by all that comes to its nodes, behind the conditions', () => {
    const world = TestWorld.running('b-y a-x', { ...SHARED, conditions: { latencyMs: 10 } }).run(1_000);
    world.say('a', letters('a')).run(0.25).say('b', letters('b')).run(40);
    // It takes its place when it has come over the wire.
    expect(arrivals(world, 1_000)).toEqual([
      ['x', 'a', 11],
      ['y', 'b', 12],
    ]);
  });

  test('drops what finds no room, and is taken by what the firewall behind it keeps out', () => {
    const narrow = { nodes: ['x'], downlink: { ...RATE, queueBytes: 250 }, firewall: true };
    const world = new TestWorld('a-x b-x', { ...CALM, gates: [narrow] }).start('a').run(1_000);
    const before = world.counts('a', 'x').dropped.firewall!;
    for (let i = 0; i < 4; i++) world.say('a', letters('a'));
    world.run(20);
    // Of four that come at once the line has room for two.
    expect(world.counts('a', 'x').dropped).toEqual({ firewall: before + 2, downlink: 2 });
  });

  test('tells of what it has delayed for long, since it entered', () => {
    const slow = [{ nodes: ['x'], downlink: { rateBps: 5_000, queueBytes: 10_000 } }];
    const test = TestWorld.running('a-x', {
      conditions: { latencyMs: 100 },
      keepaliveMs: 600_000,
      gates: slow,
    });
    test.run(3_000);
    test.world.takeObstacles(test.index('a'), test.index('x'));
    test.say('a', letters('a')).run(1_000);
    // 1,000 bits at 5,000 a second, and 100 ms before.
    const told = test.world.takeObstacles(test.index('a'), test.index('x'));
    expect(told?.delays[0]?.tookMs).toBeCloseTo(300 + WIRE_US / 1_000, 6);
  });
});

test('a stranger has its turn in the downlinks of a node, and finds no room as others do', () => {
  const narrow = [{ nodes: ['x'], downlink: { ...RATE, queueBytes: 250 } }];
  const world = TestWorld.running('a-x', { ...CALM, gates: narrow }).run(1_000);
  const strike = () => world.world.strike(world.index('x'), new Uint8Array(125));
  expect([strike(), strike(), strike()]).toEqual([true, true, false]);
  const malformed = () => world.stat('x', 'drop.bad-magic');
  expect([
    malformed(),
    world.run(1).stat('x', 'drop.bad-magic'),
    world.run(1).stat('x', 'drop.bad-magic'),
  ]).toEqual([0, 1, 2]);
});

test('gates shared by several nodes do the same, however the run is cut into pieces', () => {
  const gates = [
    { nodes: ['a'], uplink: { rateBps: 2e5 } },
    { nodes: ['a', 'b', 'c'], firewall: true, uplink: RATE, downlink: { rateBps: 2e6 } },
    { nodes: ['d', 'e'], downlink: RATE },
  ];
  const story = (latencyMs: number, strides: readonly number[]) => {
    const conditions = { latencyMs, jitterMs: latencyMs / 2, loss: 0.1, duplicate: 0.1 };
    const test = TestWorld.running('a-b b-c c-d d-e e-a a-d', { conditions, keepaliveMs: 100, gates });
    let at = 0;
    const run = (ms: number) => {
      for (let left = ms; left > 0; ) {
        const stride = Math.min(left, strides[at++ % strides.length]!);
        test.run(stride);
        left -= stride;
      }
    };
    run(300);
    for (let i = 0; i < 20; i++) test.say('abcde'[i % 5]!, `m${i} ${'x'.repeat(i * 10)}`);
    run(400);
    const counts = ['a-d', 'd-a', 'e-a', 'c-d'].map((pair) => test.counts(pair[0]!, pair[2]!));
    return { told: test.told, events: test.world.events, counts };
  };
  const strides = fc.array(fc.constantFrom(0.25, 1, 7, 1_000), { minLength: 1, maxLength: 4 });
  const alike = (latencyMs: number, list: number[]) => {
    expect(story(latencyMs, list)).toEqual(story(latencyMs, [Number.POSITIVE_INFINITY]));
  };
  fc.assert(fc.property(fc.constantFrom(0, 5, 30), strides, alike), { seed: 42, numRuns: 12 });
});

test('D1: behind gates too, what was offered has passed, was dropped, or is in flight', () => {
  const rate = fc.constantFrom(undefined, { rateBps: 1e5 }, { rateBps: 1e5, queueBytes: 300 });
  const gate = fc.record({ firewall: fc.boolean(), uplink: rate, downlink: rate });
  const run = (ofA: object, ofB: object, duplicate: number, seed: number) => {
    const gates = [
      { nodes: ['a'], ...ofA },
      { nodes: ['b'], ...ofB },
    ];
    const test = TestWorld.running('a-b', {
      seed,
      conditions: { latencyMs: 5, loss: 0.1, duplicate },
      gates,
    });
    for (let i = 0; i < 40; i++) {
      test.say('a', 'x'.repeat(3 * i)).run(13);
      const { offered, duplicated, passed, inFlight, dropped } = test.counts('a', 'b');
      const sum = Object.values(dropped).reduce((total, count) => total + count, passed + inFlight);
      expect(offered + duplicated).toBe(sum);
    }
    test.cut('a', 'b').run(10_000);
    expect(test.counts('a', 'b').inFlight).toBe(0);
  };
  fc.assert(fc.property(gate, gate, fc.constantFrom(0, 0.5), fc.nat(99), run), { seed: 42, numRuns: 30 });
});
