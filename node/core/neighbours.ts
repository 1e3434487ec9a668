/**
 * The neighbours of a peer, with what is looked for among all of them side by side: their ids, and when each is due.
 * Going through the neighbours themselves for it would be a walk through all of memory, at each datagram.
 */
import type { Neighbour } from './neighbour.ts';

export class Neighbours {
  #list: Neighbour[] = [];
  #ids: number[] = [];
  #duesMs: number[] = [];

  get list(): readonly Neighbour[] {
    return this.#list;
  }

  replace(list: Neighbour[]): void {
    this.#list = list;
    this.#ids = list.map(({ id }) => id);
    this.#duesMs = list.map(({ dueAtMs }) => dueAtMs);
  }

  find(id: number): Neighbour | undefined {
    const place = this.#place(id);
    return place < 0 ? undefined : this.#list[place];
  }

  /** Each that is due, once, in their order; they are asked afterwards when they are due next. */
  serve(nowMs: number, due: (neighbour: Neighbour) => void): void {
    for (let place = 0; place < this.#duesMs.length; place++) {
      if (this.#duesMs[place]! > nowMs) continue;
      const neighbour = this.#list[place]!;
      due(neighbour);
      this.#duesMs[place] = neighbour.dueAtMs;
    }
  }

  /** A neighbour is due at another time than it was. */
  reschedule({ id, dueAtMs }: Neighbour): void {
    const place = this.#place(id);
    if (place >= 0) this.#duesMs[place] = dueAtMs;
  }

  /** When the first of them is due. */
  get earliestMs(): number {
    let earliestMs = Number.POSITIVE_INFINITY;
    for (const dueMs of this.#duesMs) if (dueMs < earliestMs) earliestMs = dueMs;
    return earliestMs;
  }

  #place(id: number): number {
    for (let place = 0; place < this.#ids.length; place++) if (this.#ids[place] === id) return place;
    return -1;
  }
}
