/**
 * The relay's word on its own overload, gathered: one window for each cause, reported at most four times a second each.
 * No clock of its own. A verdict excuses with it, so it says when it was late and by how much, and not how often it spoke.
 */
import type { LateCause } from '../contract/relay.ts';

/** What a shared machine does to any process at any time is below it. */
export const LATE_MS = 20;

const REPORT_EVERY_MS = 250;

export interface LateWindow {
  cause: LateCause;
  fromMs: number;
  toMs: number;
  lateMs: number | undefined;
  datagrams: number;
}

export class Lateness {
  lateDatagrams = 0;
  worstLateMs = 0;
  readonly #open = new Map<LateCause, LateWindow>();
  readonly #reportedAtMs = new Map<LateCause, number>();

  /** A datagram that was due at `dueMs` leaves now. */
  released(dueMs: number, nowMs: number): void {
    const lateMs = nowMs - dueMs;
    if (lateMs > this.worstLateMs) this.worstLateMs = lateMs;
    if (lateMs <= LATE_MS) return;
    this.lateDatagrams++;
    this.note('release', dueMs, nowMs, lateMs, 1);
  }

  note(cause: LateCause, fromMs: number, toMs: number, lateMs: number | undefined, datagrams: number): void {
    const open = this.#open.get(cause);
    if (!open) {
      this.#open.set(cause, { cause, fromMs, toMs, lateMs, datagrams });
      return;
    }
    if (fromMs < open.fromMs) open.fromMs = fromMs;
    if (toMs > open.toMs) open.toMs = toMs;
    if (lateMs !== undefined && lateMs > (open.lateMs ?? 0)) open.lateMs = lateMs;
    open.datagrams += datagrams;
  }

  /** The windows whose turn it is to be reported; all of them with `all`. They are closed by that. */
  take(nowMs: number, all = false): LateWindow[] {
    if (this.#open.size === 0) return [];
    const due = [...this.#open.values()].filter(
      ({ cause }) => all || nowMs - (this.#reportedAtMs.get(cause) ?? -REPORT_EVERY_MS) >= REPORT_EVERY_MS,
    );
    for (const { cause } of due) {
      this.#open.delete(cause);
      this.#reportedAtMs.set(cause, nowMs);
    }
    return due;
  }
}
