/**
 * Fills the model with all that a report's data hold.
 */

import type { PageData } from '../../harness/report/page-data.ts';
import type { RunModel } from './run-model.ts';

export function feed(
  model: RunModel,
  { records, deliveries }: Pick<PageData, 'records' | 'deliveries'>,
): void {
  for (const [line, record] of records) model.add(record, line);
  for (const { message, node, via, hops, atUs, line } of deliveries) {
    const atMs = summed(atUs).map((us) => us / 1000);
    model.addDeliveries(message, { node, via, hops, atMs, line: summed(line) });
  }
}

/** What is written as differences. */
function summed(differences: readonly number[]): number[] {
  let sum = 0;
  return differences.map((difference) => {
    sum += difference;
    return sum;
  });
}
