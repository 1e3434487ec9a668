/**
 * From the journal to the one result: that of a run just ended, and that of an old journal read again.
 */

import { deliveryLatencies, quantile } from '../check/checks/latency.ts';
import { faultsThatMetNothing } from '../check/checks/met-nothing.ts';
import { noteObligationsTakenByFaults } from '../check/checks/taken.ts';
import { verdictOfFindings } from '../check/checks/tally.ts';
import { countCopies } from '../check/checks/traffic.ts';
import type { History } from '../check/evidence/history.ts';
import type { CheckResult, Note, Verdict } from '../check/explain/finding.ts';
import { notesOfRefusedPackets } from '../check/explain/refusals.ts';
import { notesOfStoppedAttacks } from '../check/explain/stopped-attacks.ts';
import { notesOfUnlinkedTraffic } from '../check/explain/unlinked.ts';
import { historyFromJournal, judge, overallVerdict } from '../check/judge.ts';
import type { Header, JournalRecord, RecordOf } from '../journal/record.ts';
import { givenTexts } from '../topology/model/given.ts';
import type { Expect } from '../topology/model/types.ts';
import type { RunResult } from './result.ts';

export interface OutcomeInputs {
  /** The topology file, as the user named it. */
  file?: string;
  /** What was set in it. */
  set?: readonly string[];
  /** Where the evidence lies. */
  out?: string;
  /** What is in the capture beside the journal. */
  captured?: RunResult['captured'];
  /** What must hold, in place of what the topology of the journal says. */
  expect?: Expect;
  /** Why the journal has no end; see `ReadJournal`. */
  cut?: { text: string } | null;
}

/** What is due shortly before a cut may have been done, and told in the lines that are missing. */
const UNTOLD_MS = 1000;

/**
 * Judges the whole journal, and what had happened by each `expect` step. The first record is the header. `history` is what
 * all records tell, if that is there already.
 */
export function judgeRecords(
  records: readonly JournalRecord[],
  circumstances: OutcomeInputs = {},
  history = historyFromJournal(records),
): RunResult {
  const { file, set, out, cut, captured } = circumstances;
  const { topology, run, runtime } = history.header;
  const expect = circumstances.expect ?? topology.expect;
  const endMs = history.end?.at ?? Math.max(0, lastMs(records) - UNTOLD_MS);
  const checks = judge(history, expect, endMs).map((check) =>
    noteObligationsTakenByFaults(history, check, expect),
  );
  const halfway = history.steps.flatMap((step) => {
    if (!('expect' in step) || step.atMs > endMs) return [];
    return [
      { atMs: step.atMs, checks: judge(historyFromJournal(records, step.atMs), step.expect, step.atMs) },
    ];
  });
  const ending = endingOf(history.end, cut, checks, circumstances.expect !== undefined);
  const notes = [
    ...(ending.reason === 'decided' ? notesOn(history, expect) : []),
    ...notesOfRefusedPackets(history),
    ...notesOfStoppedAttacks(history),
    ...notesOfUnlinkedTraffic(history),
  ];
  const times = deliveryLatencies(history, expect.delivery?.withinMs ?? 0).likely;
  const copies = countCopies(history)?.copies;
  return {
    name: topology.name,
    ...(file === undefined ? {} : { file }),
    ...(set === undefined ? {} : { set }),
    run,
    seed: topology.seed,
    runtime,
    end: ending.reason,
    endText: ending.text,
    verdict: verdictAtEnd(checks, halfway, ending.reason),
    checks,
    halfway,
    ...givenIn(history.header),
    ...(notes.length === 0 ? {} : { notes }),
    figures: {
      nodes: topology.nodes.length,
      links: topology.links.length,
      messages: history.injectionsByMessage.size,
      deliveries: history.deliveryCount,
      latencyP50Ms: quantile(times, 0.5) ?? 0,
      latencyP99Ms: quantile(times, 0.99) ?? 0,
      latencyMaxMs: times.at(-1) ?? 0,
      copiesPerDelivery: copies === undefined ? null : Math.round(copies * 1000) / 1000,
      unreachable: checks.find(({ check }) => check === 'delivery')?.figures.unreachable ?? 0,
      startMs: Math.max(0, startMs(records) - (history.warmUp?.forMs ?? 0)),
      scenarioMs: history.end?.at ?? Math.max(0, lastMs(records)),
      journalRecords: records.length,
    },
    ...(history.warmUp === null ? {} : { warmUp: warmUpOf(history.warmUp) }),
    ...(out === undefined ? {} : { out }),
    ...(captured === undefined ? {} : { captured }),
  };
}

function givenIn({ topology, runtime }: Header): Pick<RunResult, 'given' | 'notGiven'> {
  const texts = givenTexts(topology);
  if (texts.length === 0) return {};
  return runtime === 'docker' ? { given: texts } : { notGiven: texts };
}

/** What the run was not, by all that it is judged by. What was not decided may have met something yet. */
function notesOn(history: History, expect: Expect): Note[] {
  const halfway = history.steps.flatMap((step) => ('expect' in step ? [step.expect] : []));
  return faultsThatMetNothing(history, [expect, ...halfway]);
}

type Ending = { reason: RunResult['end']; text: string };

/** By new expectations, more may be owed than the run had waited for. */
function endingOf(
  end: Ending | null,
  cut: OutcomeInputs['cut'],
  checks: readonly CheckResult[],
  isJudgedAnew: boolean,
): Ending {
  if (end === null) return { reason: 'cut', text: cut?.text ?? 'the journal has no end' };
  const pending = checks.reduce((sum, check) => sum + check.pending, 0);
  if (!isJudgedAnew || pending === 0 || end.reason !== 'decided')
    return { reason: end.reason, text: end.text };
  const text = `the run ended with ${pending} obligations undecided that only these expectations ask for`;
  return { reason: 'cut', text };
}

/** What is not known is not passed: a run that did not come to its end is inconclusive at best. */
function verdictAtEnd(
  checks: readonly CheckResult[],
  halfway: readonly { checks: CheckResult[] }[],
  end: RunResult['end'],
): Verdict {
  const halves = halfway.map((half) => ({ verdict: verdictOfFindings(half.checks) }));
  const verdict = verdictOfFindings([{ verdict: overallVerdict(checks) }, ...halves]);
  // The last word on overload may come with the end itself, and put off what had been decided.
  const isDecided = end === 'decided' && checks.every(({ pending }) => pending === 0);
  return verdict === 'passed' && !isDecided ? 'inconclusive' : verdict;
}

function warmUpOf({ forMs, met, possible, end }: RecordOf<'warm-up'>): NonNullable<RunResult['warmUp']> {
  return { forMs, met, possible, end };
}

/** From the first start to the scenario's. */
function startMs(records: readonly JournalRecord[]): number {
  const first = records.find((record) => record.type === 'start');
  return first === undefined ? 0 : Math.max(0, -first.at);
}

function lastMs(records: readonly JournalRecord[]): number {
  return Math.max(...lastFew(records).map((record) => record.at));
}

/** Records stand nearly in order of time, so the latest moment is among the last. */
function lastFew(records: readonly JournalRecord[]): Exclude<JournalRecord, Header>[] {
  const timed = records.slice(-100).filter((record) => record.type !== 'header');
  return timed.length > 0 ? timed : [{ type: 'end', at: 0, reason: 'broken', text: '' }];
}
