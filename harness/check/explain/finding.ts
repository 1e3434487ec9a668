/**
 * Checks: journal in, verdict with evidence out. docs/verdicts.md says what each word means; the registry is
 * `../judge.ts`, and each check is a file of `checks/`.
 */

import type { Expect } from '../../topology/model/types.ts';
import type { History } from '../evidence/history.ts';

export type Verdict = 'passed' | 'failed' | 'inconclusive';

export type CheckName =
  | 'delivery'
  | 'duplicates'
  | 'integrity'
  | 'conduct'
  | 'keepalive'
  | 'traffic'
  | 'latency'
  | 'memory'
  | 'isolation';

/** The words of the verdict table, and those that building it showed to be missing there. */
export type Word =
  | 'late'
  | 'lost'
  | 'duplicate'
  | 'echo'
  | 'corrupt'
  | 'phantom'
  | 'id reused'
  | 'unanswered'
  | 'not done'
  | 'refused'
  | 'not refused'
  | 'crashed'
  | 'not ready'
  | 'false death'
  | 'false life'
  | 'missed death'
  | 'missed return'
  | 'too few deliveries'
  | 'too many copies'
  | 'too slow'
  | 'too much memory'
  | 'miscounted'
  | 'answered a stranger'
  | 'leaked'
  | 'unlucky'
  | 'misled'
  | 'excused'
  | 'evidence missing'
  | 'tested nothing';

/** One thing that went wrong, or could not be told. */
export interface Finding {
  word: Word;
  verdict: 'failed' | 'inconclusive';
  atMs: number;
  /** The node accused. */
  node?: string;
  /** The neighbour it is about. */
  neighbour?: string;
  message?: string;
  /** One sentence that a colleague would write. */
  text: string;
  /** Why, as far as the journal tells; each a sentence. */
  cause: string[];
  /** Lines of the journal, from 1, that show it. */
  evidence: number[];
}

export interface CheckResult {
  check: CheckName;
  asked: boolean;
  verdict: Verdict;
  /** How many things were owed, and so could have failed. */
  obligations: number;
  /** How many are not decided yet, and when the last of them will be. */
  pending: number;
  pendingUntilMs: number;
  findings: Finding[];
  /** Numbers worth printing: counts and milliseconds. */
  figures: Record<string, number>;
  /** Sentences that explain and accuse nobody, such as why something was not owed. */
  notes?: string[];
}

/** Something that the run was not, and that accuses nobody: a fault that met nothing. */
export interface Note {
  atMs: number;
  /** One sentence. */
  text: string;
  /** Lines of the journal, from 1, that show it. */
  evidence: number[];
}

export interface Check {
  name: CheckName;
  /** Judges what the journal shows up to `untilMs`. Null when `expect` does not ask for this check. */
  judge(history: History, expect: Expect, untilMs: number): CheckResult | null;
}
