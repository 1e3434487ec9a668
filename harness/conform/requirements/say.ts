/** Words that the requirements share. */

import { type Outcome, unless } from '../types.ts';
import type { Name, Walk } from '../walk.ts';

/** What is to be said against each of the instances, all looked at side by side. */
export async function eachOf<T>(
  items: readonly T[],
  look: (item: T) => Promise<string | null>,
): Promise<Outcome> {
  return unless(...(await Promise.all(items.map(look))));
}

/** An instance that has exited did more than what it failed to do. */
export function goneOr(walk: Walk, name: Name, what: string): string {
  const life = walk.life(name);
  return life.exit ? life.ending : `${name} ${what}`;
}
