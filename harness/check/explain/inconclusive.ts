import type { Finding } from './finding.ts';

/** The same finding, held against nobody: why not comes before its causes, and the lines of the journal that show it behind its evidence. */
export function inconclusive(
  finding: Finding,
  word: 'excused' | 'evidence missing' | 'unlucky' | 'misled',
  why: readonly string[],
  evidence: readonly number[] = [],
): Finding {
  return {
    ...finding,
    word,
    verdict: 'inconclusive',
    cause: [...why, ...finding.cause],
    evidence: [...finding.evidence, ...evidence],
  };
}
