import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { idOfName, nameOnWire } from '../../../node/contract/names.ts';
import { EntryReader, EntryWriter } from '../../../node/core/entries.ts';
import {
  Datagram,
  DatagramType,
  decode,
  encodeBye,
  encodeData,
  encodeProbe,
  MAC_BYTES,
  MAX_DATAGRAM_BYTES,
  MAX_NAME_BYTES,
  MAX_PAYLOAD_BYTES,
  macAtOf,
  PULL_FIXED_BYTES,
  RANGES_FIXED_BYTES,
  withHops,
  writeHead,
  writePullHead,
} from '../../../node/core/wire.ts';
import { deriveKeys } from '../../../node/udp/keys.ts';

const summary = { high: 0x01234567, low: 0x89abcdef };
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const u48 = fc.integer({ min: 0, max: 0xffff_ffff_ffff });
const name = fc.uint8Array({ maxLength: MAX_NAME_BYTES });
const payload = fc.uint8Array({ maxLength: MAX_PAYLOAD_BYTES });

describe('decode after encode gives back what went in', () => {
  test('DATA', () => {
    fc.assert(
      fc.property(u32, u48, u48, u32, name, payload, (network, id, boot, sequence, name, payload) => {
        const bytes = encodeData(network, id, boot, sequence, name, payload);
        const into = new Datagram();
        expect(bytes.length).toBeLessThanOrEqual(MAX_DATAGRAM_BYTES);
        expect(decode(bytes, into)).toBeNull();
        expect(into).toMatchObject({ type: DatagramType.DATA, network, id, boot, sequence, hops: 1 });
        expect(bytes.slice(into.nameAt, into.nameAt + into.nameBytes)).toEqual(name);
        expect(bytes.slice(into.payloadAt, into.payloadAt + into.payloadBytes)).toEqual(payload);
        expect(into.macAt).toBe(macAtOf(bytes));
      }),
    );
  });

  test('PING and PONG, whatever tail a later version gives them', () => {
    const type = fc.constantFrom(DatagramType.PING, DatagramType.PONG);
    fc.assert(
      fc.property(
        type,
        u32,
        u48,
        u48,
        u48,
        u32,
        name,
        payload,
        (type, network, id, boot, sentUs, cookie, name, tail) => {
          const bytes = encodeProbe(type, network, id, boot, sentUs, cookie, summary, name);
          const longer = new Uint8Array(bytes.length + tail.length);
          longer.set(bytes);
          for (const datagram of [bytes, longer]) {
            const into = new Datagram();
            expect(decode(datagram, into)).toBeNull();
            expect(into).toMatchObject({ type, network, id, boot, sentUs, cookie });
            expect(datagram.slice(into.nameAt, into.nameAt + into.nameBytes)).toEqual(name);
            expect(into.macAt).toBe(datagram.length - 16);
          }
        },
      ),
    );
  });

  test('BYE', () => {
    fc.assert(
      fc.property(u32, u48, u48, (network, id, boot) => {
        const into = new Datagram();
        expect(decode(encodeBye(network, id, boot), into)).toBeNull();
        expect(into).toMatchObject({ type: DatagramType.BYE, network, id, boot });
      }),
    );
  });
});

describe('decode after encode gives back what went in: RANGES and PULL', () => {
  const length = fc.integer({ min: 0, max: 9_000 });
  const run = fc.tuple(u32, length).map(([first, length]) => [first, (first + length) >>> 0]);
  const entry = fc.record({
    origin: u48.map((origin) => origin.toString(16).padStart(12, '0')),
    boot: u48,
    floor: u32,
    runs: fc.array(run, { maxLength: 12 }),
  });

  test('their entries', () => {
    fc.assert(
      fc.property(
        u32,
        u48,
        u48,
        u32,
        fc.array(entry, { maxLength: 10 }),
        (network, id, boot, number, entries) => {
          const bytes = withEntries(PULL_FIXED_BYTES, entries as VectorEntry[]);
          writePullHead(bytes, network, id, boot, number);
          const into = new Datagram();
          expect(decode(bytes, into)).toBeNull();
          expect(into).toMatchObject({ type: DatagramType.PULL, network, id, boot, sequence: number });
          expect(entriesOf(bytes, into)).toEqual(entries);
          if (entries.length > 0) expect(decode(bytes.subarray(0, -1), into)).toBe('drop.malformed');
        },
      ),
    );
  });
});

