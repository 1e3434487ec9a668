/**
 * Who had one message, and when. It is made once for all findings about the message, since a message that is lost at a
 * thousand nodes was delivered at thousands.
 */

import type { History, Injection, ReportedDelivery } from './history.ts';
import type { Incarnation } from './incarnation.ts';

/** A life that injected or delivered the message, and since when at the latest. */
export interface Holding {
  incarnation: Incarnation;
  sinceMs: number;
  line: number;
}

export class Whereabouts {
  readonly injection: Injection;
  /** The first delivery of each node, in the journal's order. */
  readonly firstDeliveries: readonly ReportedDelivery[];
  private readonly byNode = new Map<string, Holding[]>();

  constructor(history: History, injection: Injection) {
    this.injection = injection;
    const firsts = new Map<string, ReportedDelivery>();
    const hold = (node: string, boot: number, sinceMs: number, line: number) => {
      const incarnation = history.incarnation(node, boot);
      const held = this.byNode.get(node);
      if (!incarnation || held?.some((holding) => holding.incarnation === incarnation)) return;
      if (held) held.push({ incarnation, sinceMs, line });
      else this.byNode.set(node, [{ incarnation, sinceMs, line }]);
    };
    const { latestMs, line } = injection.injected!;
    hold(injection.node, injection.boot, latestMs, line);
    for (const delivery of history.deliveries.get(injection.message!) ?? []) {
      if (!firsts.has(delivery.node)) firsts.set(delivery.node, delivery);
      hold(delivery.node, delivery.boot, delivery.latestMs, delivery.line);
    }
    this.firstDeliveries = [...firsts.values()];
  }

  /** The life of `node` that had it by `asOfMs` and still ran at `fromMs`. */
  holding(node: string, fromMs: number, asOfMs: number): Holding | undefined {
    return this.byNode
      .get(node)
      ?.find(({ incarnation, sinceMs }) => sinceMs <= asOfMs && incarnation.endsMs > fromMs);
  }

  /** The last life before `life` of the same node that had it. */
  before(incarnation: Incarnation): Holding | undefined {
    return this.byNode
      .get(incarnation.node)
      ?.findLast((holding) => holding.incarnation.boot < incarnation.boot);
  }
}
