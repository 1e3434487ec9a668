/**
 * Who has gone around the links: two nodes between which a message leaked can reach each other whatever the link between them
 * does, so that whatever rests on its having been closed convicts nobody.
 */

import { secondsText } from '../../common/wording.ts';
import type { History } from '../evidence/history.ts';
import { type Interval, intersect } from '../evidence/interval.ts';
import type { NeighbourPair } from '../evidence/pair.ts';
import type { Finding } from '../explain/finding.ts';
import { inconclusive } from '../explain/inconclusive.ts';
import { type Leak, PossiblePaths } from './leak.ts';

export class LeakExcuses {
  private readonly history: History;
  private known: Leak[] | null = null;

  constructor(history: History) {
    this.history = history;
  }

  /** The same finding; inconclusive where the neighbour ran meanwhile, and a message leaked between the two. */
  excuse(finding: Finding, { observer, neighbour, far }: NeighbourPair, during: Interval): Finding {
    if (finding.verdict !== 'failed' || !this.ran(neighbour, during)) return finding;
    // Between those who are no neighbours it may have been any link on the way.
    const leak = far ? this.leaks()[0] : this.between(observer.node, neighbour);
    if (leak === undefined) return finding;
    const { node, message, latestMs, line } = leak.delivery;
    const why =
      `${far ? 'Nodes' : 'The two'} can reach each other around their link${far ? 's' : ''} (it would count as "${finding.word}" otherwise): ${node} delivered ` +
      `${message} at ${secondsText(latestMs)}, which cannot have come by the links.`;
    return inconclusive(finding, 'excused', [why], [line]);
  }

  private ran(node: string, during: Interval): boolean {
    return this.history
      .incarnations(node)
      .some((incarnation) => intersect(incarnation.possiblyUp(), [during]).length > 0);
  }

  /** If a delivery has no `via`, any node may have sent it. */
  private between(one: string, other: string): Leak | undefined {
    return this.leaks().find(
      ({ delivery: { node, via } }) =>
        (node === one && (via ?? other) === other) || (node === other && (via ?? one) === one),
    );
  }

  private leaks(): Leak[] {
    if (this.known === null) {
      const possible = new PossiblePaths(this.history);
      this.known = [...this.history.injectionsByMessage.values()].flatMap(([injection]) =>
        injection ? possible.leaks(injection) : [],
      );
    }
    return this.known;
  }
}
