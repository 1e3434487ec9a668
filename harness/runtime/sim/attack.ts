/**
 * An attack in a simulation: the stranger of `node/link/stranger.ts` at a node of the world. A peer of the world can write
 * only to its neighbours, so no answer can come back; what is tried is whether the peer takes what it is sent.
 */

import type { AttackResult } from '../../../node/contract/relay.ts';
import { Random } from '../../../node/core/random.ts';
import { Stranger } from '../../../node/link/stranger.ts';
import type { Clock, RuntimeFault } from '../port/port.ts';
import { withFlippedBit } from './engine/mac.ts';
import type { World } from './engine/world.ts';

/** Resolves when all has been sent, in the world's time. `number` is the node's. */
export async function attackSimulatedNode(
  world: World,
  clock: Clock,
  number: number,
  seed: number,
  { node, kinds, count, everyMs }: RuntimeFault & { type: 'attack' },
): Promise<AttackResult> {
  const stranger = new Stranger(Random.of(seed, 'attack', node));
  const beganMs = clock.now();
  const leave = world.listenIn(number, (bytes) => stranger.record(bytes));
  let keptOut = 0;
  for (let i = 0; i < count; i++) {
    await clock.sleepUntil(beganMs + i * everyMs);
    const { bytes, flippedBit } = stranger.next(kinds[i % kinds.length]!);
    if (!world.strike(number, flippedBit < 0 ? bytes : withFlippedBit(bytes, flippedBit))) keptOut++;
  }
  leave();
  return { sent: stranger.sent, answers: 0, ...(keptOut > 0 ? { keptOut } : {}) };
}
