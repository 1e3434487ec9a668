/**
 * Counts what arrives and how long it was under way. Every 32 datagrams it tells the sender, past whatever is between,
 * so that the sender may keep a bounded number under way.
 */
import { createSocket } from 'node:dgram';
import { machineMs, quantile } from './clock.ts';

const ACK_EVERY = 32;
const socket = createSocket({ type: 'udp4', lookup: (host, _, callback) => callback(null, host, 4) });
let delaysMs = new Float64Array(1 << 20);
let received = 0;
let ackPort = 0;
let ackHost = '127.0.0.1';
const ack = Buffer.alloc(4);

socket.on('message', (bytes) => {
  delaysMs[received++ % delaysMs.length] = machineMs() - bytes.readDoubleLE(0);
  if (ackPort === 0 || received % ACK_EVERY !== 0) return;
  ack.writeUInt32LE(received);
  socket.send(ack, ackPort, ackHost, () => {});
});
socket.bind(0, process.env.BENCH_HOST ?? '127.0.0.1', () => {
  socket.setRecvBufferSize(4 * 1024 * 1024);
  process.send!({ port: socket.address().port });
});

process.on('message', (message: { reset?: true; ackPort?: number; ackHost?: string }) => {
  if (message.reset) {
    received = 0;
    ackPort = message.ackPort ?? 0;
    ackHost = message.ackHost ?? ackHost;
    process.send!({});
    return;
  }
  const sorted = delaysMs.slice(0, Math.min(received, delaysMs.length)).sort();
  delaysMs = new Float64Array(delaysMs.length);
  process.send!({ received, p50Ms: quantile(sorted, 0.5), p99Ms: quantile(sorted, 0.99) });
});
process.on('disconnect', () => process.exit());
