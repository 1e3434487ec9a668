/**
 * What is asked of a mesh that is held, answered as lines.
 */

import { plural, secondsText } from '../common/wording.ts';
import { durationText } from '../report/phrases.ts';
import { toPrintableLine } from '../report/printable.ts';
import type { NodePhase } from '../scenario/nodes/node-handle.ts';
import { nodeListText } from '../topology/model/words.ts';
import type { LiveSession } from './session.ts';

const STATES: readonly NodePhase[] = ['ready', 'starting', 'paused', 'ended'];

/** A line for each state that nodes are in, however many they are. */
export function nodesText({ mesh }: LiveSession): string {
  const lines = STATES.flatMap((state) => {
    const names = mesh.nodes.filter((node) => node.state === state).map(({ name }) => name);
    return names.length === 0 ? [] : [`  ${state.padEnd(8)}  ${names.length}: ${nodeListText(names, 12)}`];
  });
  return lines.join('\n');
}

/** `n1-1-1  from n1 at 0.203 s: 4 of 5 others, the last after 2.1 ms`. */
export function messagesText(session: LiveSession): string {
  if (session.messages.length === 0) return '  no message yet';
  const others = session.topology.nodes.length - 1;
  const lines = session.messages.map((message) => {
    const receipts = session.receipts(message);
    const reached = new Set(receipts.map(({ node }) => node)).size;
    const last = receipts.at(-1);
    const took = last === undefined ? '' : `, the last after ${durationText(last.afterMs)}`;
    return `  ${toPrintableLine(message.id)}  from ${message.from} at ${secondsText(message.atMs)}: ${reached} of ${plural(others, 'other')}${took}`;
  });
  return lines.join('\n');
}
