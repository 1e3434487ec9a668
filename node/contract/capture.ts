/**
 * How a relay writes down what passes it: records in binary, gathered in batches, so that a datagram costs a copy and
 * its share of one line. Both sides are here, since only they know the layout.
 *
 * A record, big-endian: the moment in Unix milliseconds by the relay's clock (float, 8), the direction (4), what
 * happened (1), why it was dropped (1), the payload's length (2), the payload. Directions are counted in the order of
 * `configure`: 2 i is the i-th link from a to b, 2 i + 1 is from b to a.
 */

import { DROP_REASONS, type DropReason } from '../link/link-model.ts';

/** What conditions drop, and what the relay itself loses: too much under way, or the system took no more. */
export type CaptureDrop = DropReason | 'full' | 'sendQueue';

export interface CaptureRecord {
  /** Unix milliseconds by the relay's clock. */
  t: number;
  direction: number;
  /** As it came from the one end, or as it left for the other; a dropped one is recorded where it was dropped. */
  side: 'in' | 'out';
  dropped: CaptureDrop | null;
  /** On the way in: what the conditions then do to it. */
  corrupted: boolean;
  duplicated: boolean;
  payload: Uint8Array;
}

const HEAD_BYTES = 16;
const OUT = 1;
const CORRUPTED = 2;
const DUPLICATED = 4;
const DROPS: readonly CaptureDrop[] = [...DROP_REASONS, 'full', 'sendQueue'];

/** Records in one buffer of a fixed size. */
export class CaptureBatch {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #used = 0;
  #records = 0;

  constructor(sizeBytes: number) {
    this.#bytes = new Uint8Array(sizeBytes);
    this.#view = new DataView(this.#bytes.buffer);
  }

  get records(): number {
    return this.#records;
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#used);
  }

  /** False, and nothing happened, when it does not fit. */
  add({ t, direction, side, dropped, corrupted, duplicated, payload }: CaptureRecord): boolean {
    const at = this.#used;
    if (at + HEAD_BYTES + payload.length > this.#bytes.length) return false;
    const what = (side === 'out' ? OUT : 0) | (corrupted ? CORRUPTED : 0) | (duplicated ? DUPLICATED : 0);
    this.#view.setFloat64(at, t);
    this.#view.setUint32(at + 8, direction);
    this.#view.setUint8(at + 12, what);
    this.#view.setUint8(at + 13, dropped === null ? 0 : DROPS.indexOf(dropped) + 1);
    this.#view.setUint16(at + 14, payload.length);
    this.#bytes.set(payload, at + HEAD_BYTES);
    this.#used = at + HEAD_BYTES + payload.length;
    this.#records++;
    return true;
  }

  clear(): void {
    this.#used = 0;
    this.#records = 0;
  }
}

/** The records of a batch, in the order in which they were written; what is cut off at the end is left out. */
export function readCaptureRecords(bytes: Uint8Array): CaptureRecord[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const records: CaptureRecord[] = [];
  for (let at = 0; at + HEAD_BYTES <= bytes.length; ) {
    const end = at + HEAD_BYTES + view.getUint16(at + 14);
    if (end > bytes.length) break;
    const what = view.getUint8(at + 12);
    records.push({
      t: view.getFloat64(at),
      direction: view.getUint32(at + 8),
      side: (what & OUT) === 0 ? 'in' : 'out',
      dropped: DROPS[view.getUint8(at + 13) - 1] ?? null,
      corrupted: (what & CORRUPTED) !== 0,
      duplicated: (what & DUPLICATED) !== 0,
      payload: bytes.subarray(at + HEAD_BYTES, end),
    });
    at = end;
  }
  return records;
}
