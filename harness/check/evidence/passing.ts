/**
 * When datagrams may have come through a direction, by what its relay counted: what it was offered, less what it dropped as
 * that was offered. In between surely nothing came through, whatever a node says.
 */

import type { DirectionHistory, Sample } from './direction.ts';
import { ALWAYS, type Interval } from './interval.ts';
import type { Readings } from './readings.ts';

/** What stands at the end of the way is met when a datagram leaves, which may be another one than was offered in that time. */
const DROPPED_AS_OFFERED = ['cut', 'mtu', 'loss', 'burst', 'queue', 'uplink'];

/** In order, without overlaps: when what came through may have been offered. Of a link without a relay nothing is known. */
export function timesDatagramsMayHavePassed(
  { samples }: DirectionHistory,
  readings: Readings,
): readonly Interval[] {
  if (samples.length === 0) return ALWAYS;
  const intervals: Interval[] = [];
  let passed = 0;
  for (const sample of samples) {
    const before = passed;
    passed = passedBy(sample);
    // It was read after the reading ahead of it, and that one after what was told ahead of that.
    if (passed > before) add(intervals, readings.notBefore(readings.notBefore(sample.at)), sample.at);
  }
  add(intervals, readings.notBefore(readings.notBefore(Infinity)), Infinity);
  return intervals;
}

function passedBy({ offered, dropped }: Sample): number {
  return DROPPED_AS_OFFERED.reduce((left, reason) => left - (dropped[reason] ?? 0), offered);
}

function add(intervals: Interval[], fromMs: number, toMs: number): void {
  const last = intervals.at(-1);
  if (last && fromMs <= last.toMs) last.toMs = toMs;
  else intervals.push({ fromMs, toMs });
}
