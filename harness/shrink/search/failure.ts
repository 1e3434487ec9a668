/**
 * The way in which a run fails: which checks failed it, and with which words. Nodes, messages and counts are no part of
 * it, since those change as the mesh gets smaller.
 */

import type { Word } from '../../check/explain/finding.ts';
import { joinAsList } from '../../common/wording.ts';
import type { RunResult } from '../../report/result.ts';

export interface FailureSignature {
  /** `delivery: lost`, in order. */
  signs: ReadonlySet<string>;
  /** Whether other signs beside these make it another way. */
  exact: boolean;
}

/** What failed the run, as signs; empty when nothing did. Of the whole run, and of the checks half-way. */
export function failureSigns(result: RunResult, only?: Word): Set<string> {
  const checks = [...result.checks, ...result.halfway.flatMap((half) => half.checks)];
  const signs = checks.flatMap(({ check, findings }) =>
    findings
      .filter(({ verdict, word }) => verdict === 'failed' && (only === undefined || word === only))
      .map(({ word }) => `${check}: ${word}`),
  );
  return new Set(signs.sort());
}

/** With `only`, what else goes wrong is no part of the way. */
export function signatureOf(result: RunResult, only?: Word): FailureSignature {
  return { signs: failureSigns(result, only), exact: only === undefined };
}

/** Whether the run failed with each of these signs, and, unless that does not matter, with no other. */
export function failsAlike(result: RunResult, { signs, exact }: FailureSignature): boolean {
  if (result.verdict !== 'failed' || result.end === 'interrupted') return false;
  const found = failureSigns(result);
  return [...signs].every((sign) => found.has(sign)) && (!exact || found.size === signs.size);
}

/** `delivery: lost and keepalive: false death`. */
export function signatureText({ signs }: FailureSignature): string {
  return joinAsList([...signs]);
}
