/**
 * What relays count → journal records: only what has changed since the last time, for a quiet link leaves no trace. Where
 * nothing has, one link stands for all: that it was read is evidence that nothing was offered.
 */

import type { RecordOf } from '../../journal/record.ts';
import type { Relayed } from '../../runtime/port/observation.ts';

export class LinkCounts {
  private readonly counted = new Map<string, string>();
  private readonly strangers = new Map<string, number>();

  recordsOf(counts: readonly Relayed[], at: number): RecordOf<'relay' | 'outage' | 'delay' | 'stranger'>[] {
    const changed = counts.filter((each) => this.isNew(each));
    const told = changed.length > 0 ? changed : counts.slice(0, 1);
    const relays = told.map(({ from, to, offered, offeredBytes, dropped }) => {
      const bytes = offeredBytes === undefined ? {} : { offeredBytes };
      return { type: 'relay' as const, at, from, to, offered, ...bytes, dropped };
    });
    const strangers = counts.flatMap((each) => this.strangersOf(each, at));
    return [...counts.flatMap(hindrancesOf), ...relays, ...strangers];
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
