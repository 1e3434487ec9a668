/**
 * The tiny peer of docs/node-contract.md once more, which does not send as the contract has it: `options.way` says how.
 * Self-contained, so that its text can be handed to `node --eval` on any runtime.
 */

import { createHash } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

type Place = { host: string; port: number };

/**
 * `around`: to the real addresses of all others, of which it reads in `options.folder`. `another port`: each datagram
 * from a new socket on its own address. `another address`: each from a new socket on whatever address the system takes.
 * `tcp`: not by datagrams at all. `another socket`: it does not listen where it was told to.
 */
export type Way = 'as told' | 'around' | 'another port' | 'another address' | 'tcp' | 'another socket';

let seq = 0;
let run: string | null = null;
let me = '';
let way: Way = 'as told';
let folder = '';
let home: Place = { host: '', port: 0 };
let peers: Place[] = [];
let socket: Socket;
let injected = 0;
const seen = new Set<string>();

function say(type: string, fields: object = {}): void {
  seq += 1;
  const t = performance.timeOrigin + performance.now();
  process.stdout.write(`${JSON.stringify({ type, run, seq, t, ...fields })}\n`);
}

function places(): Place[] {
  if (way !== 'around') return peers;
  const others = readdirSync(folder).filter((name) => name !== me);
  return others.map((name) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as Place);
}

function spread(message: string, data: string): void {
  const bytes = JSON.stringify({ message, data });
  for (const { host, port } of places()) {
    if (way === 'tcp')
      connect({ host, port })
        .on('error', () => {})
        .end(bytes);
    else if (way === 'another port' || way === 'another address') {
      const dialer = createSocket('udp4');
      const send = () => dialer.send(bytes, port, host, () => dialer.close());
      if (way === 'another port') dialer.bind(0, home.host, send);
      else send();
    } else socket.send(bytes, port, host);
  }
}

function hear(bytes: Buffer): void {
  const { message, data } = JSON.parse(bytes.toString()) as { message: string; data: string };
  if (seen.has(message)) return;
  seen.add(message);
  const digest = createHash('sha256').update(Buffer.from(data, 'base64')).digest('hex').slice(0, 16);
  say('delivered', { message, digest });
  spread(message, data);
}

function obey(command: Record<string, unknown>): void {
  if (command.type === 'configure') {
    run = command.run as string;
    me = command.node as string;
    peers = command.peers as Place[];
    home = command.listen as Place;
    const options = command.options as { way?: Way; folder?: string; culprit?: string };
    if (options.culprit === undefined || options.culprit === me) way = options.way ?? way;
    folder = options.folder ?? '';
    if (way === 'around') writeFileSync(`${folder}/${me}`, JSON.stringify(home));
    socket = createSocket('udp4').on('message', hear);
    socket.bind(way === 'another socket' ? 0 : home.port, home.host, () => say('ready', home));
  } else if (command.type === 'inject') {
    const message = `${me}-${++injected}`;
    seen.add(message);
    say('injected', { ref: command.ref, message });
    spread(message, command.data as string);
  } else if (command.type === 'ping') say('pong', { ref: command.ref });
  else if (command.type === 'stop') {
    say('bye');
    process.exit(0);
  }
}

say('idle', { contract: 1, program: 'wayward' });
const lines = createInterface({ input: process.stdin });
lines.on('line', (text) => obey(JSON.parse(text)));
lines.on('close', () => process.exit());
