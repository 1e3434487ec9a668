/**
 * What the router has captured → crossings as the runtime port tells them. Pairs have numbers, which the router tells when it
 * first needs them.
 */

import { readCaptureRecords } from '../../../node/contract/capture.ts';
import { crossingOf } from '../carriers/crossings.ts';
import type { Crossing } from '../port/observation.ts';
import type { Sink } from '../port/port.ts';

export class PairCaptures {
  readonly #sink: Sink;
  readonly #pairs = new Map<number, { from: string; to: string }>();

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  name(number: number, from: string, to: string): void {
    this.#pairs.set(number, { from, to });
  }

  /** `records` in base64; `moment`: from the router's clock to ours; `missing`: so many more were lost. */
  tell(records: string, missing: number, moment: (ms: number) => number): void {
    const crossings = readCaptureRecords(Buffer.from(records, 'base64')).flatMap((record): Crossing[] => {
      const pair = this.#pairs.get(record.direction);
      if (pair === undefined) return [];
      return [crossingOf(record, { packet: record.payload }, pair, moment(record.t))];
    });
    this.#sink.observe({ type: 'crossed', crossings, missing });
  }
}
