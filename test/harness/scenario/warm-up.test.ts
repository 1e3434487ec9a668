import { describe, expect, test } from 'vitest';
import { Meetings } from '../../../harness/scenario/nodes/meetings.ts';
import { meetingPatienceMs, type WarmUp, warmUp } from '../../../harness/scenario/warm-up.ts';
import { header } from '../check/trace.ts';

const mesh = (links: string) => header(links).topology;
const nodesOf = (links: string) => new Set(mesh(links).nodes.map(({ name }) => name));

interface Machine {
  links?: string;
  /** When each word that a neighbour is there comes: `a b` at so many milliseconds. */
  words?: Record<string, number>;
  /** Up to when nodes wait for processors. */
  overloadedUntilMs?: number;
  /** How much of its two processors the nodes take; null: not known. */
  busyShare?: number | null;
  limitMs?: number;
  isVirtual?: boolean;
}

/** Against a clock that jumps from sleep to sleep. */
async function warmedUp(machine: Machine): Promise<WarmUp & { met: number }> {
  const {
    links = 'a-b',
    words = {},
    overloadedUntilMs = Number.NEGATIVE_INFINITY,
    busyShare = 0,
    limitMs = 30_000,
  } = machine;
  const meetings = new Meetings(mesh(links), nodesOf(links));
  let nowMs = 0;
  let overloadedAtMs = Number.NEGATIVE_INFINITY;
  const arrive = () => {
    for (const [pair, atMs] of Object.entries(words)) {
      const [from = '', to = ''] = pair.split(' ');
      if (atMs <= nowMs) meetings.up(from, to, atMs);
    }
  };
  arrive();
  const warmed = await warmUp({
    meetings,
    meetingMs: meetingPatienceMs(null, 0),
    limitMs,
    isVirtual: machine.isVirtual ?? false,
    now: () => nowMs,
    sleepUntil: async (atMs) => {
      nowMs = Math.max(nowMs, atMs);
      arrive();
    },
    gather: async () => {
      overloadedAtMs = Math.max(overloadedAtMs, Math.min(nowMs, overloadedUntilMs));
    },
    overload: {
      get overloadedAtMs() {
        return overloadedAtMs;
      },
      get ranMs() {
        return busyShare === null ? null : busyShare * 2 * nowMs;
      },
    },
    processors: 2,
    tell: () => {},
  });
  return { ...warmed, met: meetings.met };
}

