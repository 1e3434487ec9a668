/**
 * What a node does in the tests of the router, in the node's namespace: one line of JSON on stdin, an order; lines on
 * stdout, what comes of it. Packets are sent and seen as they are on the wire.
 *
 *     {"send": "<base64>"}        this packet, with whatever is in it
 *     {"listen": port}            a server of TCP that counts what it gets, and a socket of UDP that sends everything back
 *     {"push": [host, port, n]}   n bytes over TCP
 *     {"ask": [host, port, n]}    n datagrams of UDP, one each 2 ms, and what came back
 */
import { createSocket } from 'node:dgram';
import { connect, createServer, isIPv6 } from 'node:net';
import { createInterface } from 'node:readline';
import { WireSocket } from '../../../node/router/wire-socket.ts';

const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const ASK_EVERY_MS = 2;
const ASK_ENDS_MS = 1000;

const refusals = {
  notTaken: () => say({ refused: 'full' }),
  refused: (_mark: number, code: string) => say({ refused: code }),
};
/** What passes on the wire, once something was sent on it: it is laid when this program has said that it is ready. */
class Wire {
  readonly #socket = new WireSocket();
  readonly #index = this.#socket.interfaceIndex('eth0');

  constructor() {
    setInterval(() => {
      for (let frame = this.#socket.next(); frame !== null; frame = this.#socket.next()) {
        if (frame.packet !== null && frame.interfaceIndex === this.#index)
          say({ got: Buffer.from(frame.packet).toString('base64') });
      }
    }, 5);
  }

  send(packet: Uint8Array): void {
    this.#socket.put(this.#index, packet, 0, refusals);
    this.#socket.flush(refusals);
  }
}

let wire: Wire | null = null;

function listen(port: number): void {
  const server = createServer((stream) => {
    let bytes = 0;
    stream.on('data', (chunk) => {
      bytes += chunk.length;
    });
    stream.on('end', () => stream.end(String(bytes)));
    stream.on('error', () => {});
  });
  server.listen(port, '::', () => say({ listening: port }));
  const datagrams = createSocket('udp6');
  datagrams.on('message', (bytes, from) => datagrams.send(bytes, from.port, from.address));
  datagrams.bind(port);
}

function push([host, port, count]: [string, number, number]): void {
  const beganMs = performance.now();
  const stream = connect(port, host);
  let answer = '';
  stream.on('data', (chunk) => {
    answer += chunk;
  });
  stream.on('close', () => say({ pushed: Number(answer), tookMs: performance.now() - beganMs }));
  stream.on('error', (error) => say({ error: (error as NodeJS.ErrnoException).code }));
  stream.end(Buffer.alloc(count, 'x'));
}

function ask([host, port, count]: [string, number, number]): void {
  const asker = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  const sentAtMs: number[] = [];
  const tookMs: number[] = [];
  asker.on('message', (bytes) => {
    tookMs.push(performance.now() - sentAtMs[bytes.readUInt32BE()]!);
  });
  const timer = setInterval(() => {
    const bytes = Buffer.alloc(100);
    bytes.writeUInt32BE(sentAtMs.length);
    sentAtMs.push(performance.now());
    asker.send(bytes, port, host);
    if (sentAtMs.length < count) return;
    clearInterval(timer);
    setTimeout(() => {
      tookMs.sort((x, y) => x - y);
      say({ answered: tookMs.length, p50Ms: tookMs[tookMs.length >> 1] });
      asker.close();
    }, ASK_ENDS_MS);
  }, ASK_EVERY_MS);
}

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const order = JSON.parse(line);
    if (order.send) {
      wire ??= new Wire();
      wire.send(Buffer.from(order.send, 'base64'));
    }
    if (order.listen) listen(order.listen);
    if (order.push) push(order.push);
    if (order.ask) ask(order.ask);
  })
  .on('close', () => process.exit(0));
say({ ready: true });
