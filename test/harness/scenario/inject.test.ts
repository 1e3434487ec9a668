import { expect, test } from 'vitest';
import { makePlan } from '../../../harness/plan/plan.ts';
import { Journal } from '../../../harness/recording/journal.ts';
import { realClock } from '../../../harness/runtime/port/clock.ts';
import type { Runtime } from '../../../harness/runtime/port/port.ts';
import { NodeSupervisor } from '../../../harness/scenario/nodes/node-supervisor.ts';
import { inject } from '../../../harness/scenario/steps/inject.ts';
import type { StepContext } from '../../../harness/scenario/steps/step-context.ts';
import type { Command } from '../../../node/contract/types.ts';
import { header } from '../check/trace.ts';

/** A mesh of a and b in which nobody has started, and to whom what was sent. */
function context() {
  const head = header('a-b');
  const journal = new Journal(head, null);
  journal.begin(0);
  const sent: string[] = [];
  const send = (node: string, command: Command) => sent.push(`${command.type} ${node}`);
  const runtime = { clock: realClock, send } as unknown as Runtime;
  const plan = makePlan(head.topology, 'r');
  const supervisor = new NodeSupervisor(plan, runtime, journal, () => {});
  return {
    supervisor,
    sent,
    context: { plan, runtime, journal, supervisor, sleepUntil: async () => {} } as unknown as StepContext,
  };
}

const step = { index: 0, line: 1, atMs: 0, verb: 'inject', count: 1, everyMs: 0, bytes: 5 } as const;

test('a node that is being started is waited for', async () => {
  const { supervisor, sent, context: on } = context();
  const handle = supervisor.handle('a');
  handle.meant = 'up';
  const start = Promise.withResolvers<void>();
  void handle.inTurn(() => start.promise);
  const injecting = inject({ ...step, from: ['a'] }, on);
  expect(sent).toEqual([]);
  handle.state = 'ready';
  start.resolve();
  await injecting;
  expect(sent).toEqual(['inject a']);
});

test('whose turn it is does not depend on how fast nodes start: others do not wait meanwhile', async () => {
  const { supervisor, sent, context: on } = context();
  for (const name of ['a', 'b']) supervisor.handle(name).meant = 'up';
  supervisor.handle('b').state = 'ready';
  const start = Promise.withResolvers<void>();
  void supervisor.handle('a').inTurn(() => start.promise);
  const injecting = inject({ ...step, count: 3, from: ['a', 'b'] }, on);
  expect(sent).toEqual(['inject b']);
  supervisor.handle('a').state = 'ready';
  start.resolve();
  await injecting;
  expect(sent).toEqual(['inject b', 'inject a', 'inject a']);
});

test('who is down or paused by what the steps mean is passed over, however it is at this moment', async () => {
  const { supervisor, sent, context: on } = context();
  for (const name of ['a', 'b']) supervisor.handle(name).state = 'ready';
  supervisor.handle('a').meant = 'paused';
  supervisor.handle('b').meant = 'up';
  await inject({ ...step, from: ['a', 'b'] }, on);
  expect(sent).toEqual(['inject b']);
});

test('where nobody is up it is not done, and the journal says so', async () => {
  const { sent, context: on } = context();
  await inject({ ...step, from: ['a', 'b'] }, on);
  expect(sent).toEqual([]);
  expect(on.journal.history.notDone).toMatchObject([{ ref: '0.0', node: null, text: 'none of a, b was up' }]);
});

test('nor where the node for whom it waited does not become ready', async () => {
  const { supervisor, sent, context: on } = context();
  supervisor.handle('a').meant = 'up';
  void supervisor.handle('a').inTurn(async () => {});
  await inject({ ...step, from: ['a'] }, on);
  expect(sent).toEqual([]);
  expect(on.journal.history.notDone).toMatchObject([{ ref: '0.0', node: 'a', text: 'a was not up' }]);
});
