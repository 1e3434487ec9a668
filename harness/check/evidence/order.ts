/**
 * What the journal's order says where its times do not: a link that opens, or a node that becomes ready, at the very moment of
 * an injection, but after it, was not there yet when the message left. In a simulation much happens at one moment.
 */

import type { JournalRecord } from '../../journal/record.ts';

/** Less than any time that matters, and more than what is lost in rounding. */
const INSTANT_MS = 1e-6;

export class JournalOrder {
  #injectedMs = -Infinity;

  /** The record, an instant later where it came to be at the moment of the last injection. Records come in their order. */
  placed(record: JournalRecord): JournalRecord {
    switch (record.type) {
      case 'event':
        if (record.event.type === 'injected') this.#injectedMs = record.at + record.err;
        return record.event.type === 'ready' ? this.#after(record, record.err) : record;
      case 'link':
      case 'fault':
        return record.phase === 'confirmed' ? this.#after(record) : record;
      default:
        return record;
    }
  }

  #after<T extends JournalRecord & { at: number }>(record: T, errMs = 0): T {
    return record.at + errMs === this.#injectedMs ? { ...record, at: record.at + INSTANT_MS } : record;
  }
}
