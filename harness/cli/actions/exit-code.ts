/**
 * The exit code when there is more than one result: the one that the caller must act on first.
 */

import { EXIT } from '../../common/errors.ts';
import type { RunResult } from '../../report/result.ts';

/** meshbed itself went wrong (EX_SOFTWARE): no verdict on anybody. */
export const EXIT_BUG = 70;

/** From the worst: 130, 70, 3, 2, 1, 4, 0. A failure is certain, so it outranks what could not be told. */
const WORST_FIRST = [
  EXIT.interrupted,
  EXIT_BUG,
  EXIT.noEngine,
  EXIT.badInput,
  EXIT.failed,
  EXIT.inconclusive,
  EXIT.passed,
];

export function worstExit(codes: readonly number[]): number {
  return WORST_FIRST.find((code) => codes.includes(code)) ?? EXIT.passed;
}

export function exitCodeOfResult(result: RunResult): number {
  return result.end === 'interrupted' ? EXIT.interrupted : EXIT[result.verdict];
}
