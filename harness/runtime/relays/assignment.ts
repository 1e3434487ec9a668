/**
 * Which relay carries which link. Pure.
 *
 * A relay carries many links; more relays are for more links than one carries with ease, and since all of them run on
 * the same few processors, there are never more than a few. Links of one network lie side by side, so that a relay is on
 * as few networks as can be.
 */

import type { Conditions } from '../../../node/link/conditions.ts';
import type { Plan } from '../../plan/types.ts';

const LINKS_PER_RELAY = 200;
const MOST_RELAYS = 4;

export interface AssignedLink {
  a: string;
  b: string;
  ab?: Conditions;
  ba?: Conditions;
  /** The network on which it lies; empty where networks are nothing to the runtime. */
  network: string;
}

export interface RelayAssignment {
  /** No node's name: it has a space. */
  relay: string;
  links: AssignedLink[];
  /** In the order in which its links name them. */
  networks: string[];
}

export function assignLinksToRelays(
  plan: Plan,
  networkOf: (a: string, b: string) => string,
): RelayAssignment[] {
  const conditions = new Map(plan.topology.links.map((link) => [directionKey(link.a, link.b), link]));
  const links = plan.links
    .filter(({ via }) => via === 'relay')
    .map(({ a, b }): AssignedLink => {
      const { ab, ba } = conditions.get(directionKey(a, b)) ?? {};
      return { a, b, network: networkOf(a, b), ...(ab ? { ab } : {}), ...(ba ? { ba } : {}) };
    });
  const sorted = [...Map.groupBy(links, ({ network }) => network).values()].flat();
  const relays = Math.min(MOST_RELAYS, Math.ceil(sorted.length / LINKS_PER_RELAY));
  return Array.from({ length: relays }, (_, i): RelayAssignment => {
    const from = Math.floor((i * sorted.length) / relays);
    const mine = sorted.slice(from, Math.floor(((i + 1) * sorted.length) / relays));
    return {
      relay: `relay ${i + 1}`,
      links: mine,
      networks: [...new Set(mine.map(({ network }) => network))],
    };
  });
}

/** The name of a direction. */
export function directionKey(from: string, to: string): string {
  return JSON.stringify([from, to]);
}
