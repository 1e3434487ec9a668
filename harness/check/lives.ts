/**
 * How findings speak of a life of a node that is not its first: a node that was started again remembers nothing, so what
 * it had before is no answer to what it owes now.
 */

import type { History } from './history.ts';
import type { Incarnation } from './incarnation.ts';
import { seconds } from './say.ts';
import type { Whereabouts } from './whereabouts.ts';

/** The node in a sentence, as its subject, and the lines of its end and its new start. */
export interface Life {
  name: string;
  evidence: number[];
}

/** `sinceMs`: when that began which it may have had in an earlier life. */
export function lifeInWords(history: History, life: Incarnation, sinceMs = Infinity): Life {
  const before = lifeBefore(history, life);
  if (!before) return { name: life.node, evidence: [] };
  const memory = life.startedMs > sinceMs ? ' with empty memory' : '';
  const end = before.ending ?? before.exit;
  return {
    name: `${life.node}, started again at ${seconds(life.startedMs)}${memory},`,
    evidence: end ? [end.line, life.startLine] : [life.startLine],
  };
}

/** That the node had the message in an earlier life; nothing where it had not. */
export function hadItBefore(history: History, whereabouts: Whereabouts, life: Incarnation) {
  const held = whereabouts.before(life);
  if (!held) return { text: '', evidence: [] };
  const end = endInWords(held.life);
  const by = end === null ? 'in an earlier life' : `before it ${end}`;
  const ended = held.life === lifeBefore(history, life) ? [] : linesOfEnd(held.life);
  return {
    text: ` It had it at ${seconds(held.sinceMs)}, ${by}.`,
    evidence: [held.line, ...ended],
  };
}

function lifeBefore(history: History, life: Incarnation): Incarnation | undefined {
  return history.incarnations(life.node).findLast(({ boot }) => boot < life.boot);
}

const ENDED: Partial<Record<string, string>> = { kill: 'was killed', stop: 'was stopped' };

function endInWords({ ending, exit }: Incarnation): string | null {
  if (ending) return `${ENDED[ending.fault]} at ${seconds(ending.atMs)}`;
  return exit ? `exited at ${seconds(exit.at)}` : null;
}

function linesOfEnd({ ending, exit }: Incarnation): number[] {
  const end = ending ?? exit;
  return end ? [end.line] : [];
}
