/**
 * What the report page is given beside the result, which it shows while it reads this. The journal is there twice: as it was
 * written, in blocks that are unpacked only when a line is looked at, and here as what the page draws, with deliveries, which
 * are nearly all of it, as columns of numbers. Unpacking and parsing a hundred thousand lines would keep a reader waiting.
 */

import type { JournalRecord } from '../journal/record.ts';

export interface PageData {
  /** Where each node is drawn, in the topology's order: x, y, x, y, … */
  positions: number[];
  lineCount: number;
  /** All records that the page draws but deliveries, with their lines, in the journal's order. */
  records: [line: number, record: JournalRecord][];
  /** By message, in the order of their first deliveries. */
  deliveries: Deliveries[];
}

/** Of one message, in the journal's order: one entry a delivery in each column. */
export interface Deliveries {
  message: string;
  /** Indices of nodes; `via` is -1 where it was not told, and `hops` too. */
  node: number[];
  via: number[];
  hops: number[];
  /** Differences to the entry before. */
  atUs: number[];
  line: number[];
}

/** Lines of the journal in one block. */
export const BLOCK_LINES = 4096;

/** Types that the page draws nothing of. */
const NOT_DRAWN: ReadonlySet<string> = new Set([
  'overload',
  'kernel',
  'hole',
  'silence',
  'nonsense',
  'memory',
  'attack',
]);
const EVENTS_NOT_DRAWN: ReadonlySet<string> = new Set(['idle', 'bye', 'gap', 'error']);

export function recordsForPage(records: readonly JournalRecord[]): Pick<PageData, 'records' | 'deliveries'> {
  const [header] = records;
  const names = header?.type === 'header' ? header.topology.nodes.map(({ name }) => name) : [];
  const indexOf = new Map(names.map((name, i) => [name, i]));
  /** By message: its columns, and the time and line of the last entry, from which the next is reported. */
  const spreads = new Map<string, { deliveries: Deliveries; atUs: number; line: number }>();
  const others: PageData['records'] = [];
  for (const [i, record] of records.entries()) {
    const line = i + 1;
    if (NOT_DRAWN.has(record.type)) continue;
    if (record.type !== 'event' || record.event.type !== 'delivered') {
      if (record.type !== 'event' || !EVENTS_NOT_DRAWN.has(record.event.type)) others.push([line, record]);
      continue;
    }
    const { message, via, hops } = record.event;
    const node = indexOf.get(record.node);
    if (node === undefined) continue;
    let spread = spreads.get(message);
    if (spread === undefined) {
      spread = { deliveries: noneOf(message), atUs: 0, line: 0 };
      spreads.set(message, spread);
    }
    const { deliveries } = spread;
    const atUs = Math.round(record.at * 1000);
    deliveries.node.push(node);
    deliveries.via.push(indexOf.get(via ?? '') ?? -1);
    deliveries.hops.push(hops ?? -1);
    deliveries.atUs.push(atUs - spread.atUs);
    deliveries.line.push(line - spread.line);
    spread.atUs = atUs;
    spread.line = line;
  }
  return { records: others, deliveries: [...spreads.values()].map(({ deliveries }) => deliveries) };
}

function noneOf(message: string): Deliveries {
  return { message, node: [], via: [], hops: [], atUs: [], line: [] };
}
