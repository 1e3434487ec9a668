import type { JournalRecord } from '../journal/record.ts';
import type { Journal } from '../recording/journal.ts';

/** The journal's records in order; nothing is kept for it beside the journal, however slowly it is read. */
export function iterateJournalRecords(
  journal: Journal,
  from: 'now' | 'start',
): AsyncIterableIterator<JournalRecord> {
  return recordsSince(journal, from === 'start' ? 0 : journal.records.length);
}

async function* recordsSince(
  journal: Journal,
  first: number,
): AsyncGenerator<JournalRecord, undefined, undefined> {
  const { records } = journal;
  for (let at = first; ; ) {
    for (; at < records.length; at++) yield records[at]!;
    if (journal.isClosed) return;
    await journal.grown();
  }
}
