/**
 * Who has gone around the links: two nodes between which a message leaked can reach each other whatever the link between them
 * does, so that whatever rests on its having been closed convicts nobody.
 */

import type { History } from './history.ts';
import { type Interval, intersect } from './interval.ts';
import { type Leak, Possible } from './leak.ts';
import type { Pair } from './pair.ts';
import { seconds } from './say.ts';
import type { Finding } from './types.ts';

export class Around {
  private readonly history: History;
  private known: Leak[] | null = null;

  constructor(history: History) {
    this.history = history;
  }

  /** The same finding; inconclusive where the neighbour ran meanwhile, and a message leaked between the two. */
  excuse(finding: Finding, { observer, neighbour, far }: Pair, during: Interval): Finding {
    if (finding.verdict !== 'failed' || !this.ran(neighbour, during)) return finding;
    // Between those who are no neighbours it may have been any link on the way.
    const leak = far ? this.leaks()[0] : this.between(observer.node, neighbour);
    if (leak === undefined) return finding;
    const { node, message, latestMs, line } = leak.delivery;
    return {
      ...finding,
      word: 'excused',
      verdict: 'inconclusive',
      cause: [
        `${far ? 'Nodes' : 'The two'} can reach each other around their link${far ? 's' : ''} (it would count as "${finding.word}" otherwise): ${node} delivered ` +
          `${message} at ${seconds(latestMs)}, which cannot have come by the links.`,
        ...finding.cause,
      ],
      evidence: [...finding.evidence, line],
    };
  }

  private ran(node: string, during: Interval): boolean {
    return this.history.incarnations(node).some((life) => intersect(life.possiblyUp(), [during]).length > 0);
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
      const possible = new Possible(this.history);
      this.known = [...this.history.injectionsByMessage.values()].flatMap(([injection]) =>
        injection ? possible.leaks(injection) : [],
      );
    }
    return this.known;
  }
}
