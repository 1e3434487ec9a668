/**
 * When a node was on the real network: `disconnect` takes it off, `reconnect` and a new start bring it back. One that has moved to another
 * address is on it, but others may look for it where it was, so it is not surely on it any more.
 */

import type { RecordOf } from '../../journal/record.ts';
import { ALWAYS, complement, type Interval, intersect } from './interval.ts';

type Mark = RecordOf<'fault'>;

/** All changes of all nodes, by node. */
export type NetworkMarks = Map<string, Mark[]>;

export function noteAttachment(attachments: NetworkMarks, record: Mark): void {
  if (!['disconnect', 'reconnect', 'move'].includes(record.fault)) return;
  const marks = attachments.get(record.node);
  if (marks) marks.push(record);
  else attachments.set(record.node, [record]);
}

/** From a confirmed reconnection until a disconnection is sent. */
export function surelyAttached(attachments: NetworkMarks, node: string): readonly Interval[] {
  const intervals = attached(attachments, node, { off: 'sent', on: 'confirmed' });
  const moved = attachments.get(node)?.find(({ fault }) => fault === 'move');
  if (moved === undefined) return intervals;
  return [...intersect(intervals, [{ fromMs: Number.NEGATIVE_INFINITY, toMs: moved.at }])];
}

/** From a reconnection that was sent until a disconnection is confirmed. */
export function possiblyAttached(attachments: NetworkMarks, node: string): readonly Interval[] {
  return attached(attachments, node, { off: 'confirmed', on: 'sent' });
}

/** Moments at which a node came back, and may have brought along what it knew. */
export function reattachmentsMs(attachments: NetworkMarks): number[] {
  const marks = [...attachments.values()].flat();
  return marks.filter(({ fault, phase }) => fault === 'reconnect' && phase === 'sent').map(({ at }) => at);
}

function attached(
  attachments: NetworkMarks,
  node: string,
  counts: { off: Mark['phase']; on: Mark['phase'] },
): readonly Interval[] {
  const marks = attachments.get(node);
  if (marks === undefined) return ALWAYS;
  const off: Interval[] = [];
  for (const { fault, phase, at } of marks) {
    const last = off.at(-1);
    if (fault === 'disconnect' && phase === counts.off) {
      if (last === undefined || last.toMs < Infinity) off.push({ fromMs: at, toMs: Infinity });
    } else if (fault === 'reconnect' && phase === counts.on && last?.toMs === Infinity) last.toMs = at;
  }
  return complement(off);
}
