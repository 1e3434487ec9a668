/** `inject`: `count` messages in all, one every `everyMs`, from the step's nodes in turn. */

import { createHash } from 'node:crypto';
import type { Actor } from '../actor.ts';
import type { Perform, Stage, StepOf } from '../stage.ts';

/**
 * Whose turn it is is decided by what the steps before mean, and not by how far they have got: on every runtime the same nodes
 * inject, in the same life. What a node that is just being killed or started must do first is waited for.
 */
export const inject: Perform<'inject'> = async (step, stage) => {
  const waiting: Promise<void>[] = [];
  let turn = 0;
  for (let i = 0; i < step.count; i++) {
    if (i > 0 && step.everyMs > 0) await stage.sleepUntil(step.atMs + i * step.everyMs);
    const next = nextUp(step.from, turn, stage);
    if (next === null) {
      notDone(step, i, null, stage);
      continue;
    }
    turn = next.turn + 1;
    const { actor } = next;
    if (!actor.isBusy) injectOne(step, i, actor, stage);
    else waiting.push(actor.inTurn(async () => injectOne(step, i, actor, stage)));
  }
  await Promise.all(waiting);
};

/** The first that runs, from `turn` on: those that are down or paused at this moment are passed over. Null: nobody runs. */
function nextUp(from: readonly string[], turn: number, stage: Stage): { turn: number; actor: Actor } | null {
  for (let i = 0; i < from.length; i++) {
    const at = (turn + i) % from.length;
    const actor = stage.cast.actor(from[at]!);
    if (actor.isMeantToRun) return { turn: at, actor };
  }
  return null;
}

/** Nothing is told to a node that is not there: that the run has tested less than the file asks for stands in the journal. */
function notDone(step: StepOf<'inject'>, i: number, node: string | null, stage: Stage): void {
  const who = node ?? step.from.join(', ');
  const text = node === null ? `none of ${who} was up` : `${who} was not up`;
  stage.journal.add({
    type: 'not-done',
    at: stage.runtime.clock.now(),
    index: step.index,
    ref: `${step.index}.${i}`,
    node,
    text,
  });
}

function injectOne(step: StepOf<'inject'>, i: number, actor: Actor, stage: Stage): void {
  const { node } = actor;
  if (actor.state !== 'ready') return notDone(step, i, node, stage);
  const payload = payloadOf(step, i, stage.plan.topology.seed);
  const ref = `${step.index}.${i}`;
  stage.journal.add({
    type: 'inject',
    at: stage.runtime.clock.now(),
    node,
    boot: actor.boot,
    ref,
    bytes: payload.length,
    digest: createHash('sha256').update(payload).digest('hex').slice(0, 16),
    ...(step.answer === undefined ? {} : { answer: step.answer }),
  });
  actor.asked(ref);
  stage.runtime.send(node, { type: 'inject', ref, data: payload.toString('base64') });
}

/** The text, or bytes that depend on nothing but the seed and the message's place in the scenario. */
function payloadOf(step: StepOf<'inject'>, i: number, seed: number): Buffer {
  if (step.text !== undefined) return Buffer.from(step.text);
  const name = `${seed}/${step.index}/${i}`;
  return createHash('shake256', { outputLength: step.bytes }).update(name).digest();
}