describe('decode is total', () => {
  const anything = fc.uint8Array({ maxLength: 1_400 });
  const withGoodHead = fc
    .tuple(fc.integer({ min: 0, max: 7 }), anything)
    .map(([type, rest]) => Uint8Array.from([0x6d, 0x62, 2, type, ...rest]));

  test('any bytes are read within their bounds, or refused with a reason', () => {
    fc.assert(
      fc.property(fc.oneof(anything, withGoodHead), (bytes) => {
        const into = new Datagram();
        const problem = decode(bytes, into);
        if (problem !== null) {
          expect(problem).toMatch(/^drop\./);
          return;
        }
        expect(into.macAt + 16).toBeLessThanOrEqual(bytes.length);
        expect(into.nameAt + into.nameBytes).toBeLessThanOrEqual(into.macAt);
        expect(into.nameBytes).toBeLessThanOrEqual(MAX_NAME_BYTES);
        if (into.type !== DatagramType.DATA) return;
        expect(into.payloadAt + into.payloadBytes).toBe(into.macAt);
        expect(into.payloadBytes).toBeLessThanOrEqual(MAX_PAYLOAD_BYTES);
      }),
      { numRuns: 2_000 },
    );
  });

  test('every shortened datagram is refused, or is a shorter one', () => {
    const bytes = encodeProbe(DatagramType.PING, 1, 2, 3, 4, 5, summary, Uint8Array.of(110, 49));
    for (let length = 0; length < bytes.length; length++)
      expect(decode(bytes.subarray(0, length), new Datagram())).toMatch(/^drop\./);
  });

  test.each([
    ['a DATA with too long a name', encodeData(1, 2, 3, 4, new Uint8Array(33), Uint8Array.of(9))],
    ['a DATA with too much payload', encodeData(1, 2, 3, 4, new Uint8Array(0), new Uint8Array(1_101))],
    [
      'a PING with too long a name',
      encodeProbe(DatagramType.PING, 1, 2, 3, 4, 5, summary, new Uint8Array(32)).with(38, 33),
    ],
    ['a BYE with a tail', Uint8Array.from([...encodeBye(1, 2, 3), 0])],
  ])('%s is malformed', (_what, bytes) => {
    expect(decode(bytes, new Datagram())).toBe('drop.malformed');
  });

  test.each([
    ['drop.bad-magic', [0, 0x6e]],
    ['drop.bad-version', [2, 1]],
    ['drop.bad-type', [3, 9]],
  ] as const)('%s', (problem, [at, value]) => {
    const bytes = encodeBye(1, 2, 3);
    bytes[at] = value;
    expect(decode(bytes, new Datagram())).toBe(problem);
  });
});

test('hops change in a copy', () => {
  const bytes = encodeData(1, 2, 3, 4, new Uint8Array(0), Uint8Array.of(9));
  const next = withHops(bytes, 7);
  expect(bytes.at(-1)).toBe(1);
  expect(next.at(-1)).toBe(7);
  expect(next.subarray(0, -1)).toEqual(bytes.subarray(0, -1));
});

interface VectorEntry {
  origin: string;
  boot: number;
  floor: number;
  runs: [first: number, last: number][];
}

interface Vector {
  type: keyof typeof DatagramType;
  node: string;
  id: string;
  boot: number;
  sequence?: number;
  hops?: number;
  payload?: string;
  sent?: number;
  cookie?: number;
  /** 16 hex digits. */
  summary?: string;
  number?: number;
  entries?: VectorEntry[];
  datagram: string;
}

