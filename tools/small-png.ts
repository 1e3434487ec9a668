/**
 * PNGs that are small enough for a README: with a palette of 256 colours and without filters, which suits screenshots of
 * text and lines. A browser's own are four times as large.
 */

import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const BYTES_A_PIXEL = 3;
const MOST_COLOURS = 256;

/** `png`: a screenshot, 8 bits a channel, RGB without alpha. Colours beyond the 256 most frequent ones become the nearest of these. */
export function smallPng(png: Buffer): Buffer {
  const chunks = chunksOf(png);
  const header = chunks.find(({ type }) => type === 'IHDR')?.data ?? Buffer.alloc(0);
  if (header[8] !== 8 || header[9] !== 2) throw new Error('not a PNG with 8 bits a channel, without alpha');
  const width = header.readUInt32BE(0);
  const data = chunks.filter(({ type }) => type === 'IDAT').map((chunk) => chunk.data);
  const pixels = unfiltered(inflateSync(Buffer.concat(data)), width * BYTES_A_PIXEL);
  const colours = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += BYTES_A_PIXEL) {
    const colour = pixels.readUIntBE(at, BYTES_A_PIXEL);
    colours.set(colour, (colours.get(colour) ?? 0) + 1);
  }
  const palette = [...colours].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([colour]) => colour);
  palette.length = Math.min(palette.length, MOST_COLOURS);
  const indices = new Map([...colours.keys()].map((colour) => [colour, nearest(palette, colour)]));
  const rows = Buffer.alloc((width + 1) * header.readUInt32BE(4));
  for (let at = 0, to = 0; at < pixels.length; at += BYTES_A_PIXEL, to++) {
    if (to % (width + 1) === 0) to++;
    rows[to] = indices.get(pixels.readUIntBE(at, BYTES_A_PIXEL)) ?? 0;
  }
  const indexed = Buffer.from(header);
  indexed[9] = 3;
  const table = Buffer.concat(palette.map((colour) => Buffer.from([colour >> 16, colour >> 8, colour])));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', indexed),
    chunk('PLTE', table),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunksOf(png: Buffer): { type: string; data: Buffer }[] {
  const chunks = [];
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.push({
      type: png.toString('latin1', at + 4, at + 8),
      data: png.subarray(at + 8, at + 8 + length),
    });
    at += length + 12;
  }
  return chunks;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** Undoes the filter that each row names in its first byte (PNG specification, section 9). */
function unfiltered(rows: Buffer, stride: number): Buffer {
  const pixels = Buffer.alloc((rows.length / (stride + 1)) * stride);
  for (let at = 0; at < pixels.length; at++) {
    const [row, x] = [Math.floor(at / stride), at % stride];
    const left = x < BYTES_A_PIXEL ? 0 : (pixels[at - BYTES_A_PIXEL] ?? 0);
    const above = row === 0 ? 0 : (pixels[at - stride] ?? 0);
    const corner = x < BYTES_A_PIXEL || row === 0 ? 0 : (pixels[at - stride - BYTES_A_PIXEL] ?? 0);
    const predicted = [0, left, above, (left + above) >> 1, paeth(left, above, corner)];
    pixels[at] = (rows[row * (stride + 1) + 1 + x] ?? 0) + (predicted[rows[row * (stride + 1)] ?? 0] ?? 0);
  }
  return pixels;
}

function paeth(left: number, above: number, corner: number): number {
  const estimate = left + above - corner;
  const distance = (value: number) => Math.abs(estimate - value);
  if (distance(left) <= distance(above) && distance(left) <= distance(corner)) return left;
  return distance(above) <= distance(corner) ? above : corner;
}

function nearest(palette: readonly number[], colour: number): number {
  const channel = (of: number, shift: number) => (of >> shift) & 0xff;
  const distance = (other: number) =>
    [16, 8, 0].reduce((sum, shift) => sum + (channel(other, shift) - channel(colour, shift)) ** 2, 0);
  return palette.reduce((best, other, i) => (distance(other) < distance(palette[best] ?? 0) ? i : best), 0);
}
