/** Words that the requirements share. */

import { addressText } from '../../common/wording.ts';
import { metUnless, type Outcome } from '../walk/types.ts';
import type { Name, Walk } from '../walk/walk.ts';

/** What is to be said against each of the instances, all looked at side by side. */
export async function complaintsAboutEach<T>(
  items: readonly T[],
  look: (item: T) => Promise<string | null>,
): Promise<Outcome> {
  return metUnless(...(await Promise.all(items.map(look))));
}

/** An instance that has exited did more than what it failed to do. */
export function unlessItEnded(walk: Walk, name: Name, what: string): string {
  const incarnation = walk.incarnation(name);
  return incarnation.exit ? incarnation.ending : `${name} ${what}`;
}

/** What the relays saw on the way, where that may be why nothing came. */
export async function seenByRelays(walk: Walk, from: Name): Promise<string> {
  await walk.runtime.apply({ type: 'count' });
  const ways = walk.record.counts.filter(
    (way) => way.from === from && walk.neighbours[from].some((neighbour) => neighbour === way.to),
  );
  const stranger = ways.find(({ strangers }) => strangers !== undefined);
  if (stranger?.strangers) {
    return (
      `; what came to the relay for ${stranger.to} came from ${addressText(stranger.strangers)}, which is not the address that ${from} was ` +
      'told to listen on'
    );
  }
  const isSilent = ways.length > 0 && ways.every(({ offered }) => offered === 0);
  return isSilent ? `; not one datagram of ${from} came to an address that it was given` : '';
}