describe('docs/wire-format.md', () => {
  const page = readFileSync(new URL('../../../docs/wire-format.md', import.meta.url), 'utf8');
  const { network, vectors } = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)![1]!) as {
    network: string;
    vectors: Vector[];
  };
  const keys = deriveKeys(Uint8Array.from({ length: 32 }, (_, i) => i));

  test('the network id', () => expect(keys.network.toString(16).padStart(8, '0')).toBe(network));

  test('there is a vector for every type', () =>
    expect(new Set(vectors.map(({ type }) => type))).toEqual(new Set(Object.keys(DatagramType))));

  test.each(vectors)('$type of $node is written as the page says', (vector) => {
    expect(Buffer.from(encoded(vector)).toString('hex')).toBe(vector.datagram);
  });

  test.each(vectors)('$type of $node is read as the page says', (vector) => {
    const bytes = Buffer.from(vector.datagram, 'hex');
    const into = new Datagram();
    expect(decode(bytes, into)).toBeNull();
    expect(keys.mac.verify(bytes, into.macAt)).toBe(true);
    expect(into).toMatchObject({ type: DatagramType[vector.type], boot: vector.boot, network: keys.network });
    expect(into.id.toString(16).padStart(12, '0')).toBe(vector.id);
    if (vector.type === 'BYE') return;
    if (vector.type === 'RANGES' || vector.type === 'PULL') {
      if (vector.type === 'PULL') expect(into.sequence).toBe(vector.number);
      return expect(entriesOf(bytes, into)).toEqual(vector.entries);
    }
    const travelled = bytes.subarray(into.nameAt, into.nameAt + into.nameBytes);
    expect([...travelled]).toEqual([...nameOnWire(vector.node)]);
    if (vector.type !== 'DATA')
      return expect(into).toMatchObject({
        sentUs: vector.sent,
        cookie: vector.cookie,
        summaryHigh: summaryOf(vector).high,
        summaryLow: summaryOf(vector).low,
      });
    expect(into).toMatchObject({ sequence: vector.sequence, hops: vector.hops });
    expect(bytes.toString('utf8', into.payloadAt, into.macAt)).toBe(vector.payload);
  });

  function encoded(vector: Vector): Uint8Array {
    const { type, node, boot, sequence, hops, payload, sent, cookie, number } = vector;
    const id = idOfName(node);
    const wireName = nameOnWire(node);
    const { network } = keys;
    let bytes: Uint8Array;
    if (type === 'DATA')
      bytes = withHops(encodeData(network, id, boot, sequence!, wireName, Buffer.from(payload!)), hops!);
    else if (type === 'BYE') bytes = encodeBye(network, id, boot);
    else if (type === 'RANGES') {
      bytes = withEntries(RANGES_FIXED_BYTES, vector.entries!);
      writeHead(bytes, DatagramType.RANGES, network, id, boot);
    } else if (type === 'PULL') {
      bytes = withEntries(PULL_FIXED_BYTES, vector.entries!);
      writePullHead(bytes, network, id, boot, number!);
    } else
      bytes = encodeProbe(DatagramType[type], network, id, boot, sent!, cookie!, summaryOf(vector), wireName);
    keys.mac.sign(bytes, macAtOf(bytes));
    return bytes;
  }
});

function summaryOf({ summary }: Vector): { high: number; low: number } {
  const [high, low] = [Number.parseInt(summary!.slice(0, 8), 16), Number.parseInt(summary!.slice(8), 16)];
  return { high, low };
}

function withEntries(at: number, entries: readonly VectorEntry[]): Uint8Array {
  const writer = new EntryWriter(new Uint8Array(MAX_DATAGRAM_BYTES), MAX_DATAGRAM_BYTES - MAC_BYTES);
  writer.at = at;
  for (const { origin, boot, floor, runs } of entries) {
    writer.entry(Number.parseInt(origin, 16), boot, floor);
    for (const [first, last] of runs) writer.run(first, last);
  }
  return writer.bytes.slice(0, writer.at + MAC_BYTES);
}

function entriesOf(bytes: Uint8Array, message: Datagram): VectorEntry[] {
  const reader = new EntryReader();
  const entries: VectorEntry[] = [];
  reader.start(bytes, message.entriesAt, message.macAt);
  while (reader.next()) {
    const { boot, floor, runCount } = reader;
    const runs = Array.from({ length: runCount }, (_, run) => [reader.first(run), reader.last(run)]);
    entries.push({
      origin: reader.origin.toString(16).padStart(12, '0'),
      boot,
      floor,
      runs: runs as VectorEntry['runs'],
    });
  }
  return entries;
}
