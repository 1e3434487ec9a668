/**
 * Sockets that overflowed: what the kernel dropped for a node is a cause of whatever the node did not hear, and an excuse where others
 * than its neighbours have sent it more than it could take.
 */

import { plural, secondsText } from '../../common/wording.ts';
import type { History } from '../evidence/history.ts';
import { overflowsDuring } from '../evidence/overflows.ts';
import { sumOf } from '../evidence/relayed.ts';
import type { Finding } from './finding.ts';
import { inconclusive } from './inconclusive.ts';

/** Sockets are looked at twice a second, so what they lost is reported so much later. */
export const OVERFLOW_TOLD_MS = 1_000;
/** A link may hand a datagram over twice. */
const COPIES = 2;

/** The same finding with the overflows of these nodes as a cause; inconclusive where somebody else's datagrams were most of them. */
export function withOverflows(
  history: History,
  finding: Finding,
  nodes: readonly string[],
  fromMs: number,
  toMs: number,
): Finding {
  return nodes.reduce((each, node) => withOverflowsOf(history, each, node, fromMs, toMs), finding);
}

function withOverflowsOf(
  history: History,
  finding: Finding,
  node: string,
  fromMs: number,
  toMs: number,
): Finding {
  const overflows = overflowsDuring(history, node, fromMs, toMs);
  if (overflows.length === 0) return finding;
  const dropped = sumOf(overflows.map((overflow) => overflow.dropped));
  const said = overflowInWords(node, dropped);
  const cause = finding.cause.includes(said) ? finding.cause : [said, ...finding.cause];
  const evidence = [...new Set([...finding.evidence, ...overflows.slice(0, 3).map(({ line }) => line)])];
  const explained = { ...finding, cause, evidence };
  const sent = mostSentTo(history, node);
  if (finding.verdict !== 'failed' || sent === null || dropped <= sent) return explained;
  const why =
    `Others flooded it (it would count as "${finding.word}" otherwise): by ${secondsText(overflows.at(-1)!.atMs)} ${plural(dropped, 'datagram')} had found ` +
    `the socket of ${node} full, and no more than ${sent} can have come from its neighbours and from steps in the whole run.`;
  return inconclusive(explained, 'excused', [why]);
}

export function overflowInWords(node: string, dropped: number): string {
  return `The kernel dropped ${plural(dropped, 'datagram')} for ${node} in that time, because its socket was full.`;
}

/** What can have come to a node in the whole run, by links, without them and by attacks; null where a link goes straight, and nobody counted. */
function mostSentTo(history: History, node: string): number | null {
  const directions = [
    ...(history.directionsTo.get(node) ?? []),
    ...(history.allDirections.unlinkedTo.get(node) ?? []),
  ];
  if (directions.some(({ samples }) => samples.length === 0)) return null;
  const offered = sumOf(directions.map(({ samples }) => samples.at(-1)!.offered));
  const attacks = history.steps.map((step) =>
    step.verb === 'attack' && step.nodes.includes(node) ? step.count : 0,
  );
  return COPIES * offered + sumOf(attacks);
}
