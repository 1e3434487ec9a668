/**
 * What the kernel counts for each node, looked at twice a second while its process lives: waits for a processor
 * (`waits.ts`) and datagrams that its sockets lost (`drops.ts`).
 */

const LOOK_EVERY_MS = 500;

/** Something the kernel counts for one process. */
export interface Gauge {
  /** Reads it, and tells what has changed. False when there is nothing to read, now or any more. */
  look(): Promise<boolean>;
}

export class Looks {
  readonly #gauges = new Map<string, Gauge[]>();
  #timer: NodeJS.Timeout | null = null;
  #looking = false;
  #closed = false;

  /** Looks until there is nothing to read, or another boot of the same node takes this one's place. */
  async watch(node: string, gauges: readonly Gauge[]): Promise<void> {
    this.#gauges.set(node, [...gauges]);
    await this.#lookAt(node);
    if (this.#closed) return;
    this.#timer ??= setInterval(() => void this.#look(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  close(): void {
    this.#closed = true;
    if (this.#timer) clearInterval(this.#timer);
    this.#gauges.clear();
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    await Promise.all([...this.#gauges.keys()].map((node) => this.#lookAt(node)));
    this.#looking = false;
  }

  async #lookAt(node: string): Promise<void> {
    const gauges = this.#gauges.get(node) ?? [];
    const goesOn = await Promise.all(gauges.map((gauge) => gauge.look()));
    if (this.#gauges.get(node) !== gauges) return;
    const left = gauges.filter((_, i) => goesOn[i]);
    if (left.length === 0) this.#gauges.delete(node);
    else if (left.length < gauges.length) this.#gauges.set(node, left);
  }
}
