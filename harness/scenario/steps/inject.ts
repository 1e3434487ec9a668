/** `inject`: `count` messages in all, one every `everyMs`, from the step's nodes in turn. */

import { createHash } from 'node:crypto';
import type { NodeHandle } from '../nodes/node-handle.ts';
import type { Perform, StepContext, StepOf } from './step-context.ts';

/**
 * Whose turn it is is decided by what the steps before mean, and not by how far they have got: on every runtime the same nodes
 * inject, in the same life. What a node that is just being killed or started must do first is waited for.
 */
export const inject: Perform<'inject'> = async (step, context) => {
  const waiting: Promise<void>[] = [];
  let turn = 0;
  for (let i = 0; i < step.count; i++) {
    if (i > 0 && step.everyMs > 0) await context.sleepUntil(step.atMs + i * step.everyMs);
    const next = nextUp(step.from, turn, context);
    if (next === null) {
      notDone(step, i, null, context);
      continue;
    }
    turn = next.turn + 1;
    const { handle } = next;
    if (!handle.isBusy) injectOne(step, i, handle, context);
    else waiting.push(handle.inTurn(async () => injectOne(step, i, handle, context)));
  }
  await Promise.all(waiting);
};

/** The first that runs, from `turn` on: those that are down or paused at this moment are passed over. Null: nobody runs. */
function nextUp(
  from: readonly string[],
  turn: number,
  context: StepContext,
): { turn: number; handle: NodeHandle } | null {
  for (let i = 0; i < from.length; i++) {
    const at = (turn + i) % from.length;
    const handle = context.supervisor.handle(from[at]!);
    if (handle.isMeantToRun) return { turn: at, handle };
  }
  return null;
}

/** A node that is not there gets nothing: that the run has tested less than the file asks for stands in the journal. */
function notDone(step: StepOf<'inject'>, i: number, node: string | null, context: StepContext): void {
  const who = node ?? step.from.join(', ');
  const text = node === null ? `none of ${who} was up` : `${who} was not up`;
  context.journal.add({
    type: 'not-done',
    at: context.runtime.clock.now(),
    index: step.index,
    ref: `${step.index}.${i}`,
    node,
    text,
  });
}

function injectOne(step: StepOf<'inject'>, i: number, handle: NodeHandle, context: StepContext): void {
  const { node } = handle;
  if (handle.state !== 'ready') return notDone(step, i, node, context);
  const payload = payloadOf(step, i, context.plan.topology.seed);
  const ref = `${step.index}.${i}`;
  context.journal.add({
    type: 'inject',
    at: context.runtime.clock.now(),
    node,
    boot: handle.boot,
    ref,
    bytes: payload.length,
    digest: createHash('sha256').update(payload).digest('hex').slice(0, 16),
    ...(step.answer === undefined ? {} : { answer: step.answer }),
  });
  handle.asked(ref);
  context.runtime.send(node, { type: 'inject', ref, data: payload.toString('base64') });
}

/** The text, or bytes that depend on nothing but the seed and the message's place in the scenario. */
function payloadOf(step: StepOf<'inject'>, i: number, seed: number): Buffer {
  if (step.text !== undefined) return Buffer.from(step.text);
  const name = `${seed}/${step.index}/${i}`;
  return createHash('shake256', { outputLength: step.bytes }).update(name).digest();
}
