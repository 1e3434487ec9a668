/**
 * Whether a loop that waits in one place had any idle moment, over spans of a quarter of a second. No clock of its own.
 */
const SATURATED = 0.95;

export class Saturation {
  fromMs: number;
  #waitedBeforeMs = 0;

  constructor(nowMs: number) {
    this.fromMs = nowMs;
  }

  /** Ends a span. `waitedMs`: how long the loop has waited since its beginning. */
  look(nowMs: number, waitedMs: number): boolean {
    const spanMs = nowMs - this.fromMs;
    const isSaturated = spanMs > 0 && waitedMs - this.#waitedBeforeMs < (1 - SATURATED) * spanMs;
    this.fromMs = nowMs;
    this.#waitedBeforeMs = waitedMs;
    return isSaturated;
  }
}
