/**
 * The registry of checks, and all of them at once. To add a check, add a file and a line here.
 */

import type { Header, JournalRecord } from '../journal/record.ts';
import type { Expect } from '../topology/model/types.ts';
import { conduct } from './checks/conduct.ts';
import { delivery } from './checks/delivery.ts';
import { duplicates } from './checks/duplicates.ts';
import { integrity } from './checks/integrity.ts';
import { isolation } from './checks/isolation.ts';
import { keepalive } from './checks/keepalive.ts';
import { latency } from './checks/latency.ts';
import { memory } from './checks/memory.ts';
import { verdictOfFindings } from './checks/tally.ts';
import { traffic } from './checks/traffic.ts';
import { History } from './evidence/history.ts';
import type { Check, CheckResult, Verdict } from './explain/finding.ts';

const CHECKS: readonly Check[] = [
  delivery,
  duplicates,
  integrity,
  conduct,
  keepalive,
  traffic,
  latency,
  memory,
  isolation,
];

/** Every check that `expect` asks for, on what the history shows up to `untilMs`. */
export function judge(history: History, expect: Expect, untilMs: number): CheckResult[] {
  return CHECKS.map((check) => check.judge(history, expect, untilMs)).filter((result) => result !== null);
}

/** The verdict over all results: a run in which nothing at all was at stake has tested nothing. */
export function overallVerdict(results: readonly CheckResult[]): Verdict {
  const verdict = verdictOfFindings(results);
  const atStake = results.some((result) => result.check !== 'integrity' && result.obligations > 0);
  return verdict === 'passed' && !atStake ? 'inconclusive' : verdict;
}

/** The history that the records tell; only what had happened, or begun, by `untilMs`, where it is given. */
export function historyFromJournal(records: Iterable<JournalRecord>, untilMs = Infinity): History {
  let history: History | null = null;
  let line = 0;
  for (const record of records) {
    line++;
    if (record.type === 'header') history = new History(record);
    else if (beganMs(record) <= untilMs) history?.add(record, line);
  }
  if (!history) throw new Error('a journal begins with a header');
  return history;
}

/** An overload is recorded when it is over; it excuses what falls into it all the same. */
function beganMs(record: Exclude<JournalRecord, Header>): number {
  return 'fromMs' in record ? record.fromMs : record.at;
}
