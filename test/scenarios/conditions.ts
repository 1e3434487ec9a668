/**
 * What links do to datagrams in a scenario that was drawn. One kind for a whole mesh, so that it is known what can be
 * promised in it.
 */

import type { Random } from '../../node/core/random.ts';
import { type Conditions, delayBoundsMs } from '../../node/link/conditions.ts';

/**
 * `none`; `slow`: time alone; `lossy`: a few are lost, each for itself or in short bursts; `narrow`: what waits in queues;
 * `harsh`: anything, in which hardly anything can be promised.
 */
export type Kind = 'none' | 'slow' | 'lossy' | 'narrow' | 'harsh';

export const KINDS: readonly Kind[] = ['none', 'slow', 'slow', 'lossy', 'lossy', 'narrow', 'harsh'];

export function drawConditions(random: Random, kind: Kind): Conditions | undefined {
  if (kind === 'none') return undefined;
  const drawn = { ...drawTimes(random, kind), ...DRAW[kind](random) };
  return Object.keys(drawn).length === 0 ? undefined : drawn;
}

function drawTimes(random: Random, kind: Kind): Conditions {
  const most = kind === 'harsh' ? 300 : 60;
  const shapes = kind === 'harsh' ? (['normal', 'pareto'] as const) : (['normal'] as const);
  return {
    ...some(random, 3, () => ({ latencyMs: 1 + random.below(most) })),
    ...some(random, 2, () => ({
      jitterMs: 1 + random.below(20),
      ...some(random, 1, () => ({ jitterShape: random.pick(shapes) })),
    })),
    ...some(random, 1, () => ({ reorder: share(random, 1, 30), reorderByMs: 1 + random.below(30) })),
    ...some(random, 1, () => ({ duplicate: share(random, 1, 20) })),
  };
}

const DRAW: Readonly<Record<Exclude<Kind, 'none'>, (random: Random) => Conditions>> = {
  slow: () => ({}),
  lossy: (random) => ({
    ...some(random, 3, () => ({ loss: share(random, 1, 10) })),
    ...some(random, 1, () => ({
      burst: { enter: share(random, 1, 5), leave: share(random, 60, 90), loss: 1 },
    })),
    ...some(random, 1, () => ({ corrupt: share(random, 1, 3) })),
  }),
  narrow: (random) => ({ ...drawRate(random, [2_000_000, 10_000_000]), ...some(random, 1, drawMtu) }),
  harsh: (random) => ({
    ...some(random, 2, () => ({ loss: share(random, 5, 95) })),
    ...some(random, 2, () => ({
      burst: { enter: share(random, 1, 50), leave: share(random, 1, 50), loss: random.pick([1, 0.5]) },
    })),
    ...some(random, 1, () => ({ corrupt: share(random, 1, 50) })),
    ...some(random, 2, () => drawRate(random, [64_000, 256_000, 1_000_000])),
    ...some(random, 1, () => ({ mtuBytes: random.pick([100, 400, 1200]) })),
  }),
};

function drawRate(random: Random, rates: readonly number[]): Conditions {
  return {
    rateBps: random.pick(rates),
    ...some(random, 1, () => ({ queueBytes: random.pick([8_000, 32_768]) })),
  };
}

/** No smaller than what the bundled peer sends. */
function drawMtu(): Conditions {
  return { mtuBytes: 1200 };
}

/** In `often` of four cases. */
function some<T extends object>(random: Random, often: number, draw: (random: Random) => T): T | undefined {
  return random.below(4) < often ? draw(random) : undefined;
}

function share(random: Random, lowPercent: number, highPercent: number): number {
  return (lowPercent + random.below(highPercent - lowPercent + 1)) / 100;
}

export function longestDelayMs(all: readonly (Conditions | undefined)[]): number {
  return Math.max(0, ...all.map((each) => delayBoundsMs(each).maxMs));
}
