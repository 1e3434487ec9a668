/**
 * Conditions: each is dropped everywhere, else on as many directions as can do without it; those that `link` steps give
 * too.
 */

import type { Conditions } from '../../../node/link/conditions.ts';
import type { Topology, TopologyLink } from '../../topology/topology.ts';
import { type Parts, removeUnneededParts } from '../search/thin.ts';
import type { Trials } from '../search/trials.ts';

/** What is dropped together, by its word in the file. */
const KEYS: Readonly<Record<string, readonly (keyof Conditions)[]>> = {
  latency: ['latencyMs'],
  jitter: ['jitterMs', 'jitterShape'],
  loss: ['loss'],
  burst: ['burst'],
  duplicate: ['duplicate'],
  reorder: ['reorder', 'reorderByMs'],
  corrupt: ['corrupt'],
  rate: ['rateBps', 'queueBytes'],
  mtu: ['mtuBytes'],
};

export async function shrinkConditions(trials: Trials): Promise<void> {
  for (const [word, keys] of Object.entries(KEYS)) {
    await removeUnneededParts(trials, onLinks(word, keys));
    await removeUnneededParts(trials, inSteps(word, keys));
  }
}

const WAYS = ['ab', 'ba'] as const;

/** Parts are directions: `n1→n2`. */
function onLinks(word: string, keys: readonly (keyof Conditions)[]): Parts<string> {
  const nameOf = ({ a, b }: TopologyLink, signature: 'ab' | 'ba') =>
    signature === 'ab' ? `${a}→${b}` : `${b}→${a}`;
  return {
    of: ({ links }) =>
      links.flatMap((link) =>
        WAYS.filter((signature) => has(link[signature], keys)).map((signature) => nameOf(link, signature)),
      ),
    without: (topology, gone) => ({
      ...topology,
      links: topology.links.map((link) => {
        const changed = { ...link };
        for (const signature of WAYS) {
          if (gone.has(nameOf(link, signature))) changed[signature] = dropped(link[signature] ?? {}, keys);
        }
        return changed;
      }),
    }),
    text: (direction) => `${word} on ${direction}`,
  };
}

/** Parts are the places of `link` steps. */
function inSteps(word: string, keys: readonly (keyof Conditions)[]): Parts<number> {
  return {
    of: ({ steps }) =>
      steps.flatMap((step, i) => ('conditions' in step && has(step.conditions, keys) ? [i] : [])),
    without: (topology, gone): Topology => ({
      ...topology,
      steps: topology.steps.map((step, i) =>
        'conditions' in step && gone.has(i) ? { ...step, conditions: dropped(step.conditions, keys) } : step,
      ),
    }),
    text: (i) => `${word} in step ${i + 1}`,
  };
}

function has(conditions: Conditions | undefined, keys: readonly (keyof Conditions)[]): boolean {
  return conditions !== undefined && keys.some((key) => conditions[key] !== undefined);
}

function dropped(conditions: Conditions, keys: readonly (keyof Conditions)[]): Conditions {
  return Object.fromEntries(
    Object.entries(conditions).filter(([key]) => !keys.includes(key as keyof Conditions)),
  );
}
