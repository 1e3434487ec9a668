/**
 * What a node sent and the router forwarded to nobody, before any conditions: from addresses that are not its own, malformed, to
 * addresses that nobody has. No failure by itself; a note, and a cause where messages of the node were lost.
 */

import { plural } from '../../common/wording.ts';
import type { RecordOf } from '../../journal/record.ts';
import type { History } from '../evidence/history.ts';
import { sumOf } from '../evidence/relayed.ts';
import type { Note } from './finding.ts';

/** Its headers are not sound; see `Refusal` in the contract of the router. */
const MALFORMED = ['version', 'length', 'checksum', 'options', 'fragment'];
/** So many nodes are named for one finding. */
const MOST_NAMED = 4;

type Refusal = RecordOf<'refusal'> & { line: number };
type Counts = Record<string, number>;

/** Of whole runs: addresses that are not the sender's own, and malformed packets. */
export function notesOfRefusedPackets({ refusals }: History): Note[] {
  return [...refusals.values()].flatMap((told) => {
    const last = told.at(-1)!;
    const texts = [...spoofed(last, last.refused), ...malformed(last, last.refused)];
    return texts.map((text) => ({ atMs: last.at, text, evidence: [last.line] }));
  });
}

/** Of these nodes between two moments; by the counts around them. */
export function refusalsDuring(
  { refusals }: History,
  nodes: Iterable<string>,
  fromMs: number,
  toMs: number,
): { text: string; line: number }[] {
  if (refusals.size === 0) return [];
  const found = [...new Set(nodes)].flatMap((node) => {
    const told = refusals.get(node) ?? [];
    const before = told.findLast(({ at }) => at <= fromMs);
    const after = told.find(({ at }) => at >= toMs) ?? told.at(-1);
    if (after === undefined) return [];
    const more = Object.fromEntries(
      Object.entries(after.refused).map(([why, count]) => [why, count - (before?.refused[why] ?? 0)]),
    );
    const said = ' in that time';
    const texts = [
      ...spoofed(after, more, said),
      ...malformed(after, more, said),
      ...astray(after, more, said),
    ];
    return texts.map((text) => ({ text, line: after.line }));
  });
  return found.slice(0, MOST_NAMED);
}

function spoofed({ node, firstSpoofed }: Refusal, { spoofed: count = 0 }: Counts, said = ''): string[] {
  if (count === 0) return [];
  const from =
    count === 1 && said === ''
      ? `from ${firstSpoofed}, an address that is not its own`
      : `from addresses that are not its own, first of all from ${firstSpoofed}`;
  return [`${node} sent ${plural(count, 'packet')}${said} ${from}; ${dropped(count)}`];
}

function malformed({ node }: Refusal, counts: Counts, said = ''): string[] {
  const wrong = MALFORMED.filter((why) => (counts[why] ?? 0) > 0);
  const count = sumOf(wrong.map((why) => counts[why]!));
  if (count === 0) return [];
  const whys = wrong.map((why) => `${why} ${counts[why]}`).join(', ');
  return [`${node} sent ${plural(count, 'malformed packet')}${said} (${whys}); ${dropped(count)}`];
}

function astray({ node }: Refusal, { unreachable = 0, ttl = 0 }: Counts, said: string): string[] {
  const nobody = `${node} sent ${plural(unreachable, 'packet')}${said} to addresses where nobody is; ${dropped(unreachable)}`;
  const tired = `${node} sent ${plural(ttl, 'packet')}${said} with a time to live of one hop; ${dropped(ttl)}`;
  return [...(unreachable > 0 ? [nobody] : []), ...(ttl > 0 ? [tired] : [])];
}

function dropped(count: number): string {
  return `the router dropped ${count === 1 ? 'it' : 'them'}.`;
}
