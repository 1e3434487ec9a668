/**
 * What the kernel counts for each node, looked at about twice a second while its process lives: waits for a processor
 * (`processor-waits.ts`) and datagrams that its sockets lost (`socket-drops.ts`).
 */

const LOOK_EVERY_MS = 500;
/** How much of the time may go into looking: many nodes are looked at less often. */
const LOOK_SHARE = 0.02;
const LOOK_AT_LEAST_EVERY_MS = 2_000;

/** Something the kernel counts for one process. */
export interface Gauge {
  /** Reads it, and tells what has changed. False when there is nothing to read, now or any more. */
  look(): Promise<boolean>;
}

export class GaugeLoop {
  readonly #gauges = new Map<string, Gauge[]>();
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<unknown> | null = null;
  #closed = false;

  /** Looks until there is nothing to read, or another boot of the same node takes this one's place. */
  async watch(node: string, gauges: readonly Gauge[]): Promise<void> {
    this.#gauges.set(node, [...gauges]);
    await this.#lookAt(node);
    if (this.#closed) return;
    if (this.#timer === null) this.#lookAgain(LOOK_EVERY_MS);
  }

  close(): void {
    this.#closed = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#gauges.clear();
  }

  /** Now; resolves when all that has changed is reported. */
  async look(): Promise<void> {
    this.#looking ??= Promise.all([...this.#gauges.keys()].map((node) => this.#lookAt(node)));
    await this.#looking;
    this.#looking = null;
  }

  #lookAgain(afterMs: number): void {
    this.#timer = setTimeout(async () => {
      const beganMs = performance.now();
      await this.look();
      const pauseMs = Math.max(LOOK_EVERY_MS, (performance.now() - beganMs) / LOOK_SHARE);
      if (!this.#closed) this.#lookAgain(Math.min(pauseMs, LOOK_AT_LEAST_EVERY_MS));
    }, afterMs);
    this.#timer.unref();
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
