/**
 * The first line of a report: the sentence a colleague would say.
 */

import type { CheckResult, Finding, Verdict } from '../check/explain/finding.ts';
import { joinAsList, plural } from '../common/wording.ts';
import { countMetObligations } from './check-figures.ts';
import { durationText } from './phrases.ts';
import { shellWord, toPrintableLine } from './printable.ts';
import type { RunResult } from './result.ts';
import { WORD_ORDER, WORDS } from './words.ts';

const LONG_CHARACTERS = 100;

/** The sentence after `passed: ring — `, and the word before it, which is not the verdict for a run cut short. */
export function verdictHeadline(result: RunResult): string {
  const word = result.end === 'interrupted' ? 'interrupted' : result.verdict;
  return `${word}: ${toPrintableLine(result.name)} — ${sentence(result)}`;
}

function sentence(result: RunResult): string {
  const findings = allFindings(result);
  if (result.end === 'interrupted') return interruptedSentence(result, findings);
  if (result.verdict === 'passed') return figuresSentence(result);
  const wrong = findings.filter((finding) => finding.verdict === result.verdict);
  const [first] = wrong;
  if (first === undefined)
    return result.end === 'decided' ? notDecided(result) : toPrintableLine(result.endText);
  const said = wrong.length === 1 ? toPrintableLine(firstClause(first.text)) : countsOf(wrong);
  return result.verdict === 'failed' ? said : `nothing failed for certain, but: ${said}`;
}

/** The last word on overload comes with the end, and puts off what had been decided by then. */
function notDecided({ checks }: RunResult): string {
  const pending = checks.reduce((sum, check) => sum + check.pending, 0);
  if (pending === 0) return 'the run tested nothing: no check met anything that could have failed';
  return `nothing failed, but ${plural(pending, 'obligation')} that overload put off could not be decided`;
}

/** What a long finding says before it explains itself; all of it stands under the headline. */
function firstClause(text: string): string {
  if (text.length < LONG_CHARACTERS) return text.replace(/\.$/, '');
  return text.split(/[:;.] /, 1).join('');
}

function interruptedSentence(result: RunResult, findings: readonly Finding[]): string {
  const failed = findings.filter((finding) => finding.verdict === 'failed');
  const until = failed.length === 0 ? 'nothing was wrong' : countsOf(failed);
  return `after ${durationText(result.figures.scenarioMs)}; until then ${until}`;
}

function figuresSentence(result: RunResult): string {
  const { nodes, messages, deliveries, latencyP50Ms, latencyP99Ms } = result.figures;
  const parts = [plural(nodes, 'node'), plural(messages, 'message'), deliveriesOf(result)];
  if (deliveries > 0) parts.push(`p50 ${durationText(latencyP50Ms)}, p99 ${durationText(latencyP99Ms)}`);
  return parts.join(', ');
}

/** `108 of 108 deliveries` where deliveries were owed, otherwise what there was. */
function deliveriesOf(result: RunResult): string {
  const delivery = result.checks.find((check) => check.check === 'delivery');
  if (delivery === undefined || delivery.obligations === 0) {
    return plural(result.figures.deliveries, 'delivery', 'deliveries');
  }
  return `${countMetObligations(delivery)} of ${plural(delivery.obligations, 'delivery', 'deliveries')}`;
}

/** `3 deliveries lost and 1 node crashed`. */
function countsOf(findings: readonly Finding[]): string {
  const parts = WORD_ORDER.flatMap((word) => {
    const n = findings.filter((finding) => finding.word === word).length;
    return n === 0 ? [] : [WORDS[word].phrase(n)];
  });
  return joinAsList(parts);
}

/** Of the whole run and of the halfway checks; what both found is said once. */
export function allFindings(result: RunResult): Finding[] {
  const seen = new Set<string>();
  const checks = [...result.checks, ...result.halfway.flatMap((half) => half.checks)];
  return checks
    .flatMap((check) => check.findings)
    .filter((finding) => {
      const key = JSON.stringify([
        finding.word,
        finding.node,
        finding.neighbour,
        finding.message,
        finding.text,
      ]);
      return seen.has(key) ? false : seen.add(key);
    });
}

export function worstVerdict(checks: readonly CheckResult[]): Verdict {
  if (checks.some((check) => check.verdict === 'failed')) return 'failed';
  return checks.some((check) => check.verdict === 'inconclusive') ? 'inconclusive' : 'passed';
}

/** What a shell needs to run this very mesh again. */
export function againCommand(
  { file, set = [], seed, runtime }: Pick<RunResult, 'file' | 'set' | 'seed' | 'runtime'>,
  program: string,
): string {
  if (file === undefined) return `the same topology with seed ${seed}`;
  const settings = set.map((setting) => ` --set ${toPrintableLine(shellWord(setting))}`).join('');
  return `${program} run ${toPrintableLine(shellWord(file))}${settings} --seed ${seed} --runtime ${runtime}`;
}
