/**
 * What is known so far of nodes and machine being kept from their work, on the runtime's clock: for those who wait, before and
 * while the scenario runs. The verdict reads the same from the journal.
 */

import { totalLatenessMs } from '../../check/explain/excuse.ts';
import { OUTSIDE, type RecordOf } from '../../journal/record.ts';
import type { Observation } from '../../runtime/port/observation.ts';

export type Overload = Omit<RecordOf<'overload'>, 'type'>;

export class OverloadLog {
  /** The last moment at which something is known to have waited for a processor. */
  overloadedAtMs = Number.NEGATIVE_INFINITY;
  /** How long nodes have had a processor; null where that is not known. */
  ranMs: number | null = null;
  private readonly overloads: Overload[] = [];

  note(overload: Overload): void {
    this.overloads.push(overload);
    this.overloadedAtMs = Math.max(this.overloadedAtMs, overload.at);
  }

  ran(ranMs: number): void {
    this.ranMs = (this.ranMs ?? 0) + ranMs;
  }

  /** How late the machine, and this node, have been since then. */
  lateMs(node: string, sinceMs: number): number {
    const touching = (overload: Overload) =>
      overload.at >= sinceMs && (overload.node === null || overload.node === node);
    return totalLatenessMs(this.overloads.filter(touching));
  }
}

/** What kept a node or the machine from its work, as a record of the journal has it. */
export function overloadFromObservation(
  observation: Observation & { type: 'waited' | 'interfered' | 'late' },
): Overload {
  const { fromMs, toMs: at } = observation;
  switch (observation.type) {
    case 'waited': {
      const { from, lateMs } = observation;
      return { at, fromMs, node: from.node, lateMs: Math.round(lateMs), source: 'wait for a processor' };
    }
    case 'interfered': {
      const { from, how } = observation;
      return { at, fromMs, node: from.node, lateMs: Math.round(at - fromMs), source: OUTSIDE[how] };
    }
    case 'late':
      return { at, fromMs, node: null, lateMs: Math.round(observation.lateMs), source: observation.source };
  }
}
