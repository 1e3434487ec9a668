import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CaptureFile, type CaptureOptions } from '../../../harness/capture/file.ts';
import { udpPacket } from '../../../harness/capture/packet.ts';
import type { Crossing } from '../../../harness/runtime/port/observation.ts';
import { capinfos, fieldsOf, testWithTshark } from '../../wireshark/tshark.ts';

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'meshbed-test-'));
});
afterAll(() => rmSync(home, { recursive: true }));

const source = { host: '127.1.2.3', port: 9000 };
const destination = { host: '127.1.2.9', port: 40_000 };

function crossing(atMs: number, more: Partial<Crossing> = {}): Crossing {
  const payload = Buffer.from('hello');
  return { atMs, from: 'n1', to: 'n2', side: 'in', source, destination, payload, ...more };
}

let files = 0;
function open(more: Partial<CaptureOptions> = {}) {
  const path = join(home, `${++files}.pcapng`);
  return {
    path,
    file: new CaptureFile(path, { epochMs: 1_700_000_000_000, what: 'a run', beganAtMs: () => 5, ...more }),
  };
}

describe('capture.pcapng, as tshark reads it', () => {
  testWithTshark('names interfaces after links, and has times, addresses and directions', async () => {
    const { file, path } = open();
    file.add([crossing(1.25), crossing(2.5, { side: 'out', source: destination, destination: source })], 0);
    file.add(
      [
        crossing(3, {
          from: 'n2',
          to: 'n1',
          source: { host: '::1', port: 1 },
          destination: { host: 'fe80::1:2%lo', port: 65_535 },
        }),
      ],
      0,
    );
    expect(await file.close()).toEqual({ datagrams: 2, missing: 0 });
    const shown = fieldsOf(path, [
      ...([
        'frame.interface_name',
        'frame.time_epoch',
        'frame.packet_flags_direction',
        'ip.src',
        'ip.dst',
      ] as const),
      ...(['ipv6.src', 'ipv6.dst', 'udp.srcport', 'udp.dstport', 'data.data'] as const),
    ]);
    expect(
      shown.map((each) =>
        Object.values(each)
          .filter((value) => value !== '')
          .slice(0, 7),
      ),
    ).toEqual([
      ['n1->n2', '1700000000.001250000', '0x00000001', '127.1.2.3', '127.1.2.9', '9000', '40000'],
      ['n1->n2', '1700000000.002500000', '0x00000002', '127.1.2.9', '127.1.2.3', '40000', '9000'],
      ['n2->n1', '1700000000.003000000', '0x00000001', '::1', 'fe80::1:2', '1', '65535'],
    ]);
    expect(shown.map((each) => each['data.data'])).toEqual(
      Array(3).fill(Buffer.from('hello').toString('hex')),
    );
    expect(capinfos(path)).toContain("a run; the journal's time 0 is 1700000000.005000");
  });

  testWithTshark('says in comments what was dropped and why, and what else was done', async () => {
    const { file, path } = open();
    file.add(
      [crossing(1, { dropped: 'loss' }), crossing(2, { corrupted: true, duplicated: true }), crossing(3)],
      0,
    );
    await file.close();
    expect(fieldsOf(path, ['frame.comment']).map((each) => each['frame.comment'])).toEqual([
      'dropped: loss',
      'one bit is flipped on the way; leaves twice',
      '',
    ]);
  });

  testWithTshark('takes every payload that UDP takes, with checksums that are right', async () => {
    const { file, path } = open();
    const sizes = [0, 1, 2, 3, 1200, 65_507];
    file.add(
      sizes.map((size, i) => crossing(i, { payload: Buffer.alloc(size, 0xff) })),
      0,
    );
    const sixes = {
      source: { host: '::ffff:10.0.0.1', port: 1 },
      destination: { host: '10.0.0.2', port: 2 },
    };
    file.add(
      sizes.map((size, i) => crossing(10 + i, { payload: Buffer.alloc(size, i), ...sixes })),
      0,
    );
    await file.close();
    expect(fieldsOf(path, ['udp.length']).map((each) => Number(each['udp.length']) - 8)).toEqual([
      ...sizes,
      ...sizes,
    ]);
  });

  testWithTshark('an empty one is a file all the same', async () => {
    const { file, path } = open({ beganAtMs: () => null });
    expect(await file.close()).toEqual({ datagrams: 0, missing: 0 });
    expect(fieldsOf(path, ['frame.number'])).toEqual([]);
  });

  testWithTshark('counts what is missing', async () => {
    const { file, path } = open();
    file.add([crossing(1)], 41);
    file.add([], 1);
    expect(await file.close()).toEqual({ datagrams: 1, missing: 42 });
    expect(fieldsOf(path, ['frame.number'])).toHaveLength(1);
    expect(capinfos(path)).toMatch(/Number of stat entries = 1/);
  });
});

it('F2: holds back so much and no more, and counts the rest', async () => {
  const { file } = open({ beganAtMs: () => null });
  const one = crossing(1);
  for (let i = 0; i < 501; i++) file.add(Array(1_000).fill(one), 0);
  expect(await file.close()).toEqual({ datagrams: 500_000, missing: 1_000 });
});

describe('order', () => {
  testWithTshark('F1: is that of time, although relays tell in batches', async () => {
    const { file, path } = open();
    for (let batch = 0; batch < 50; batch++) {
      const atMs = batch * 100;
      file.add([crossing(atMs + 90, { from: 'b' }), crossing(atMs + 95, { from: 'b' })], 0);
      file.add([crossing(atMs, { from: 'a' }), crossing(atMs + 92, { from: 'a' })], 0);
    }
    await file.close();
    const times = fieldsOf(path, ['frame.time_epoch']).map((each) => Number(each['frame.time_epoch']));
    expect(times).toHaveLength(200);
    expect(times).toEqual(times.toSorted((x, y) => x - y));
  });

  it('F1: of what is reported is kept where the times are equal, and the bytes are the same each time', async () => {
    const once = async () => {
      const { file, path } = open();
      for (let i = 0; i < 1_000; i++) file.add([crossing(i >> 4, { payload: Buffer.from(`${i}`) })], 0);
      await file.close();
      return readFileSync(path);
    };
    expect(await once()).toEqual(await once());
  });
});

describe('packets', () => {
  it('have a checksum that adds up, and the payload as it was', () => {
    const host = fc.oneof(fc.ipV4(), fc.ipV6());
    const port = fc.integer({ min: 1, max: 65_535 });
    fc.assert(
      fc.property(host, port, port, fc.uint8Array({ maxLength: 1200 }), (host, from, to, payload) => {
        const packet = udpPacket({ host, port: from }, { host, port: to }, payload);
        const isFour = packet[0] === 0x45;
        expect(packet.subarray(isFour ? 28 : 48)).toEqual(Buffer.from(payload));
        const udp = packet.subarray(isFour ? 20 : 40);
        const addresses = isFour ? packet.subarray(12, 20) : packet.subarray(8, 40);
        expect(sumOf(Buffer.concat([addresses, Buffer.of(0, 17), lengthOf(udp), udp]))).toBe(0xffff);
        if (isFour) expect(sumOf(packet.subarray(0, 20))).toBe(0xffff);
      }),
    );
  });
});

function lengthOf(bytes: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return length;
}

/** The ones' complement sum of 16-bit words (RFC 1071). */
function sumOf(bytes: Buffer): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) {
    sum += ((bytes[at] ?? 0) << 8) + (bytes[at + 1] ?? 0);
    if (sum > 0xffff) sum -= 0xffff;
  }
  return sum;
}
