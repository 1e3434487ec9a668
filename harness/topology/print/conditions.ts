/**
 * Conditions as a file says them: the inverse of `../expand/conditions.ts`.
 *
 * They come in facets that are written, inherited and overridden one by one. Most facets are one key; `rate`, `queue`
 * and `mtu` are one facet, since the default of the queue depends on the other two.
 */

import { type Conditions, defaultQueueBytes } from '../../../node/link/conditions.ts';
import { REORDER_BY_MS } from '../expand/conditions.ts';
import type { WrittenKeys } from '../text/source.ts';
import { formatDuration, formatRate, formatShare, formatSize } from '../text/units.ts';

/** What is written where a link lacks what holds for all others. */
const NOTHING = {
  latency: { latency: 0 },
  jitter: { jitter: 0 },
  loss: { loss: 0 },
  burst: { burst: false },
  duplicate: { duplicate: 0 },
  reorder: { reorder: 0 },
  corrupt: { corrupt: 0 },
  rate: { rate: false, mtu: false },
} as const satisfies Record<string, WrittenKeys>;

export type Facet = keyof typeof NOTHING;

export const FACETS = Object.keys(NOTHING) as Facet[];

/** `null` where the facet does nothing. */
export type Facets = Record<Facet, WrittenKeys | null>;

export function splitIntoFacets(conditions: Conditions | undefined): Facets {
  const { latencyMs, loss, duplicate, corrupt } = conditions ?? {};
  const key = (word: string, value: number | undefined, text: (value: number) => string) =>
    value === undefined ? null : { [word]: text(value) };
  return {
    latency: key('latency', latencyMs, formatDuration),
    jitter: jitter(conditions ?? {}),
    loss: key('loss', loss, formatShare),
    burst: burst(conditions ?? {}),
    duplicate: key('duplicate', duplicate, formatShare),
    reorder: reorder(conditions ?? {}),
    corrupt: key('corrupt', corrupt, formatShare),
    rate: rate(conditions ?? {}),
  };
}

/** All that the conditions do. */
export function writtenConditions(conditions: Conditions | undefined): WrittenKeys {
  return Object.assign({}, ...Object.values(splitIntoFacets(conditions)));
}

/** What to write so that a facet is `wanted` where `inherited` holds; empty where it is that already. */
export function conditionsToOverride(
  facet: Facet,
  wanted: WrittenKeys | null,
  inherited: WrittenKeys | null,
): WrittenKeys {
  if (areSameConditions(wanted, inherited)) return {};
  return wanted ?? NOTHING[facet];
}

export function areSameConditions(one: WrittenKeys | null, other: WrittenKeys | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function jitter({ jitterMs, jitterShape }: Conditions): WrittenKeys | null {
  if (jitterMs === undefined) return null;
  const by = formatDuration(jitterMs);
  return { jitter: jitterShape === undefined ? by : { by, shape: jitterShape } };
}

function burst({ burst }: Conditions): WrittenKeys | null {
  if (burst === undefined) return null;
  const { enter, leave, loss } = burst;
  const some = loss === 1 ? {} : { loss: formatShare(loss) };
  return { burst: { enter: formatShare(enter), leave: formatShare(leave), ...some } };
}

function reorder({ reorder, reorderByMs = REORDER_BY_MS }: Conditions): WrittenKeys | null {
  if (reorder === undefined) return null;
  const chance = formatShare(reorder);
  return { reorder: reorderByMs === REORDER_BY_MS ? chance : { chance, by: formatDuration(reorderByMs) } };
}

function rate({ rateBps, queueBytes, mtuBytes }: Conditions): WrittenKeys | null {
  if (rateBps === undefined && mtuBytes === undefined) return null;
  const written: WrittenKeys = {};
  if (rateBps !== undefined) {
    written.rate = formatRate(rateBps);
    const byDefault = Math.max(defaultQueueBytes(rateBps), mtuBytes ?? 0);
    if (queueBytes !== undefined && queueBytes !== byDefault) written.queue = formatSize(queueBytes);
  }
  if (mtuBytes !== undefined) written.mtu = formatSize(mtuBytes);
  return written;
}
