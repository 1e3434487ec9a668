/**
 * The timers of all nodes: one each, set again and again, mostly to a later time than before. So a timer that is put off keeps
 * its entry in the wheel, and takes a new one when that expires.
 */
import type { PendingEvents } from './pending.ts';

/** Of each node, side by side: when its peer asked to be called, and when its entry in the wheel expires, which is no later. */
const DUE = 0;
const ENTRY = 1;
const FIELDS = 2;

export class Timers {
  readonly #pending: PendingEvents;
  readonly #timesUs: Float64Array;
  /** Until when the batch lasts that is being handled: a timer that is due by then is called in it, and needs no entry. */
  batchUntilUs = Number.NEGATIVE_INFINITY;

  constructor(nodes: number, pending: PendingEvents) {
    this.#pending = pending;
    this.#timesUs = new Float64Array(nodes * FIELDS).fill(Number.POSITIVE_INFINITY);
  }

  /** Infinity: not at all. */
  set(node: number, dueUs: number): void {
    this.#timesUs[node * FIELDS + DUE] = dueUs;
    this.schedule(node);
  }

  clear(node: number): void {
    this.#timesUs[node * FIELDS + DUE] = Number.POSITIVE_INFINITY;
  }

  /** When the node's timer is due. */
  dueUs(node: number): number {
    return this.#timesUs[node * FIELDS + DUE]!;
  }

  /** An entry of the node's expired at this moment; it may be one that was replaced. */
  expired(node: number, atUs: number): void {
    const entry = node * FIELDS + ENTRY;
    if (this.#timesUs[entry] === atUs) this.#timesUs[entry] = Number.POSITIVE_INFINITY;
  }

  /** Puts an entry in the wheel, unless there is one that expires when the timer is due, or before. */
  schedule(node: number): void {
    const dueUs = this.dueUs(node);
    if (dueUs <= this.batchUntilUs || dueUs >= this.#timesUs[node * FIELDS + ENTRY]!) return;
    this.#timesUs[node * FIELDS + ENTRY] = dueUs;
    this.#pending.addTimer(dueUs, node);
  }
}
