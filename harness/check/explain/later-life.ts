/**
 * How findings speak of a life of a node that is not its first: a node that was started again remembers nothing, so what
 * it had before is no answer to what it owes now.
 */

import { secondsText } from '../../common/wording.ts';
import type { History } from '../evidence/history.ts';
import type { Incarnation } from '../evidence/incarnation.ts';
import type { Whereabouts } from '../evidence/whereabouts.ts';

/** The node in a sentence, as its subject, and the lines of its end and its new start. */
export interface IncarnationName {
  name: string;
  evidence: number[];
}

/** `sinceMs`: when that began which it may have had in an earlier life. */
export function incarnationInWords(
  history: History,
  incarnation: Incarnation,
  sinceMs = Infinity,
): IncarnationName {
  const before = incarnationBefore(history, incarnation);
  if (!before) return { name: incarnation.node, evidence: [] };
  const memory = incarnation.startedMs > sinceMs ? ' with empty memory' : '';
  const end = before.ending ?? before.exit;
  return {
    name: `${incarnation.node}, started again at ${secondsText(incarnation.startedMs)}${memory},`,
    evidence: end ? [end.line, incarnation.startLine] : [incarnation.startLine],
  };
}

/** That the node had the message in an earlier life; nothing where it had not. */
export function earlierDeliveryInWords(history: History, whereabouts: Whereabouts, incarnation: Incarnation) {
  const held = whereabouts.before(incarnation);
  if (!held) return { text: '', evidence: [] };
  const end = endInWords(held.incarnation);
  const by = end === null ? 'in an earlier life' : `before it ${end}`;
  const ended =
    held.incarnation === incarnationBefore(history, incarnation) ? [] : linesOfEnd(held.incarnation);
  return {
    text: ` It had it at ${secondsText(held.sinceMs)}, ${by}.`,
    evidence: [held.line, ...ended],
  };
}

function incarnationBefore(history: History, incarnation: Incarnation): Incarnation | undefined {
  return history.incarnations(incarnation.node).findLast(({ boot }) => boot < incarnation.boot);
}

const ENDED: Partial<Record<string, string>> = { kill: 'was killed', stop: 'was stopped' };

function endInWords({ ending, exit }: Incarnation): string | null {
  if (ending) return `${ENDED[ending.fault]} at ${secondsText(ending.atMs)}`;
  return exit ? `exited at ${secondsText(exit.at)}` : null;
}

function linesOfEnd({ ending, exit }: Incarnation): number[] {
  const end = ending ?? exit;
  return end ? [end.line] : [];
}
