/**
 * How findings about pairs that need not be neighbours differ from those about neighbours: what connects them, whose overload
 * may explain a wrong word, and that links on the way may have dropped everything.
 */

import type { History } from '../evidence/history.ts';
import type { NeighbourPair } from '../evidence/pair.ts';
import type { Finding } from './finding.ts';
import { inconclusive } from './inconclusive.ts';

/** What was open between the two. */
export function linkOrPathText({ far }: NeighbourPair): string {
  return far ? 'a path between them' : 'the link between them';
}

/** Word of a node that is not a neighbour may come through any other node. */
export function nodesOfPair(
  history: History,
  { observer, neighbour, far }: NeighbourPair,
): readonly string[] {
  return far ? history.nodes : [observer.node, neighbour];
}

export function unlessEveryDatagramWasDropped(
  finding: Finding,
  pair: NeighbourPair,
  fromMs: number,
  toMs: number,
): Finding {
  const { observer, neighbour, far } = pair;
  if (!far || far.couldPass(fromMs, toMs)) return finding;
  const why = `On every path between ${observer.node} and ${neighbour} there was a link whose conditions dropped all that it was offered in that time.`;
  return inconclusive(finding, 'unlucky', [why]);
}
