/**
 * The report for programs: one JSON object whose shape only grows. `version` changes when a field is taken
 * away or means something else.
 */

import { VERSION } from '../common/version.ts';
import type { RunResult } from './result.ts';

export const RESULT_VERSION = 1;

/** The object that `result.json` holds and `--json` prints. */
export function resultJson(result: RunResult): Record<string, unknown> {
  return {
    version: RESULT_VERSION,
    meshbed: VERSION,
    name: result.name,
    ...(result.file === undefined ? {} : { file: result.file }),
    ...(result.set === undefined ? {} : { set: result.set }),
    run: result.run,
    seed: result.seed,
    runtime: result.runtime,
    verdict: result.verdict,
    end: { reason: result.end, text: result.endText },
    figures: result.figures,
    checks: result.checks,
    halfway: result.halfway,
    ...(result.given === undefined ? {} : { given: result.given }),
    ...(result.notGiven === undefined ? {} : { notGiven: result.notGiven }),
    ...(result.notes === undefined ? {} : { notes: result.notes }),
    ...(result.out === undefined ? {} : { out: result.out }),
    ...(result.captured === undefined ? {} : { captured: result.captured }),
  };
}
