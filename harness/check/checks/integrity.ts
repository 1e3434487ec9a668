/**
 * What was delivered is what was injected: nothing made up, changed, or returned to its origin.
 * Words: echo, corrupt, phantom, id reused, and missing evidence.
 */

import { plural, secondsText } from '../../common/wording.ts';
import { isAdapted, whatIsUnseen } from '../../topology/model/sight.ts';
import type { History, Injection, ReportedDelivery } from '../evidence/history.ts';
import type { Incarnation } from '../evidence/incarnation.ts';
import type { Check, Finding } from '../explain/finding.ts';
import { Tally } from './tally.ts';

export const integrity: Check = {
  name: 'integrity',
  judge(history, _expect, untilMs) {
    const tally = new Tally(untilMs);
    const unanswered = [...history.injections.values()].filter((injection) => !injection.injected);
    const digestsUnanswered = new Set(unanswered.map((injection) => injection.digest));
    tally.owed(history.injections.size);
    for (const [message, injections] of history.injectionsByMessage) {
      for (const again of injections.slice(1)) tally.find(idReused(message, injections[0]!, again));
    }
    for (const [message, deliveries] of history.deliveries) {
      const injections = history.injectionsByMessage.get(message);
      for (const delivery of deliveries) {
        const finding = injections
          ? wrongContent(delivery, injections)
          : phantom(delivery, digestsUnanswered);
        if (finding) tally.find(finding);
      }
    }
    for (const incarnation of history.allIncarnations()) {
      if (incarnation.holes.length > 0)
        tally.find(
          isAdapted(history.header.topology, incarnation.node)
            ? unreadLines(incarnation)
            : missingEvidence(incarnation.node, incarnation.boot, incarnation.holes, incarnation.startedMs),
        );
      if (incarnation.unheard) tally.find(unheard(history, incarnation.unheard));
      if (incarnation.jumps.length > 0) tally.find(jumpingClock(incarnation));
      else if (incarnation.vague)
        tally.find(vagueClock(incarnation.node, incarnation.boot, incarnation.vague, incarnation.startedMs));
    }
    for (const { node, boot, lines } of nonsenseByIncarnation(history)) {
      tally.find(nonsense(node, boot, lines));
    }
    const notes = whatIsUnseen(history.header.topology);
    return { ...tally.result('integrity', false), ...(notes.length === 0 ? {} : { notes }) };
  },
};

function idReused(message: string, first: Injection, again: Injection): Finding {
  return {
    word: 'id reused',
    verdict: 'failed',
    atMs: again.injected!.earliestMs,
    node: again.node,
    message,
    text:
      `${again.node} gave its message the id ${message} at ${secondsText(again.injected!.earliestMs)}, which ${first.node} ` +
      `had given to another at ${secondsText(first.injected!.earliestMs)}.`,
    cause:
      again.boot > 1 ? [`It was ${again.node}'s start number ${again.boot}: does its id hold the boot?`] : [],
    evidence: [first.injected!.line, again.injected!.line],
  };
}

function wrongContent(delivery: ReportedDelivery, injections: readonly Injection[]): Finding | null {
  const { node, message, earliestMs, line, digest, via } = delivery;
  const own = injections.find((injection) => injection.node === node && injection.boot === delivery.boot);
  const about = { verdict: 'failed' as const, atMs: earliestMs, node, message };
  if (own) {
    return {
      ...about,
      word: 'echo',
      text: `${node} delivered ${message}, which it had injected itself, at ${secondsText(earliestMs)}.`,
      cause: via === undefined ? [] : [`It reports that it came back from ${via}.`],
      evidence: [own.injected!.line, line],
    };
  }
  if (injections.some((injection) => injection.digest === digest)) return null;
  return {
    ...about,
    word: 'corrupt',
    text: `${node} delivered ${message} with other content than ${injections[0]!.node} injected: digest ${digest} instead of ${injections[0]!.digest}.`,
    cause: via === undefined ? [] : [`It reports that it came from ${via}.`],
    evidence: [injections[0]!.line, line],
  };
}

/**
 * A message under an id that no `injected` named. If an injection with the same content was asked for and
 * went unanswered, the id may be that one's: `conduct` then speaks of the missing answer.
 */
