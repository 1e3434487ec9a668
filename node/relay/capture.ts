/**
 * Writes down every datagram that enters and leaves the relay, for a capture: bounded in memory, and never in
 * the datagrams' way. Where the reader does not keep up, records are lost, counted, and said; datagrams are not.
 */
import { CaptureBatch, type CaptureDrop } from '../contract/capture.ts';

/** Room for the largest datagram, and for some thousand of the usual size. */
const BATCH_BYTES = 256 * 1024;
/** Of events that the harness has not read yet. */
const MOST_BACKLOG_BYTES = 8 * 1024 * 1024;

export interface CaptureOut {
  /** A batch of records, and how many were lost since the last one. */
  emit(records: Uint8Array, lost: number): void;
  /** How many bytes wait to be read. */
  backlog(): number;
}

export class Capture {
  readonly #out: CaptureOut;
  readonly #batch = new CaptureBatch(BATCH_BYTES);
  #lost = 0;

  constructor(out: CaptureOut) {
    this.#out = out;
  }

  /** As it came in. `flippedBit`: the conditions have flipped this bit since; -1 for none. */
  entered(
    nowMs: number,
    direction: number,
    payload: Uint8Array,
    dropped: CaptureDrop | null,
    flippedBit: number,
    duplicated: boolean,
  ): void {
    const corrupted = flippedBit >= 0;
    if (corrupted) flip(payload, flippedBit);
    const t = performance.timeOrigin + nowMs;
    this.#add({ t, direction, side: 'in', dropped, corrupted, duplicated, payload });
    if (corrupted) flip(payload, flippedBit);
  }

  /** As it went out, or as it did not. */
  left(direction: number, payload: Uint8Array, dropped: CaptureDrop | null): void {
    const t = performance.timeOrigin + performance.now();
    this.#add({ t, direction, side: 'out', dropped, corrupted: false, duplicated: false, payload });
  }

  flush(): void {
    const { records, bytes } = this.#batch;
    if (records === 0 && this.#lost === 0) return;
    if (this.#out.backlog() > MOST_BACKLOG_BYTES) this.#lost += records;
    else {
      this.#out.emit(bytes, this.#lost);
      this.#lost = 0;
    }
    this.#batch.clear();
  }

  #add(record: Parameters<CaptureBatch['add']>[0]): void {
    if (this.#batch.add(record)) return;
    this.flush();
    this.#batch.add(record);
  }
}

function flip(payload: Uint8Array, bit: number): void {
  payload[bit >> 3]! ^= 1 << (bit & 7);
}
