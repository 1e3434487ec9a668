/**
 * What relays and the router count → journal records: only what has changed since the last time, for a quiet link leaves no trace. Where
 * nothing has, one link stands for all: that it was read is evidence that nothing was offered.
 */

import type { RecordOf } from '../../journal/record.ts';
import type { Observation, Relayed } from '../../runtime/port/observation.ts';

type Counted = Extract<Observation, { type: 'relayed' | 'refused' }>;

export class LinkCounts {
  private readonly counted = new Map<string, string>();
  private readonly strangers = new Map<string, number>();
  private readonly refused = new Map<string, string>();

  recordsOf(told: Counted): RecordOf<'relay' | 'outage' | 'delay' | 'stranger' | 'refusal'>[] {
    return told.type === 'refused' ? this.refusalOf(told) : this.ofLinks(told.counts, told.atMs);
  }

  private ofLinks(
    counts: readonly Relayed[],
    at: number,
  ): RecordOf<'relay' | 'outage' | 'delay' | 'stranger'>[] {
    const changed = counts.filter((each) => this.isNew(each));
    const told = changed.length > 0 ? changed : counts.slice(0, 1);
    const relays = told.map(({ from, to, offered, offeredBytes, dropped }) => {
      const bytes = offeredBytes === undefined ? {} : { offeredBytes };
      return { type: 'relay' as const, at, from, to, offered, ...bytes, dropped };
    });
    const strangers = counts.flatMap((each) => this.strangersOf(each, at));
    return [...counts.flatMap(hindrancesOf), ...relays, ...strangers];
  }

  private refusalOf({ atMs: at, ...told }: Counted & { type: 'refused' }): RecordOf<'refusal'>[] {
    const state = Object.values(told.refused).join(' ');
    if (this.refused.get(told.node) === state) return [];
    this.refused.set(told.node, state);
    return [{ ...told, type: 'refusal', at }];
  }

  private strangersOf({ from, to, strangers }: Relayed, at: number): RecordOf<'stranger'>[] {
    const key = `${from} ${to}`;
    if (strangers === undefined || this.strangers.get(key) === strangers.count) return [];
    this.strangers.set(key, strangers.count);
    return [{ type: 'stranger', at, from, to, ...strangers }];
  }

  private isNew({ from, to, offered, dropped }: Relayed): boolean {
    const key = `${from} ${to}`;
    // What is dropped on arrival, or by the relay itself, may be counted later than what was offered.
    const state = [offered, ...Object.values(dropped)].join(' ');
    if (this.counted.get(key) === state) return false;
    this.counted.set(key, state);
    return true;
  }
}

function hindrancesOf({ from, to, outages = [], delays = [] }: Relayed): RecordOf<'outage' | 'delay'>[] {
  return [
    ...outages.map(({ toMs, ...outage }) => ({ type: 'outage' as const, at: toMs, from, to, ...outage })),
    ...delays.map(({ toMs, ...delay }) => ({ type: 'delay' as const, at: toMs, from, to, ...delay })),
  ];
}
