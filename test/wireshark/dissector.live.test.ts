/**
 * The dissector shows what docs/wire-format.md says is in its test vectors, with tshark as it is installed.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { CaptureFile } from '../../harness/capture/file.ts';
import { packageRoot } from '../../harness/common/package-root.ts';
import { fieldsOf, testWithTshark } from './tshark.ts';

interface Vector {
  type: string;
  node: string;
  id: string;
  boot: number;
  datagram: string;
  sequence?: number;
  hops?: number;
  payload?: string;
  sent?: number;
  cookie?: number;
  summary?: string;
  number?: number;
  entries?: { origin: string; boot: number; floor: number; runs: [number, number][] }[];
}

const page = readFileSync(join(packageRoot(), 'docs/wire-format.md'), 'utf8');
const { network, vectors }: { network: string; vectors: Vector[] } = JSON.parse(
  /```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '',
);

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'meshbed-test-'));
});
afterAll(() => rmSync(home, { recursive: true }));

async function captureOf(name: string, payloads: Uint8Array[]): Promise<string> {
  const path = join(home, `${name}.pcapng`);
  const file = new CaptureFile(path, { epochMs: 0, what: name, beganAtMs: () => 0 });
  const [source, destination] = [10, 20].map((place) => ({ host: `10.0.0.${place}`, port: 9000 })) as [
    { host: string; port: number },
    { host: string; port: number },
  ];
  file.add(
    payloads.map((payload, i) => ({
      atMs: i,
      from: 'a',
      to: 'b',
      side: 'in',
      source,
      destination,
      payload,
    })),
    0,
  );
  await file.close();
  return path;
}

const hexOf = (text: string) => Buffer.from(text).toString('hex');
const listed = (values: readonly (number | string)[]) => values.join(',');

describe('the dissector', () => {
  testWithTshark('shows every field of every test vector, and complains of nothing', async () => {
    const path = await captureOf(
      'vectors',
      vectors.map(({ datagram }) => Buffer.from(datagram, 'hex')),
    );
    expect(vectors.length).toBeGreaterThanOrEqual(8);
    const names = [
      ...(['_ws.col.Protocol', 'meshbed.version', 'meshbed.type', 'meshbed.network', 'meshbed.id'] as const),
      ...([
        'meshbed.boot',
        'meshbed.name',
        'meshbed.sequence',
        'meshbed.message',
        'meshbed.payload',
      ] as const),
      ...(['meshbed.hops', 'meshbed.sent', 'meshbed.cookie', 'meshbed.summary', 'meshbed.number'] as const),
      ...(['meshbed.entry.origin', 'meshbed.entry.boot', 'meshbed.entry.floor', 'meshbed.mac'] as const),
      ...(['meshbed.entry.run.first', 'meshbed.entry.run.count'] as const),
    ];
    const types = ['', 'DATA', 'PING', 'PONG', 'BYE', 'RANGES', 'PULL'];
    const shown = fieldsOf(path, names);
    for (const [i, vector] of vectors.entries()) {
      const { type, node, id, boot, sequence, hops, payload, sent, cookie, summary, number } = vector;
      const { entries = [], datagram } = vector;
      const isNamed = ['DATA', 'PING', 'PONG'].includes(type) && Buffer.byteLength(node) <= 32;
      const text = (value: number | undefined) => (value === undefined ? '' : String(value));
      const macEnd = type === 'DATA' ? -2 : undefined;
      expect(shown[i], `${type} of ${node}`).toEqual({
        '_ws.col.Protocol': 'meshbed',
        'meshbed.version': '2',
        'meshbed.type': text(types.indexOf(type)),
        'meshbed.network': `0x${network}`,
        'meshbed.id': id,
        'meshbed.boot': text(boot),
        'meshbed.name': isNamed ? node : '',
        'meshbed.sequence': text(sequence),
        'meshbed.message': sequence === undefined ? '' : `${isNamed ? node : id}-${boot}-${sequence}`,
        'meshbed.payload': payload === undefined ? '' : hexOf(payload),
        'meshbed.hops': text(hops),
        'meshbed.sent': text(sent),
        'meshbed.cookie': cookie === undefined ? '' : `0x${cookie.toString(16).padStart(8, '0')}`,
        'meshbed.summary': summary === undefined ? '' : `0x${summary}`,
        'meshbed.number': text(number),
        'meshbed.entry.origin': listed(entries.map(({ origin }) => origin)),
        'meshbed.entry.boot': listed(entries.map((entry) => entry.boot)),
        'meshbed.entry.floor': listed(entries.map(({ floor }) => floor)),
        'meshbed.entry.run.first': listed(entries.flatMap(({ runs }) => runs.map(([first]) => first))),
        'meshbed.entry.run.count': listed(
          entries.flatMap(({ runs }) => runs.map(([first, last]) => (last - first + 1) >>> 0)),
        ),
        'meshbed.mac': datagram.slice(0, macEnd).slice(-32),
      });
    }
  });

  testWithTshark('says what does not fit, whatever the bytes, and leaves others alone', async () => {
    const whole = vectors.map(({ datagram }) => Buffer.from(datagram, 'hex'));
    const cut = whole.flatMap((bytes) => Array.from(bytes, (_, i) => bytes.subarray(0, i)));
    const flipped = whole.flatMap((bytes) =>
      Array.from(bytes.subarray(2), (_, i) => {
        const odd = Buffer.from(bytes);
        odd[i + 2] = 0xff;
        return odd;
      }),
    );
    const foreign = Buffer.from('hello, this is not a datagram of ours');
    const path = await captureOf('odd', [...cut, ...flipped, foreign]);
    const shown = fieldsOf(path, ['_ws.col.Protocol', '_ws.expert.message', 'udp.length'], true);
    expect(shown).toHaveLength(cut.length + flipped.length + 1);
    expect(shown.at(-1)).toMatchObject({ '_ws.col.Protocol': 'UDP' });
    expect(shown.filter((each) => each['_ws.expert.message'].includes('Lua'))).toEqual([]);
    const short = shown.slice(0, cut.length).filter((each) => each['_ws.col.Protocol'] === 'meshbed');
    expect(short.length).toBeGreaterThan(100);
    expect(short.filter((each) => each['_ws.expert.message'] !== '').length).toBeGreaterThan(100);
  });
});