describe('a scenario begins', () => {
  test('as soon as neighbours have met, where nobody has waited for a processor', async () => {
    const { forMs, end } = await warmedUp({ words: { 'a b': 3, 'b a': 7 } });
    expect(end).toBe('settled');
    expect(forMs).toBeLessThan(10);
  });

  test('a look later, where nodes have waited for one while they started', async () => {
    const { forMs, end } = await warmedUp({ words: { 'a b': 3, 'b a': 7 }, overloadedUntilMs: 0 });
    expect(end).toBe('settled');
    expect(forMs).toBeGreaterThanOrEqual(250);
    expect(forMs).toBeLessThan(300);
  });

  test('not before the last of them have met', async () => {
    const { forMs, met } = await warmedUp({ words: { 'a b': 3, 'b a': 900 } });
    expect(met).toBe(2);
    expect(forMs).toBeGreaterThanOrEqual(900);
    expect(forMs).toBeLessThan(1_000);
  });

  test('when nodes that are busy with their start wait no more', async () => {
    const words = { 'a b': 3, 'b a': 7 };
    const { forMs, end } = await warmedUp({ words, overloadedUntilMs: 20_000, busyShare: 0.9 });
    expect(end).toBe('settled');
    expect(forMs).toBeGreaterThan(20_000);
    expect(forMs).toBeLessThan(21_000);
  });

  test('also where nobody knows who keeps the processors busy', async () => {
    const { forMs, end } = await warmedUp({ links: '', overloadedUntilMs: 20_000, busyShare: null });
    expect(end).toBe('settled');
    expect(forMs).toBeGreaterThan(20_000);
  });

  test('after the limit, come what may', async () => {
    const { forMs, end } = await warmedUp({
      links: '',
      overloadedUntilMs: 1e9,
      busyShare: 0.9,
      limitMs: 5_000,
    });
    expect([forMs, end]).toEqual([5_000, 'timeout']);
  });

  test('soon, where it is others who keep the processors busy', async () => {
    const { forMs, end } = await warmedUp({ links: '', overloadedUntilMs: 1e9, busyShare: 0.02 });
    expect(end).toBe('others');
    expect(forMs).toBeGreaterThanOrEqual(2_000);
    expect(forMs).toBeLessThan(3_000);
  });

  test('after a second without a new meeting: a program need not speak of its neighbours', async () => {
    const silent = await warmedUp({});
    expect(silent).toMatchObject({ end: 'settled', met: 0 });
    expect(silent.forMs).toBeGreaterThanOrEqual(1_000);
    expect(silent.forMs).toBeLessThan(1_500);
    const half = await warmedUp({ words: { 'a b': 800 } });
    expect(half.met).toBe(1);
    expect(half.forMs).toBeGreaterThanOrEqual(1_800);
  });

  test('at once, where no warm-up is wanted', async () => {
    expect(await warmedUp({ overloadedUntilMs: 1e9, limitMs: 0 })).toMatchObject({ forMs: 0, end: 'none' });
  });

  test('on a virtual clock when neighbours have met: nobody waits for a processor there', async () => {
    const words = { 'a b': 60, 'b a': 60 };
    const { forMs, end } = await warmedUp({ words, overloadedUntilMs: 1e9, isVirtual: true });
    expect(end).toBe('settled');
    expect(forMs).toBeGreaterThanOrEqual(60);
    expect(forMs).toBeLessThan(70);
  });
});

test('a meeting is waited for as long as `recover` allows, and for the way there and back', () => {
  expect(meetingPatienceMs(null, 0)).toBe(1_000);
  expect(meetingPatienceMs(200, 50)).toBe(1_100);
  expect(meetingPatienceMs(4_000, 50)).toBe(4_100);
});

describe('meetings', () => {
  test('are counted in both directions, of nodes that start with the mesh', () => {
    const meetings = new Meetings(mesh('a-b b-c'), new Set(['a', 'b']));
    expect(meetings.total).toBe(2);
    meetings.up('a', 'b', 5);
    meetings.up('b', 'c', 6);
    expect([meetings.met, meetings.lastAtMs]).toEqual([1, 5]);
  });

  test('who is taken for dead again has not been met, and who has ended cannot be', () => {
    const meetings = new Meetings(mesh('a-b b-c'), nodesOf('a-b b-c'));
    for (const [from, to] of ['ab', 'ba', 'bc', 'cb'] as unknown as [string, string][])
      meetings.up(from, to, 1);
    expect(meetings.met).toBe(4);
    meetings.down('b', 'a');
    expect(meetings.met).toBe(3);
    meetings.without(new Set(['a']));
    expect([meetings.met, meetings.total]).toEqual([2, 2]);
    meetings.down('b', 'a');
    expect(meetings.met).toBe(2);
  });

  test('are not asked of neighbours between which a direction is closed from the start', () => {
    const topology = mesh('a-b b-c');
    const [first, second] = topology.links;
    const links = [{ ...first!, ab: { loss: 1 } }, second!];
    expect(new Meetings({ ...topology, links }, nodesOf('a-b b-c')).total).toBe(2);
  });

  test('are not asked of infrastructure, which need not tell of any', () => {
    const topology = mesh('a-b b-c');
    const nodes = topology.nodes.map((node) =>
      node.name === 'b' ? { ...node, role: 'infrastructure' as const } : node,
    );
    expect(new Meetings({ ...topology, nodes }, nodesOf('a-b b-c')).total).toBe(2);
  });
});
