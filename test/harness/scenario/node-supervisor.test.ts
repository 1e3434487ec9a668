import { describe, expect, test } from 'vitest';
import { makePlan } from '../../../harness/plan/plan.ts';
import { Journal } from '../../../harness/recording/journal.ts';
import { realClock } from '../../../harness/runtime/port/clock.ts';
import type { Runtime } from '../../../harness/runtime/port/port.ts';
import { MOST_NONSENSE, NodeSupervisor } from '../../../harness/scenario/nodes/node-supervisor.ts';
import { START_TIMEOUTS_MS } from '../../../harness/scenario/nodes/start-timeouts.ts';
import type { EventBody } from '../../../node/contract/types.ts';
import { header } from '../check/trace.ts';

/** A cast of a and b, of which a has just been started, and what it has journaled. */
function castOfTwo() {
  const head = header('a-b');
  const journal = new Journal(head, null);
  journal.begin(0);
  const runtime = { clock: realClock, send: () => {} } as unknown as Runtime;
  const supervisor = new NodeSupervisor(makePlan(head.topology, 'r'), runtime, journal, () => {});
  supervisor.handle('a').startUp(0);
  const said = (seq: number, t: number, body: EventBody, atMs: number) =>
    supervisor.event({ node: 'a', boot: 1 }, { run: 'r', seq, t, ...body }, atMs);
  const records = () => journal.records.slice(1).map(({ type }) => type);
  return { supervisor, journal, said, records };
}

test('a pong is journaled only behind nonsense: that nothing with a number was in it', () => {
  const { supervisor, said, records } = castOfTwo();
  said(1, 0, { type: 'pong', ref: 'p' }, 1);
  supervisor.output({ node: 'a', boot: 1 }, { type: 'nonsense', text: 'hey' }, 2);
  said(2, 3, { type: 'pong', ref: 'p' }, 4);
  said(3, 5, { type: 'pong', ref: 'p' }, 6);
  expect(records()).toEqual(['nonsense', 'event']);
});

test.each([
  ['goes on', [1_000, 2_000, 3_000], []],
  ['is a little off', [1_000, 1_990, 3_000], []],
  ['goes back far', [5_000, 1_000, 1_100], [4_000]],
  ['goes forth, past what has been heard', [1_000, 9_000], [6_000]],
])('a clock that %s', (_, times, jumps) => {
  const { journal, said } = castOfTwo();
  for (const [i, t] of times.entries())
    said(i + 1, t, { type: 'peer-up', node: 'b' }, Math.max(1_000 * (i + 1), i === 0 ? t : 0));
  expect(journal.records.flatMap((record) => (record.type === 'clock' ? [record.jumpMs] : []))).toEqual(
    jumps,
  );
});

test('a node that prints nonsense in a loop does not fill the journal', () => {
  const head = header('a-b');
  const journal = new Journal(head, null);
  journal.begin(0);
  const runtime = { clock: realClock } as Runtime;
  const supervisor = new NodeSupervisor(makePlan(head.topology, 'r'), runtime, journal, () => {});
  supervisor.handle('a').startUp(0);
  for (let i = 0; i < 10 * MOST_NONSENSE; i++)
    supervisor.output({ node: 'a', boot: 1 }, { type: 'nonsense', text: 'hey' }, i);
  expect(journal.history.nonsense).toHaveLength(MOST_NONSENSE);
  supervisor.handle('a').startUp(5000);
  supervisor.output({ node: 'a', boot: 2 }, { type: 'nonsense', text: 'hey' }, 5001);
  expect(journal.history.nonsense).toHaveLength(MOST_NONSENSE + 1);
});

describe('a node that is waited for', () => {
  /** A clock that jumps from sleep to sleep; `at` each moment, what the supervisor hears then. */
  async function silenceAfter(
    tell: (supervisor: NodeSupervisor, nowMs: number) => void,
  ): Promise<number | undefined> {
    let nowMs = 0;
    const head = header('a-b');
    const journal = new Journal(head, null);
    journal.begin(0);
    const clock = {
      isVirtual: false,
      now: () => nowMs,
      sleepUntil: async (atMs: number) => {
        for (; nowMs < atMs; nowMs += 100) tell(supervisor, nowMs);
      },
    };
    const supervisor: NodeSupervisor = new NodeSupervisor(
      makePlan(head.topology, 'r'),
      { clock } as Runtime,
      journal,
      () => {},
      {
        ...START_TIMEOUTS_MS,
        ready: 1_000,
      },
    );
    supervisor.handle('a').startUp(0);
    const came = await supervisor.awaitOne(supervisor.handle('a'), 'ready');
    expect(came).toBe(journal.history.silences.length === 0);
    return journal.history.silences[0]?.at;
  }

  test('is given up when its time is over', async () => {
    expect(await silenceAfter(() => {})).toBe(1_000);
  });

  test('has as much longer as it waited for a processor, and as the machine was late', async () => {
    const starved = await silenceAfter((supervisor, nowMs) => {
      if (nowMs === 500)
        supervisor.observe({
          type: 'waited',
          from: { node: 'a', boot: 1 },
          fromMs: 0,
          toMs: 500,
          lateMs: 400,
        });
      if (nowMs === 700)
        supervisor.observe({ type: 'late', source: 'canary', fromMs: 600, toMs: 700, lateMs: 100 });
      if (nowMs === 800)
        supervisor.observe({
          type: 'waited',
          from: { node: 'b', boot: 1 },
          fromMs: 0,
          toMs: 800,
          lateMs: 700,
        });
    });
    expect(starved).toBe(1_500);
  });

  test('is given up in the end, however overloaded the machine is', async () => {
    const starved = await silenceAfter((supervisor, nowMs) =>
      supervisor.observe({ type: 'late', source: 'canary', fromMs: nowMs - 100, toMs: nowMs, lateMs: 100 }),
    );
    expect(starved).toBe(4_000);
  });
});
