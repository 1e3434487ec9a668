/** What a relay writes down of what passes it: everything, where it was, and in bounded memory. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CaptureBatch, type CaptureRecord, readCaptureRecords } from '../../../node/contract/capture.ts';
import { Capture } from '../../../node/relay/capture.ts';
import { Pair, until } from './fixtures.ts';

const AB = 0;

function recordsOf(pair: Pair): CaptureRecord[] {
  return pair.relay.events.flatMap((event) =>
    event.type === 'capture' ? readCaptureRecords(Buffer.from(event.records, 'base64')) : [],
  );
}

/** `in hello`, `out hello`, `in lost: loss`. */
function lineOf({ side, payload, dropped }: CaptureRecord): string {
  return `${side} ${Buffer.from(payload).toString('latin1')}${dropped === null ? '' : `: ${dropped}`}`;
}

describe('a relay that captures', () => {
  test('tells each datagram as it came and as it left, and an answer to counters comes after', async () => {
    await using pair = await Pair.open({ ab: { latencyMs: 30 } }, { capture: true });
    const beforeMs = performance.timeOrigin + performance.now();
    await pair.a.send(pair.aPort, 'one', 'two');
    await pair.settled(2);
    const records = recordsOf(pair);
    const of = (text: string) => records.filter((record) => lineOf(record).endsWith(text));
    expect(of('one').map(lineOf)).toEqual(['in one', 'out one']);
    expect(of('two').map(lineOf)).toEqual(['in two', 'out two']);
    const [cameMs = 0, leftMs = 0] = of('one').map(({ t }) => t);
    expect(cameMs).toBeGreaterThan(beforeMs - 5);
    expect(leftMs - cameMs).toBeGreaterThanOrEqual(30);
    expect(records.map(({ direction }) => direction)).toEqual([AB, AB, AB, AB]);
  });

  test('tells why a datagram did not come through, at the side where it was dropped', async () => {
    await using pair = await Pair.open({ ab: { loss: 1 }, natTimeoutMs: 1 }, { capture: true });
    await pair.a.send(pair.aPort, 'lost');
    await pair.settled(1);
    await pair.relay.change({ from: 'a', to: 'b', conditions: {} });
    await pair.a.send(pair.aPort, 'nat');
    await pair.settled(2);
    await pair.relay.change({ from: 'a', to: 'b', cut: true });
    await pair.a.send(pair.aPort, 'cut');
    await pair.settled(3);
    expect(recordsOf(pair).map(lineOf)).toEqual(['in lost: loss', 'in nat', 'out nat: nat', 'in cut: cut']);
  });

  test('tells what is twice, and shows the flipped bit only where it left', async () => {
    await using pair = await Pair.open({ ab: { duplicate: 1, corrupt: 1 } }, { capture: true });
    await pair.a.send(pair.aPort, 'original');
    await pair.settled(1);
    const [came, ...left] = recordsOf(pair);
    expect(lineOf(came!)).toBe('in original');
    expect(came).toMatchObject({ corrupted: true, duplicated: true });
    expect(left.map(({ side }) => side)).toEqual(['out', 'out']);
    expect(Buffer.from(left[0]!.payload)).not.toEqual(Buffer.from('original'));
    const heard = await until(
      () => pair.b.texts,
      (texts) => texts.length === 2,
    );
    expect(heard).toEqual(left.map(({ payload }) => Buffer.from(payload).toString('latin1')));
  });

  test('says nothing of it where nobody asked', async () => {
    await using pair = await Pair.open();
    await pair.a.send(pair.aPort, 'private');
    await pair.settled(1);
    expect(recordsOf(pair)).toEqual([]);
  });

  test('tells what is too much under way as its own loss', async () => {
    await using pair = await Pair.open({ ab: { latencyMs: 1 } }, { capture: true, limits: { bytes: 1 } });
    await pair.a.send(pair.aPort, 'much');
    await pair.settled(1);
    expect(recordsOf(pair).map(lineOf)).toEqual(['in much', 'out much: full']);
  });
});

test('where nobody reads, records are lost and counted, and memory stays bounded', () => {
  const told: { records: number; lost: number }[] = [];
  let backlog = 0;
  const capture = new Capture({
    emit: (bytes, lost) => {
      told.push({ records: readCaptureRecords(bytes).length, lost });
      backlog += bytes.length;
    },
    backlog: () => backlog,
  });
  const payload = new Uint8Array(1000);
  for (let i = 0; i < 20_000; i++) capture.left(AB, payload, null);
  const before = told.reduce((sum, { records }) => sum + records, 0);
  expect(before).toBeLessThan(10_000);
  backlog = 0;
  capture.left(AB, payload, null);
  capture.flush();
  const { records, lost } = told.at(-1)!;
  expect(before + records + lost).toBe(20_001);
});

test('records come out as they went in, as many as fit', () => {
  const record = fc.record({
    t: fc.double({ noNaN: true }),
    direction: fc.integer({ min: 0, max: 0xffff_ffff }),
    side: fc.constantFrom('in' as const, 'out' as const),
    dropped: fc.constantFrom(null, 'cut' as const, 'nat' as const, 'full' as const, 'sendQueue' as const),
    corrupted: fc.boolean(),
    duplicated: fc.boolean(),
    payload: fc.uint8Array({ maxLength: 300 }),
  });
  fc.assert(
    fc.property(fc.array(record), (records) => {
      const batch = new CaptureBatch(2000);
      const fits = records.filter((each) => batch.add(each));
      expect(batch.records).toBe(fits.length);
      expect(readCaptureRecords(batch.bytes)).toEqual(fits);
      const cut = batch.bytes.subarray(0, Math.max(0, batch.bytes.length - 1));
      expect(readCaptureRecords(cut)).toEqual(fits.slice(0, -1));
    }),
  );
});
