/**
 * Who had one message, and when. It is made once for all findings about the message, since a message that is lost at a
 * thousand nodes was delivered at thousands.
 */

import type { Delivery, History, Injection } from './history.ts';
import type { Incarnation } from './incarnation.ts';

/** A life that injected or delivered the message, and since when at the latest. */
export interface Holding {
  life: Incarnation;
  sinceMs: number;
  line: number;
}

export class Whereabouts {
  readonly injection: Injection;
  /** The first delivery of each node, in the journal's order. */
  readonly firstDeliveries: readonly Delivery[];
  private readonly byNode = new Map<string, Holding[]>();

  constructor(history: History, injection: Injection) {
    this.injection = injection;
    const firsts = new Map<string, Delivery>();
    const hold = (node: string, boot: number, sinceMs: number, line: number) => {
      const life = history.life(node, boot);
      const held = this.byNode.get(node);
      if (!life || held?.some((holding) => holding.life === life)) return;
      if (held) held.push({ life, sinceMs, line });
      else this.byNode.set(node, [{ life, sinceMs, line }]);
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
    return this.byNode.get(node)?.find(({ life, sinceMs }) => sinceMs <= asOfMs && life.endsMs > fromMs);
  }

  /** The last life before `life` of the same node that had it. */
  before(life: Incarnation): Holding | undefined {
    return this.byNode.get(life.node)?.findLast((holding) => holding.life.boot < life.boot);
  }
}
