/** `stop`: whether nodes end when they are asked to, how, and after how long. */

import { durationText } from '../../report/phrases.ts';
import { realClock } from '../../runtime/port/clock.ts';
import { exitText, type Trial } from '../trial/trial.ts';
import type { TriedPart } from '../trial/types.ts';
import { makeTriedPart } from './part.ts';

const FIRST_OF_CONTAINER =
  'The first program of a container gets no signal that it has not asked for: have it handle this one, or name another, or a command.';

export async function tryStop(trial: Trial): Promise<TriedPart> {
  const { program, record, patience } = trial;
  const nodes = trial.nodes.filter((node) => trial.runs(node));
  const crashes = trial.nodes.flatMap((node) => trial.crash(node) ?? []).map((crash) => `${crash}.`);
  if (nodes.length === 0) return makeTriedPart('stop', 'untried', ['No node runs.', ...crashes]);
  const how = typeof program.stop === 'string' ? program.stop : `\`${program.stop.exec.join(' ')}\``;
  trial.act(`stopping by ${how}`);
  for (const node of nodes) trial.stop(node);
  const beganMs = realClock.now();
  await record.until(() => nodes.every((node) => !trial.runs(node)), patience.exit);
  const sentences = [`By ${how}:`];
  let areEnded = true;
  for (const node of nodes) {
    const { incarnation } = trial.latest(node);
    if (incarnation.endedMs === null) {
      areEnded = false;
      await trial.kill(node);
      sentences.push(`${node} had not ended after ${durationText(patience.exit)}, and was killed.`);
    } else {
      const tookMs = Math.max(0, incarnation.endedMs - beganMs);
      sentences.push(`${node} ended ${exitText(incarnation)} after ${durationText(tookMs)}.`);
    }
  }
  if (!areEnded && trial.runtime.name === 'docker' && typeof program.stop === 'string')
    sentences.push(FIRST_OF_CONTAINER);
  return makeTriedPart('stop', areEnded && crashes.length === 0 ? 'works' : 'fails', [
    ...sentences,
    ...crashes,
  ]);
}
