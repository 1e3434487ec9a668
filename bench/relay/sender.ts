/**
 * Sends stamped datagrams of 100 bytes: `paced`, evenly at a rate, sleeping between them; or `pushed`, as fast as they
 * come out at the other side, with a bounded number under way.
 */
import { createSocket } from 'node:dgram';
import { setImmediate as turn } from 'node:timers/promises';
import { machineMs } from './clock.ts';

const PAYLOAD_BYTES = 100;
const UNDER_WAY = 2048;
/** Nothing came for so long: what was under way is lost. */
const PATIENCE_MS = 300;

const socket = createSocket({ type: 'udp4', lookup: (host, _, callback) => callback(null, host, 4) });
const sleeper = new Int32Array(new SharedArrayBuffer(4));
const sent = () => {};
let acked = 0;
let ackedAtMs = 0;

socket.on('message', (bytes) => {
  acked = Math.max(acked, bytes.readUInt32LE(0));
  ackedAtMs = machineMs();
});
socket.bind(0, process.env.BENCH_HOST ?? '127.0.0.1', () => process.send!({ port: socket.address().port }));

interface Target {
  port: number;
  host?: string;
}

function send({ port, host = '127.0.0.1' }: Target): void {
  const bytes = Buffer.allocUnsafe(PAYLOAD_BYTES);
  bytes.writeDoubleLE(machineMs(), 0);
  socket.send(bytes, port, host, sent);
}

async function paced(to: Target, count: number, ratePerS: number): Promise<number> {
  const startMs = machineMs();
  for (let i = 0; i < count; i++) {
    const leftMs = startMs + (i * 1000) / ratePerS - machineMs();
    if (leftMs > 0) Atomics.wait(sleeper, 0, 0, leftMs);
    send(to);
    if (i % 16 === 0) await turn();
  }
  return count;
}

async function pushed(to: Target, forMs: number): Promise<number> {
  let count = 0;
  let lost = 0;
  acked = 0;
  ackedAtMs = machineMs();
  for (const endMs = ackedAtMs + forMs; machineMs() < endMs; ) {
    for (let i = 0; i < 32 && count - acked - lost < UNDER_WAY; i++, count++) send(to);
    if (machineMs() - ackedAtMs > PATIENCE_MS) {
      lost = count - acked;
      ackedAtMs = machineMs();
    }
    await turn();
  }
  return count;
}

interface Order extends Target {
  count?: number;
  ratePerS?: number;
  forMs?: number;
}

process.on('message', async ({ count = 0, ratePerS = 0, forMs, ...to }: Order) => {
  const startMs = machineMs();
  const sentCount = forMs === undefined ? await paced(to, count, ratePerS) : await pushed(to, forMs);
  process.send!({ sent: sentCount, tookMs: machineMs() - startMs });
});
process.on('disconnect', () => process.exit());
