/**
 * The timers of all nodes: one each, set again and again, mostly to a later time than before. So one that is put off keeps
 * its place in the wheel, and takes a new one when that comes.
 */
import type { Flight } from './flight.ts';

/** Of each node, side by side: when its peer wants to be woken, and when the wheel will ring, which is no later. */
const WAKE = 0;
const RING = 1;
const FIELDS = 2;

export class Timers {
  readonly #flight: Flight;
  readonly #timesUs: Float64Array;

  constructor(nodes: number, flight: Flight) {
    this.#flight = flight;
    this.#timesUs = new Float64Array(nodes * FIELDS).fill(Number.POSITIVE_INFINITY);
  }

  /** Infinity: not at all. */
  set(node: number, dueUs: number): void {
    this.#timesUs[node * FIELDS + WAKE] = dueUs;
    this.#ask(node);
  }

  clear(node: number): void {
    this.#timesUs[node * FIELDS + WAKE] = Number.POSITIVE_INFINITY;
  }

  /** When the node's timer is due. */
  dueUs(node: number): number {
    return this.#timesUs[node * FIELDS + WAKE]!;
  }

  /** The wheel has rung. True if the timer is due; it stays so until it is set or cleared. Rings may be left over. */
  rang(node: number, nowUs: number): boolean {
    const ring = node * FIELDS + RING;
    if (this.#timesUs[ring] !== nowUs) return false;
    this.#timesUs[ring] = Number.POSITIVE_INFINITY;
    if (this.dueUs(node) <= nowUs) return true;
    this.#ask(node);
    return false;
  }

  #ask(node: number): void {
    const dueUs = this.dueUs(node);
    if (dueUs >= this.#timesUs[node * FIELDS + RING]!) return;
    this.#timesUs[node * FIELDS + RING] = dueUs;
    this.#flight.addRing(dueUs, node);
  }
}
