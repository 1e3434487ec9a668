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

test('a node that is being started is waited for', async () => {
  const { cast, sent, stage: on } = stage();
  const actor = cast.actor('a');
  actor.meant = 'up';
  const start = Promise.withResolvers<void>();
  void actor.inTurn(() => start.promise);
  const injecting = inject({ ...step, from: ['a'] }, on);
  expect(sent).toEqual([]);
  actor.state = 'ready';
  start.resolve();
  await injecting;
  expect(sent).toEqual(['inject a']);
});

test('whose turn it is does not depend on how fast nodes start: others do not wait meanwhile', async () => {
  const { cast, sent, stage: on } = stage();
  for (const name of ['a', 'b']) cast.actor(name).meant = 'up';
  cast.actor('b').state = 'ready';
  const start = Promise.withResolvers<void>();
  void cast.actor('a').inTurn(() => start.promise);
  const injecting = inject({ ...step, count: 3, from: ['a', 'b'] }, on);
  expect(sent).toEqual(['inject b']);
  cast.actor('a').state = 'ready';
  start.resolve();
  await injecting;
  expect(sent).toEqual(['inject b', 'inject a', 'inject a']);
});

test('who is down or paused by what the steps mean is passed over, however it is at this moment', async () => {
  const { cast, sent, stage: on } = stage();
  for (const name of ['a', 'b']) cast.actor(name).state = 'ready';
  cast.actor('a').meant = 'paused';
  cast.actor('b').meant = 'up';
  await inject({ ...step, from: ['a', 'b'] }, on);
  expect(sent).toEqual(['inject b']);
});

test('where nobody is up it is not done, and the journal says so', async () => {
  const { sent, stage: on } = stage();
  await inject({ ...step, from: ['a', 'b'] }, on);
  expect(sent).toEqual([]);
  expect(on.journal.history.notDone).toMatchObject([{ ref: '0.0', node: null, text: 'none of a, b was up' }]);
});

test('nor where the node for whom it waited does not become ready', async () => {
  const { cast, sent, stage: on } = stage();
  cast.actor('a').meant = 'up';
  void cast.actor('a').inTurn(async () => {});
  await inject({ ...step, from: ['a'] }, on);
  expect(sent).toEqual([]);
  expect(on.journal.history.notDone).toMatchObject([{ ref: '0.0', node: 'a', text: 'a was not up' }]);
});
