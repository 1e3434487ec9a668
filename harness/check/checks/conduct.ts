/**
 * The nodes do what the contract asks of them. Words: unanswered, refused, not refused, crashed, not ready, miscounted,
 * answered a stranger, and missing evidence of a node's end.
 */

import { plural, secondsText } from '../../common/wording.ts';
import { isAdapted } from '../../topology/model/sight.ts';
import type { History, Injection } from '../evidence/history.ts';
import type { Complaint, Incarnation } from '../evidence/incarnation.ts';
import { intervalContaining } from '../evidence/interval.ts';
import { excuseByOverload, unlessClocksJumped, unlessEventsAreMissing } from '../explain/excuse.ts';
import type { Check, Finding } from '../explain/finding.ts';
import { findOutsideInterference } from '../explain/interference.ts';
import { miscounts } from './miscounted.ts';
import { judgeAttacks } from './strangers.ts';
import { Tally } from './tally.ts';

/** How long a node may take to answer `inject`. */
const ANSWER_WITHIN_MS = 1000;
/** How much overload in that second explains a missing answer. */
const EXPLAINS_SILENCE_MS = 500;

/** How much of what a node says is repeated. */
const MOST_QUOTED = 3;
const LONGEST_QUOTE = 300;

export const conduct: Check = {
  name: 'conduct',
  judge(history, _expect, untilMs) {
    const tally = new Tally(untilMs);
    for (const injection of history.injections.values()) judgeAnswer(history, injection, tally);
    for (const incarnation of history.allIncarnations()) {
      if (incarnation.crashed) tally.find(crashed(incarnation));
      if (incarnation.wasLostSightOf) tally.find(lostSightOf(incarnation));
      for (const finding of findOutsideInterference(incarnation)) tally.find(finding);
    }
    for (const each of history.notDone) tally.find(notDone(each));
    judgeAttacks(history, tally);
    for (const finding of miscounts(history)) tally.find(finding);
    for (const silence of history.silences) tally.find(judgeSilence(history, silence));
    return tally.result('conduct', false);
  },
};

function judgeAnswer(history: History, injection: Injection, tally: Tally): void {
  const { node, boot, sentMs, injected, refusal } = injection;
  const dueMs = sentMs + ANSWER_WITHIN_MS;
  if (injected && injection.answer === 'refused') {
    tally.owed();
    tally.find(notRefused(injection, injected));
    return;
  }
  if (injected && injected.earliestMs <= dueMs) return;
  if (refusal && !injected) {
    if (injection.answer !== 'refused') tally.find(refused(injection, refusal));
    else tally.owed();
    return;
  }
  const incarnation = history.incarnation(node, boot);
  if (!incarnation || tally.waitsFor(dueMs)) return;
  if (!intervalContaining(incarnation.surelyUp(), sentMs, dueMs)) {
    // How a crash ended it is said elsewhere.
    const isOver = !incarnation.crashed && !incarnation.wasLostSightOf;
    if (!injected && isOver && !reachedSomebody(history, injection)) tally.find(cutOff(injection));
    return;
  }
  const finding = unanswered(injection);
  const toMs = injected?.latestMs ?? dueMs;
  const neededMs = injected
    ? Math.min(EXPLAINS_SILENCE_MS, injected.earliestMs - dueMs)
    : EXPLAINS_SILENCE_MS;
  const circumstances = { nodes: [node], fromMs: sentMs, toMs, neededMs };
  const excused = unlessEventsAreMissing(
    excuseByOverload(history, finding, circumstances),
    incarnation.missing,
  );
  tally.find(unlessClocksJumped(history, excused, [node]));
}

function unanswered({ node, ref, sentMs, injected, line }: Injection): Finding {
  const what = injected
    ? `answered \`inject\` ${ref} only at ${secondsText(injected.earliestMs)}`
    : `never answered \`inject\` ${ref}`;
  return {
    word: 'unanswered',
    verdict: 'failed',
    atMs: sentMs + ANSWER_WITHIN_MS,
    node,
    text: `${node} ${what}, sent at ${secondsText(sentMs)}: \`injected\` or \`error\` was due within ${secondsText(ANSWER_WITHIN_MS)}.`,
    cause: injected
      ? []
      : [
          'Consistent with a program that ignores `inject`, is stuck, has closed its stdout, or answers with another `ref`.',
        ],
    evidence: injected ? [line, injected.line] : [line],
  };
}

function notDone({ at, node, text, ref, line }: History['notDone'][number]): Finding {
  return {
    word: 'not done',
    verdict: 'inconclusive',
    atMs: at,
    ...(node === null ? {} : { node }),
    text: `The injection ${ref} was not done at ${secondsText(at)}: ${text}.`,
    cause: ['So the run has tested less than the file asks for.'],
    evidence: [line],
  };
}

/** Told by its content, for nobody has said how it is called. */
function reachedSomebody(history: History, { digest }: Injection): boolean {
  for (const deliveries of history.deliveries.values())
    if (deliveries.some((delivery) => delivery.digest === digest)) return true;
  return false;
}