function phantom(delivery: ReportedDelivery, digestsUnanswered: ReadonlySet<string>): Finding | null {
  if (digestsUnanswered.has(delivery.digest)) return null;
  const { node, message, earliestMs, line, via } = delivery;
  return {
    word: 'phantom',
    verdict: 'failed',
    atMs: earliestMs,
    node,
    message,
    text: `${node} delivered ${message} at ${secondsText(earliestMs)}, which nobody was asked to inject.`,
    cause: via === undefined ? [] : [`It reports that it came from ${via}.`],
    evidence: [line],
  };
}

/** What follows from it is not judged, so it accuses nobody. */
function evidenceMissing(node: string, atMs: number, text: string, why: string, evidence: number[]): Finding {
  return { word: 'evidence missing', verdict: 'inconclusive', atMs, node, text, cause: [why], evidence };
}

function missingEvidence(node: string, boot: number, holes: readonly number[], atMs: number): Finding {
  return evidenceMissing(
    node,
    atMs,
    `Events of ${node} (start ${boot}) are missing: \`seq\` did not count up by one, ${plural(holes.length, 'time')}.`,
    'Either the program skips numbers, or lines were lost on the way.',
    holes.slice(0, 5),
  );
}

function unreadLines({ node, boot, holes, startedMs }: Incarnation): Finding {
  return evidenceMissing(
    node,
    startedMs,
    `Lines of ${node} (start ${boot}) were not whole, ${plural(holes.length, 'time')}: what they said is not known.`,
    'A line is read up to 256 KiB, and a log that is emptied in place (copytruncate) has lost lines. Can the program be told to write less, or its log to be renamed?',
    holes.slice(0, 5),
  );
}

function unheard(history: History, { node, boot, at, line }: NonNullable<Incarnation['unheard']>): Finding {
  const isItsLog = isAdapted(history.header.topology, node);
  return evidenceMissing(
    node,
    at,
    `${node} (start ${boot}) flooded its ${isItsLog ? 'log' : 'stdout'}: by ${secondsText(at)} it had written far more than there can be to say. The rest was not read.`,
    isItsLog
      ? 'Can the program be told to log less?'
      : 'Standard output is for events alone, one for each thing that happened; a log belongs on standard error.',
    [line],
  );
}

function vagueClock(
  node: string,
  boot: number,
  { line, errMs }: { line: number; errMs: number },
  atMs: number,
): Finding {
  return evidenceMissing(
    node,
    atMs,
    `When things happened at ${node} (start ${boot}) is known only to within ${secondsText(errMs)}: its clock cannot be followed.`,
    'Are its `t` Unix milliseconds, of the moment of the event, on a clock that runs evenly? Else its `pong` comes very late.',
    [line],
  );
}

function jumpingClock({ node, boot, jumps }: Incarnation): Finding {
  const { at, jumpMs } = jumps[0]!;
  const more = jumps.length === 1 ? '' : `, the first of ${jumps.length} times`;
  return evidenceMissing(
    node,
    at,
    `The clock of ${node} (start ${boot}) jumped by ${secondsText(jumpMs)} or more, which was seen at ${secondsText(at)}${more}: when things happened there is not known.`,
    '`t` is of a clock that never goes back. The system clock is set by people and by time services; most languages have a monotonic one beside it.',
    jumps.slice(0, 5).map(({ line }) => line),
  );
}

function nonsenseByIncarnation(history: History) {
  const byIncarnation = new Map<string, { node: string; boot: number; lines: History['nonsense'] }>();
  for (const record of history.nonsense) {
    const key = `${record.node} ${record.boot}`;
    const known = byIncarnation.get(key);
    if (known) known.lines.push(record);
    else byIncarnation.set(key, { node: record.node, boot: record.boot, lines: [record] });
  }
  return byIncarnation.values();
}

function nonsense(node: string, boot: number, lines: History['nonsense']): Finding {
  const first = lines[0]!;
  return evidenceMissing(
    node,
    first.at,
    `${node} (start ${boot}) wrote on stdout what is no event of the contract, ${plural(lines.length, 'time')}; first: ${JSON.stringify(first.text.slice(0, 120))}.`,
    'Standard output is for events alone, one JSON object a line; anything else belongs on standard error.',
    lines.slice(0, 5).map((record) => record.line),
  );
}
