/** `inject`: `count` messages in all, one every `everyMs`, from the step's nodes in turn. */

import { createHash } from 'node:crypto';
import type { Actor } from '../actor.ts';
import type { Perform, Stage, StepOf } from '../stage.ts';

export const inject: Perform<'inject'> = async (step, stage) => {
  let turn = 0;
  for (let i = 0; i < step.count; i++) {
    if (i > 0 && step.everyMs > 0) await stage.sleepUntil(step.atMs + i * step.everyMs);
    const from = turn;
    turn = nextReady(step.from, from, stage);
    if (turn < 0) {
      await whoeverRises(step.from, stage);
      turn = nextReady(step.from, from, stage);
    }
    if (turn >= 0) injectOne(step, i, stage.cast.actor(step.from[turn]!), stage);
    turn++;
  }
};

/** Whose turn it is, from `turn` on: those that do not run at this moment are passed over. -1: nobody runs. */
function nextReady(from: readonly string[], turn: number, stage: Stage): number {
  for (let i = 0; i < from.length; i++) {
    const at = (turn + i) % from.length;
    if (stage.cast.actor(from[at]!).state === 'ready') return at;
  }
  return -1;
}

/** Nobody runs: a start that is under way is waited for, so that a busy machine skips no message. */
async function whoeverRises(from: readonly string[], stage: Stage): Promise<void> {
  const rising = from.map((node) => stage.cast.actor(node)).find(({ state }) => state === 'starting');
  await rising?.inTurn(async () => {});
}

function injectOne(step: StepOf<'inject'>, i: number, actor: Actor, stage: Stage): void {
  const { node } = actor;
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
  stage.runtime.send(node, { type: 'inject', ref, data: payload.toString('base64') });
}

/** The text, or bytes that depend on nothing but the seed and the message's place in the scenario. */
function payloadOf(step: StepOf<'inject'>, i: number, seed: number): Buffer {
  if (step.text !== undefined) return Buffer.from(step.text);
  const name = `${seed}/${step.index}/${i}`;
  return createHash('shake256', { outputLength: step.bytes }).update(name).digest();
}
