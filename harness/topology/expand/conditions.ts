/**
 * Conditions as they are written → as the link model takes them: merged key by key, checked against each other.
 *
 * A link's conditions come in layers: what holds for every link, what is written at the link, and what is written there
 * for one direction. Of each key the last layer that has it counts.
 */

import { areNeutral, type Conditions, defaultQueueBytes } from '../../../node/link/conditions.ts';
import { conditionKeys, type WrittenConditions } from '../schema/conditions.ts';
import { CONDITION_WORDS } from '../schema/name-rules.ts';
import { type Validation, validate } from '../schema/validate.ts';
import { type Path, valueAt } from '../text/source.ts';
import { formatDuration, formatRate, formatSize } from '../text/units.ts';

/** By how much a datagram is held back where `reorder` does not say. */
export const REORDER_BY_MS = 10;
/** The largest datagram that we expect where there is no `mtu`: what an Ethernet carries. */
const DATAGRAM_BYTES = 1500;
/** A queue that takes longer than this to empty is a mistake in one of its two numbers. */
const MOST_QUEUEING_MS = 600_000;

/** What is written in one place, and where. */
export interface Layer {
  path: Path;
  written: WrittenConditions;
}

/** Reads the conditions among the keys of the map at the path, but for `except`; other keys are none of its business. */
export function readLayer(context: Validation, path: Path, except?: string): Layer {
  const written: Record<string, unknown> = {};
  for (const word of CONDITION_WORDS) {
    if (word === except || valueAt(context.source.value, [...path, word]) === undefined) continue;
    const value = validate(conditionKeys[word], context, [...path, word]);
    if (value !== undefined) written[word] = value;
  }
  return { path, written };
}

/** Undefined when they do nothing, or are at odds with each other, which has then been reported. */
export function mergeConditions(context: Validation, layers: readonly Layer[]): Conditions | undefined {
  const merged: WrittenConditions = Object.assign({}, ...layers.map((layer) => layer.written));
  const conditions = toConditions(merged);
  checkQueue(context, layers, conditions, merged);
  return areNeutral(conditions) ? undefined : conditions;
}

export function toConditions(written: WrittenConditions): Conditions {
  const { latency, jitter, loss, burst, duplicate, reorder, corrupt, rate, queue, mtu } = written;
  const spread = typeof jitter === 'number' ? { by: jitter } : jitter;
  const held = typeof reorder === 'number' ? { chance: reorder } : reorder;
  const conditions: Conditions = {};
  if (latency) conditions.latencyMs = latency;
  if (spread?.by) {
    conditions.jitterMs = spread.by;
    if (spread.shape !== undefined && spread.shape !== 'uniform') conditions.jitterShape = spread.shape;
  }
  if (loss) conditions.loss = loss;
  if (burst?.enter) {
    conditions.burst = { enter: burst.enter, leave: burst.leave, loss: burst.loss ?? 1 };
  }
  if (duplicate) conditions.duplicate = duplicate;
  if (held?.chance) {
    conditions.reorder = held.chance;
    conditions.reorderByMs = held.by ?? REORDER_BY_MS;
  }
  if (corrupt) conditions.corrupt = corrupt;
  if (rate) {
    conditions.rateBps = rate;
    conditions.queueBytes = queue ?? Math.max(defaultQueueBytes(rate), mtu ?? 0);
  }
  if (mtu) conditions.mtuBytes = mtu;
  return conditions;
}

function checkQueue(
  { source, problems }: Validation,
  layers: readonly Layer[],
  { rateBps, queueBytes = 0, mtuBytes = DATAGRAM_BYTES }: Conditions,
  { rate, queue }: WrittenConditions,
): void {
  const blame = (word: 'rate' | 'queue', text: string, fix: string) => {
    const layer = layers.findLast(({ written }) => written[word] !== undefined);
    if (layer !== undefined) problems.at(source, [...layer.path, word], text, fix);
  };
  if (rateBps === undefined) {
    // With `rate: off` the queue goes too.
    if (queue && rate === undefined)
      blame('queue', 'a `queue` without a `rate`', 'Write the rate, as in `rate: 10Mbit`.');
    return;
  }
  if (queueBytes < mtuBytes) {
    const text = `a queue of ${formatSize(queueBytes)} cannot hold one datagram of ${formatSize(mtuBytes)}`;
    blame('queue', text, `Write \`queue: ${formatSize(mtuBytes)}\` or more, or a smaller \`mtu\`.`);
    return;
  }
  const emptyMs = (queueBytes * 8000) / rateBps;
  if (emptyMs <= MOST_QUEUEING_MS) return;
  const text = `at ${formatRate(rateBps)}, a queue of ${formatSize(queueBytes)} takes ${formatDuration(Math.round(emptyMs / 60_000) * 60_000)} to empty`;
  blame(
    queue ? 'queue' : 'rate',
    text,
    `Take a higher rate or a smaller queue: at most ${formatDuration(MOST_QUEUEING_MS)}.`,
  );
}
