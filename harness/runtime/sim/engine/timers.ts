/**
 * The timers of all nodes: one each, set again and again, mostly to a later time than before. So one that is put off keeps
 * its place in the wheel, and takes a new one when that comes.
 */
import type { PendingEvents } from './pending.ts';

/** Of each node, side by side: when its peer wants to be woken, and when the wheel will ring, which is no later. */
const WAKE = 0;
const RING = 1;
const FIELDS = 2;

export class Timers {
  readonly #flight: PendingEvents;
  readonly #timesUs: Float64Array;
  /** Nodes take their turns up to this moment: a node to be woken by then is, in its turn, and needs no ring. */
  turnsUntilUs = Number.NEGATIVE_INFINITY;

  constructor(nodes: number, flight: PendingEvents) {
    this.#flight = flight;
    this.#timesUs = new Float64Array(nodes * FIELDS).fill(Number.POSITIVE_INFINITY);
  }

  /** Infinity: not at all. */
  set(node: number, dueUs: number): void {
    this.#timesUs[node * FIELDS + WAKE] = dueUs;
    this.ask(node);
  }

  clear(node: number): void {
    this.#timesUs[node * FIELDS + WAKE] = Number.POSITIVE_INFINITY;
  }

  /** When the node's timer is due. */
  dueUs(node: number): number {
    return this.#timesUs[node * FIELDS + WAKE]!;
  }

  /** The wheel has rung for it, at this moment. Rings may be left over. */
  rang(node: number, atUs: number): void {
    const ring = node * FIELDS + RING;
    if (this.#timesUs[ring] === atUs) this.#timesUs[ring] = Number.POSITIVE_INFINITY;
  }

  /** Sees to it that the wheel rings when the timer is due, or before. */
  ask(node: number): void {
    const dueUs = this.dueUs(node);
    if (dueUs <= this.turnsUntilUs || dueUs >= this.#timesUs[node * FIELDS + RING]!) return;
    this.#timesUs[node * FIELDS + RING] = dueUs;
    this.#flight.addRing(dueUs, node);
  }
}
