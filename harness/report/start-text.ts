/**
 * How a run began, in words: how long its start took, and what was not at rest when its scenario began.
 */

import { durationText } from './phrases.ts';
import type { RunResult } from './result.ts';

type Began = Pick<RunResult, 'warmUp'> & { figures: Pick<RunResult['figures'], 'startMs'> };

/** `ready after 2.11 s, warmed up for 250 ms`. */
export function startText({ figures, warmUp }: Began): string {
  const ready = `ready after ${durationText(figures.startMs)}`;
  return warmUp === undefined || warmUp.end === 'none'
    ? ready
    : `${ready}, warmed up for ${durationText(warmUp.forMs)}`;
}

/** A sentence for each thing that was not at rest; none in most runs. */
export function whatWasNotAtRest({ warmUp }: Pick<RunResult, 'warmUp'>): string[] {
  if (warmUp === undefined) return [];
  const { end, met, possible } = warmUp;
  const sentences: string[] = [];
  if (end === 'timeout')
    sentences.push(
      'the warm-up took as long as it may: nodes were still waiting for processors when the scenario began',
    );
  if (end === 'others') sentences.push('other programs kept the processors busy when the scenario began');
  // A program need not speak of its neighbours.
  if (end !== 'none' && met > 0 && met < possible)
    sentences.push(`of ${possible} reports that a neighbour is up, ${met} had come when the scenario began`);
  return sentences;
}
