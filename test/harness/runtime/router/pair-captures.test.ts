import { expect, test } from 'vitest';
import type { Crossing, Observation } from '../../../../harness/runtime/port/observation.ts';
import type { Sink } from '../../../../harness/runtime/port/port.ts';
import { PairCaptures } from '../../../../harness/runtime/router/pair-captures.ts';
import { CaptureBatch, type CaptureRecord } from '../../../../node/contract/capture.ts';

const record: CaptureRecord = {
  t: 1_000,
  direction: 4,
  side: 'in',
  dropped: null,
  corrupted: false,
  duplicated: false,
  payload: Uint8Array.of(69, 0, 7),
};

/** What becomes of these records of a router that has told of the pair 4, from a to b, and whose clock is 900 ahead. */
function told(...records: Partial<CaptureRecord>[]): { crossings: readonly Crossing[]; missing: number } {
  const observed: Observation[] = [];
  const captures = new PairCaptures({ observe: (each) => void observed.push(each) } as Pick<
    Sink,
    'observe'
  > as Sink);
  captures.name(4, 'a', 'b');
  const batch = new CaptureBatch(1_000);
  for (const each of records) batch.add({ ...record, ...each });
  captures.tell(Buffer.from(batch.bytes).toString('base64'), 3, (ms) => ms - 900);
  const [crossed] = observed;
  if (crossed?.type !== 'crossed') throw new Error('nothing told');
  return crossed;
}

test('a packet crosses between the nodes of its pair, at its moment on our clock, as it was', () => {
  const { crossings, missing } = told({}, { side: 'out', t: 1_005 });
  const packet = Buffer.of(69, 0, 7);
  expect(crossings).toEqual([
    { atMs: 100, from: 'a', to: 'b', side: 'in', packet },
    { atMs: 105, from: 'a', to: 'b', side: 'out', packet },
  ]);
  expect(missing).toBe(3);
});

test('with what becomes of it, the drops as counts call them', () => {
  const { crossings } = told({ dropped: 'loss' }, { dropped: 'full' }, { corrupted: true, duplicated: true });
  expect(crossings.map(({ dropped, corrupted, duplicated }) => ({ dropped, corrupted, duplicated }))).toEqual(
    [{ dropped: 'loss' }, { dropped: 'relay' }, { corrupted: true, duplicated: true }],
  );
});

test('of a pair that nobody has told of there is nothing to say', () => {
  expect(told({ direction: 5 }).crossings).toEqual([]);
});
