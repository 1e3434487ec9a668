/**
 * Programs that learn addresses from what they receive, as DHTs and membership protocols do. The address of a relay leads the two
 * ends of its link to each other and nobody else anywhere, so such a program may be wrong through no fault of its own. On a routed network
 * every node has one address for all, and nobody is misled.
 */

import { addressText } from '../../common/wording.ts';
import { discoveringNodes } from '../../topology/model/discovery.ts';
import { programOfNodes } from '../../topology/model/sight.ts';
import type { History } from '../evidence/history.ts';
import type { Finding } from './finding.ts';
import { inconclusive } from './inconclusive.ts';

/**
 * Inconclusive where links go through relays and the nodes concerned find others by themselves (`reach: all`), or where programs behind an
 * adapter sent to relays from addresses that those do not know.
 */
export function unlessMisled(history: History, finding: Finding, nodes: readonly string[]): Finding {
  if (finding.verdict !== 'failed' || history.header.topology.network !== undefined) return finding;
  const why = relayAmongThem(history, nodes) ?? strangerAmongThem(history, nodes);
  if (why === null) return finding;
  const text = `${why.text}: consistent with programs that take addresses from what they receive (it would count as "${finding.word}" otherwise).`;
  return inconclusive(finding, 'misled', [text], [why.line]);
}

interface Why {
  text: string;
  line: number;
}

function relayAmongThem(history: History, nodes: readonly string[]): Why | null {
  const discovering = new Set(discoveringNodes(history.header.topology));
  if (!nodes.some((node) => discovering.has(node))) return null;
  const relayed = history.directions.find(({ samples }) => samples.length > 0);
  if (relayed === undefined) return null;
  const { from, to, samples } = relayed;
  const text = `Links go through relays, such as that from ${from} to ${to}, and the address of a relay leads only these two to each other`;
  return { text, line: samples.at(-1)!.line };
}

function strangerAmongThem(history: History, nodes: readonly string[]): Why | null {
  const near = history.strangers.filter(({ from, to }) => nodes.includes(from) || nodes.includes(to));
  if (near.length === 0) return null;
  const programs = programOfNodes(history.header.topology);
  const stranger = near.find(({ from }) => programs.has(from));
  if (stranger === undefined) return null;
  const { from, to, line } = stranger;
  const text = `The relay between ${from} and ${to} dropped datagrams that came from ${addressText(stranger)}, an address that ${from} was not told to listen on`;
  return { text, line };
}
