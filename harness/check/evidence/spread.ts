/**
 * For each message who possibly had it when, and who surely had it by when: what it takes to say that a fault was nothing
 * to any of them. Nobody is accused by it.
 */

import { pushTo } from '../../common/grouped.ts';
import type { Expect } from '../../topology/model/types.ts';
import type { History, Injection } from './history.ts';
import type { Incarnation } from './incarnation.ts';

/** When a life came to have a message: not before the first moment, and surely by the second. */
interface Had {
  earliestMs: number;
  latestMs: number;
}

export interface MessageSpread {
  /** While it may be owed to somebody. */
  fromMs: number;
  toMs: number;
  had: Map<Incarnation, Had>;
  /** The same by node. */
  byNode: Map<string, { incarnation: Incarnation; had: Had }[]>;
  /** By when all lives that there ever were had it; Infinity when one never got it. */
  everywhereMs: number;
}

/**
 * Under `present` a message is owed in the window from its injection on, and later it is nobody's business; in every other
 * case it may always be.
 */
export function messageSpreads(history: History, delivery: Expect['delivery']): MessageSpread[] {
  const incarnations = history.allIncarnations().length;
  const longestMs = history.directions.reduce((sum, direction) => sum + direction.maxDelayMs, 0);
  return [...history.injections.values()].map((injection) => {
    const { had, byNode } = holdersOf(history, injection);
    const injectedMs = injection.injected?.latestMs ?? Infinity;
    const isShort = delivery?.to === 'present';
    return {
      fromMs: injection.sentMs,
      toMs: isShort ? injectedMs + delivery.withinMs + longestMs : Infinity,
      had,
      byNode,
      everywhereMs: had.size < incarnations ? Infinity : latestOf(had),
    };
  });
}

function holdersOf(history: History, injection: Injection): Pick<MessageSpread, 'had' | 'byNode'> {
  const { node, boot, sentMs, injected, message } = injection;
  const had: MessageSpread['had'] = new Map();
  const byNode: MessageSpread['byNode'] = new Map();
  const hold = (incarnation: Incarnation | undefined, moments: Had) => {
    if (!incarnation || had.has(incarnation)) return;
    had.set(incarnation, moments);
    pushTo(byNode, incarnation.node, { incarnation, had: moments });
  };
  hold(history.incarnation(node, boot), { earliestMs: sentMs, latestMs: injected?.latestMs ?? Infinity });
  for (const delivery of message === null ? [] : (history.deliveries.get(message) ?? []))
    hold(history.incarnation(delivery.node, delivery.boot), delivery);
  return { had, byNode };
}

function latestOf(had: MessageSpread['had']): number {
  let latestMs = -Infinity;
  for (const moments of had.values()) latestMs = Math.max(latestMs, moments.latestMs);
  return latestMs;
}
