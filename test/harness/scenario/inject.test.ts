import { expect, test } from 'vitest';
import { Journal } from '../../../harness/journal/journal.ts';
import { makePlan } from '../../../harness/plan/plan.ts';
import { realClock } from '../../../harness/runtime/clock.ts';
import type { Runtime } from '../../../harness/runtime/port.ts';
import { Cast } from '../../../harness/scenario/cast.ts';
import type { Stage } from '../../../harness/scenario/stage.ts';
import { inject } from '../../../harness/scenario/steps/inject.ts';
import type { Command } from '../../../node/contract/types.ts';
import { header } from '../check/trace.ts';

/** A mesh of a and b in which nobody has started, and to whom what was sent. */
function stage() {
  const head = header('a-b');
  const journal = new Journal(head, null);
  journal.begin(0);
  const sent: string[] = [];
  const send = (node: string, command: Command) => sent.push(`${command.type} ${node}`);
  const runtime = { clock: realClock, send } as unknown as Runtime;
  const plan = makePlan(head.topology, 'r');
  const cast = new Cast(plan, runtime, journal, () => {});
  return {
    cast,
    sent,
    stage: { plan, runtime, journal, cast, sleepUntil: async () => {} } as unknown as Stage,
  };
}

const step = { index: 0, line: 1, atMs: 0, verb: 'inject', count: 1, everyMs: 0, bytes: 5 } as const;

test('a node that is being started is waited for, where nobody else runs', async () => {
  const { cast, sent, stage: on } = stage();
  const actor = cast.actor('a');
  actor.rise(0);
  const start = Promise.withResolvers<void>();
  void actor.inTurn(() => start.promise);
  const injecting = inject({ ...step, from: ['a'] }, on);
  expect(sent).toEqual([]);
  actor.state = 'ready';
  start.resolve();
  await injecting;
  expect(sent).toEqual(['inject a']);
});

test('and passed over, where somebody does', async () => {
  const { cast, sent, stage: on } = stage();
  cast.actor('a').rise(0);
  cast.actor('b').rise(0);
  cast.actor('b').state = 'ready';
  await inject({ ...step, from: ['a', 'b'] }, on);
  expect(sent).toEqual(['inject b']);
});

test('nobody injects where nobody runs or is about to', async () => {
  const { sent, stage: on } = stage();
  await inject({ ...step, from: ['a', 'b'] }, on);
  expect(sent).toEqual([]);
});
