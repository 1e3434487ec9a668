/** `inject`: `count` messages in all, one every `everyMs`, from the step's nodes in turn. */

import { createHash } from 'node:crypto';
import type { Perform, Stage, StepOf } from '../stage.ts';

export const inject: Perform<'inject'> = async (step, stage) => {
  for (let i = 0; i < step.count; i++) {
    if (i > 0 && step.everyMs > 0) await stage.sleepUntil(step.atMs + i * step.everyMs);
    injectOne(step, i, stage);
  }
};

/** To a node that has crashed meanwhile nothing is sent: there is nobody to blame for what it did not take. */
function injectOne(step: StepOf<'inject'>, i: number, stage: Stage): void {
  const node = step.from[i % step.from.length]!;
  const actor = stage.cast.actor(node);
  if (actor.state !== 'ready') return;
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
  });
  stage.runtime.send(node, { type: 'inject', ref, data: payload.toString('base64') });
}

/** The text, or bytes that depend on nothing but the seed and the message's place in the scenario. */
function payloadOf(step: StepOf<'inject'>, i: number, seed: number): Buffer {
  if (step.text !== undefined) return Buffer.from(step.text);
  const name = `${seed}/${step.index}/${i}`;
  return createHash('shake256', { outputLength: step.bytes }).update(name).digest();
}
