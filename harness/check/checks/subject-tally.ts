/**
 * A tally of findings about pairs of which there may be as many as nodes squared: one that died and was missed by ninety-seven
 * others is one finding, and so is one that misses ninety-seven. No more is kept of them than people read.
 */

import { plural } from '../../common/wording.ts';
import type { CheckName, CheckResult, Finding } from '../explain/finding.ts';
import { joinNames } from '../explain/say.ts';
import { Tally } from './tally.ts';

/** So many findings of a group are kept whole. */
const MOST_KEPT = 3;

/** With one word and verdict, about one node, or by one. */
interface Group {
  /** The nodes at the other end. */
  others: Set<string>;
  count: number;
  kept: Finding[];
  atMs: number;
}

export class SubjectTally extends Tally {
  private readonly bySubject = new Map<string, Group>();

  override find(finding: Finding): void {
    add(this.bySubject, `${finding.word} ${finding.verdict} ${finding.neighbour}`, finding.node, finding);
  }

  override result(check: CheckName, asked: boolean, figures: Record<string, number> = {}): CheckResult {
    const byObserver = new Map<string, Group>();
    for (const group of this.bySubject.values()) {
      const [first] = group.kept;
      if (group.others.size > 1) super.find(inOne(group, 'neighbour'));
      else
        add(
          byObserver,
          `${first!.word} ${first!.verdict} ${first!.node}`,
          first!.neighbour,
          ...repeated(group),
        );
    }
    for (const group of byObserver.values()) {
      if (group.others.size > 1) super.find(inOne(group, 'node'));
      else for (const finding of group.kept) super.find(finding);
    }
    return super.result(check, asked, figures);
  }
}

function add(
  groups: Map<string, Group>,
  key: string,
  other: string | undefined,
  ...findings: Finding[]
): void {
  const group: Group = groups.get(key) ?? { others: new Set(), count: 0, kept: [], atMs: Infinity };
  groups.set(key, group);
  if (other !== undefined) group.others.add(other);
  for (const finding of findings) {
    group.count++;
    group.atMs = Math.min(group.atMs, finding.atMs);
    if (group.kept.length < MOST_KEPT) group.kept.push(finding);
  }
}

/** Those of one node about another one: what is left out is said with the last. */
function repeated({ kept, count }: Group): Finding[] {
  if (count === kept.length) return kept;
  const last = kept.at(-1)!;
  const more = `So it was ${plural(count - kept.length, 'more time')}.`;
  return [...kept.slice(0, -1), { ...last, cause: [...last.cause, more] }];
}

/** `common`: which end all have in common, the neighbour that they are about or the node that is accused. */
function inOne({ others, kept, atMs }: Group, common: 'neighbour' | 'node'): Finding {
  const first = kept[0]!;
  const { word, verdict, node, neighbour, text, cause } = first;
  const many = plural(others.size, 'node');
  const head =
    verdict === 'inconclusive' ? 'Possibly wrong reports' : `${word[0]!.toUpperCase()}${word.slice(1)}`;
  const [whom, where] = common === 'neighbour' ? [neighbour, many] : [many, node];
  return {
    word,
    verdict,
    atMs,
    ...(common === 'neighbour' ? { neighbour: neighbour! } : { node: node! }),
    text: `${head} of ${whom} at ${where}: ${joinNames([...others])}.`,
    cause: [`The first: ${text}`, ...cause],
    evidence: [...new Set(kept.flatMap(({ evidence }) => evidence))],
  };
}
