/**
 * The journal while a run goes on: appended to in order, kept as `History` for the checks, and written to disk as
 * it grows, so that a run that dies leaves what it knew.
 *
 * Records come in with times of the runtime's clock. The scenario's start is known only once the first nodes are
 * ready; what comes before is held back until `begin`.
 */

import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { History } from '../check/evidence/history.ts';
import type { Header, JournalRecord } from '../journal/record.ts';

export class Journal {
  readonly history: History;
  readonly records: JournalRecord[] = [];
  private readonly stream: WriteStream | null;
  private readonly heldBack: Exclude<JournalRecord, Header>[] = [];
  private zeroMs: number | null = null;
  private closed = false;
  private waiting: (() => void)[] = [];

  /** `path` null: on no disk. */
  constructor(header: Header, path: string | null) {
    this.history = new History(header);
    this.stream = path === null ? null : createWriteStream(path);
    this.append(header);
  }

  /** The scenario's start, on the runtime's clock; null while it is not known. */
  get beganAtMs(): number | null {
    return this.zeroMs;
  }

  /** Fixes the scenario's start, on the runtime's clock, and writes what was held back. */
  begin(zeroMs: number): void {
    this.zeroMs = zeroMs;
    for (const record of this.heldBack.splice(0)) this.add(record);
  }

  /** `at`, and what else is a moment, by the runtime's clock. Nothing is recorded after `close`. */
  add(record: Exclude<JournalRecord, Header>): void {
    if (this.closed) return;
    if (this.zeroMs === null) {
      this.heldBack.push(record);
      return;
    }
    const at = rounded(record.at - this.zeroMs);
    if ('fromMs' in record) {
      this.append({ ...record, at, fromMs: rounded(record.fromMs - this.zeroMs) });
    } else this.append({ ...record, at });
  }

  /** Closes the file; resolves when all is on disk. Calling it twice is fine. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.wake();
    if (!this.stream) return;
    this.stream.end();
    await finished(this.stream);
  }

  get isClosed(): boolean {
    return this.closed;
  }

  /** Resolves when the next record has been added, or nothing more will be; at once where that is so already. */
  async grown(): Promise<void> {
    if (!this.closed) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private append(record: JournalRecord): void {
    this.records.push(record);
    this.history.add(record, this.records.length);
    this.stream?.write(`${JSON.stringify(record)}\n`);
    this.wake();
  }
}

/** To the microsecond: below that a clock reading means nothing. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
