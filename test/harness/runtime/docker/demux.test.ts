import fc from 'fast-check';
import { expect, test } from 'vitest';

import { Demux } from '../../../../harness/runtime/docker/demux.ts';

function frame(stream: number, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head[0] = stream;
  head.writeUInt32BE(body.length, 4);
  return Buffer.concat([head, body]);
}

test('however the frames are cut, both streams come out whole and in order', () => {
  const part = fc.record({ stream: fc.constantFrom(1, 2), body: fc.uint8Array({ maxLength: 300 }) });
  fc.assert(
    fc.property(fc.array(part), fc.array(fc.integer({ min: 1, max: 100 })), (parts, cuts) => {
      const bytes = Buffer.concat(parts.map(({ stream, body }) => frame(stream, Buffer.from(body))));
      const out: Record<number, Buffer[]> = { 1: [], 2: [] };
      const demux = new Demux(
        (body) => out[1]!.push(body),
        (body) => out[2]!.push(body),
      );
      let at = 0;
      for (const cut of cuts) {
        demux.push(bytes.subarray(at, at + cut));
        at += cut;
      }
      demux.push(bytes.subarray(at));
      for (const stream of [1, 2]) {
        const sent = parts.filter((each) => each.stream === stream).map(({ body }) => Buffer.from(body));
        expect(Buffer.concat(out[stream]!).equals(Buffer.concat(sent))).toBe(true);
      }
    }),
  );
});