/** Stopped, killed or paused before it answered: the message has reached nobody, as far as anybody knows. */
function cutOff({ node, ref, sentMs, line }: Injection): Finding {
  return {
    word: 'not done',
    verdict: 'inconclusive',
    atMs: sentMs,
    node,
    text: `${node} was ended or paused before it answered \`inject\` ${ref}, sent at ${secondsText(sentMs)}.`,
    cause: ['So the run has tested less than the file asks for.'],
    evidence: [line],
  };
}

function refused(
  { node, sentMs, line, answer }: Injection,
  refusal: { text: string; line: number },
): Finding {
  const mustTake = answer === 'accepted';
  return {
    word: 'refused',
    verdict: mustTake ? 'failed' : 'inconclusive',
    atMs: sentMs,
    node,
    text: `${node} refused a message that the scenario injects at ${secondsText(sentMs)}: ${refusal.text}`,
    cause: [
      mustTake
        ? 'The file says that it must be accepted.'
        : 'What the file asks for did not happen, so the run says nothing about that message.',
    ],
    evidence: [line, refusal.line],
  };
}

function notRefused({ node, sentMs, line, message }: Injection, injected: { line: number }): Finding {
  return {
    word: 'not refused',
    verdict: 'failed',
    atMs: sentMs,
    node,
    ...(message === null ? {} : { message }),
    text: `${node} took a message at ${secondsText(sentMs)}, as ${message}, that it had to refuse.`,
    cause: ['The file says that it must be refused. Does the program check what it can carry?'],
    evidence: [line, injected.line],
  };
}

function crashed(incarnation: Incarnation): Finding {
  const exit = incarnation.exit!;
  const complaints = incarnation.readyMs === null ? incarnation.complaints : [];
  const how =
    exit.exit.signal === null ? `with code ${exit.exit.code ?? 'unknown'}` : `by ${exit.exit.signal}`;
  return {
    word: 'crashed',
    verdict: 'failed',
    atMs: exit.at,
    node: incarnation.node,
    text: `${incarnation.node} exited ${how} at ${secondsText(exit.at)} (start ${incarnation.boot}), and no step had asked it to.`,
    cause: [
      ...quoted(complaints),
      exit.lastWords.length === 0
        ? 'It said nothing on standard error.'
        : `Its last words on standard error: ${exit.lastWords.join(' | ')}`,
    ],
    evidence: [incarnation.startLine, ...linesOf(complaints), exit.line],
  };
}

function lostSightOf({ node, boot, exit, startLine }: Incarnation): Finding {
  return {
    word: 'evidence missing',
    verdict: 'inconclusive',
    atMs: exit!.at,
    node,
    text: `The connection to ${node} (start ${boot}) broke at ${secondsText(exit!.at)}: whether it exited, and how, is not known.`,
    cause: ['Consistent with an engine that was stopped or restarted. Does it answer? See `meshbed doctor`.'],
    evidence: [startLine, exit!.line],
  };
}

/** Overload for as much as half of its time explains that a node did not get there. */
function judgeSilence(history: History, silence: History['silences'][number]): Finding {
  const { node, boot, at, awaited, patienceMs } = silence;
  const circumstances = { nodes: [node], fromMs: at - patienceMs, toMs: at, neededMs: patienceMs / 2 };
  const incarnation = history.incarnation(node, boot);
  if (awaited === 'exit') return excuseByOverload(history, notReady(silence, [], false), circumstances);
  const excused = excuseByOverload(
    history,
    notReady(silence, incarnation?.complaints ?? [], isAdapted(history.header.topology, node)),
    circumstances,
  );
  return unlessEventsAreMissing(excused, incarnation?.missing ?? []);
}

const AWAITED = {
  idle: { word: 'not ready', text: 'did not say `idle` after its start' },
  ready: { word: 'not ready', text: 'did not say `ready` after `configure`' },
  exit: { word: 'unanswered', text: 'did not exit after `stop`' },
} as const;

function notReady(
  { node, boot, at, awaited, patienceMs, line }: History['silences'][number],
  complaints: readonly Complaint[],
  isItsLog: boolean,
): Finding {
  const { word, text } = AWAITED[awaited];
  const cause =
    awaited === 'exit'
      ? 'It was killed instead.'
      : isItsLog
        ? 'Does the condition of `ready` ever hold? What the program wrote is in its log.'
        : 'Does the program speak the node contract on standard input and output?';
  return {
    word,
    verdict: 'failed',
    atMs: at,
    node,
    text: `${node} (start ${boot}) ${text} within ${secondsText(patienceMs)}.`,
    cause: complaints.length > 0 ? quoted(complaints) : [cause],
    evidence: [line, ...linesOf(complaints)],
  };
}

/** What a node itself says of why it does not start. */
function quoted(complaints: readonly Complaint[]): string[] {
  const more = complaints.length - MOST_QUOTED;
  return [
    ...complaints
      .slice(0, MOST_QUOTED)
      .map(({ code, text }) => `It said \`error\` ${code}: ${shortened(text)}`),
    ...(more > 0 ? [`It said \`error\` ${plural(more, 'more time')}.`] : []),
  ];
}

function linesOf(complaints: readonly Complaint[]): number[] {
  return complaints.slice(0, MOST_QUOTED).map(({ line }) => line);
}

function shortened(text: string): string {
  return text.length <= LONGEST_QUOTE ? text : `${text.slice(0, LONGEST_QUOTE)}…`;
}
