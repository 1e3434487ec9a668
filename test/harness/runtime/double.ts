/**
 * A test double for a node: it speaks the contract and nothing else, and misbehaves as its environment says.
 * Self-contained, so that its text can be handed to `node --eval` on any runtime.
 */

import { spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { createInterface } from 'node:readline';

/** What `DOUBLE` may say. Without it the double is well behaved. */
export type Behaviour =
  | 'nonsense'
  | 'half-line'
  | 'long-line'
  | 'flood'
  | 'exit'
  | 'ignores-stdin'
  | 'grandchild'
  | 'deaf'
  | 'counts'
  /** Does not come back to idle. */
  | 'no-reset'
  /**
   * Speaks UDP: what is injected goes to all peers as it is, and what arrives is reported as delivered: the text, and the
   * name of the peer whose address it came from. `echo …` is answered to where it came from. `burst` is sent 3,000 times.
   */
  | 'udp';

const behaviour = process.env.DOUBLE as Behaviour | undefined;
let run: string | null = null;
let seq = 0;
let socket: Socket | null = null;
const peers: Peer[] = [];

function line(type: string, fields: object = {}): string {
  seq += 1;
  return JSON.stringify({ type, run, seq, t: performance.timeOrigin + performance.now(), ...fields });
}

function say(type: string, fields: object = {}): void {
  process.stdout.write(`${line(type, fields)}\n`);
}

function misbehave(): void {
  if (behaviour === 'nonsense') {
    process.stdout.write(
      'hello, world\n[1,2]\n"text"\n\n{"type":7}\n{"type":"ready","run":null,"seq":2,"t":0}\n',
    );
    say('of-the-future', { wonder: true });
  }
  if (behaviour === 'half-line') {
    const whole = Buffer.from(`${line('peer-up', { node: 'Zoë' })}\n`);
    const cut = whole.indexOf(0xc3) + 1;
    process.stdout.write(whole.subarray(0, cut));
    setTimeout(() => process.stdout.write(whole.subarray(cut)), 50);
  }
  if (behaviour === 'long-line') {
    for (let megabyte = 0; megabyte < 8; megabyte++) process.stdout.write('x'.repeat(1024 * 1024));
    process.stdout.write('\n');
    say('pong', { ref: 'after the long line' });
  }
  if (behaviour === 'flood') {
    for (let index = 0; index < 20_000; index++) say('pong', { ref: `${index}` });
  }
  if (behaviour === 'exit') {
    process.stderr.write('cannot go on\nno newline at the end');
    process.exitCode = 7;
    process.stdin.destroy();
  }
  if (behaviour === 'ignores-stdin' || behaviour === 'deaf') setInterval(() => {}, 1_000);
  if (behaviour === 'counts') setInterval(() => say('pong', { ref: 'tick' }), 5);
  if (behaviour === 'grandchild') {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    say('peer-up', { node: `${child.pid}` });
  }
}

function obey(command: { type: string; [field: string]: unknown }): void {
  if (command.type === 'configure') {
    run = command.run as string;
    const { host, port } = command.listen as { host: string; port: number };
    if (behaviour === 'udp') listen(host, port, command.peers as Peer[]);
    else say('ready', { host, port });
  } else if (command.type === 'peers') {
    peers.splice(0, peers.length, ...(command.peers as Peer[]));
  } else if (command.type === 'ping') {
    say('pong', { ref: command.ref });
  } else if (command.type === 'inject') {
    const text = Buffer.from(command.data as string, 'base64');
    const times = `${text}` === 'burst' ? 3_000 : 1;
    for (let i = 0; i < times; i++) {
      for (const { host, port } of peers)
        socket?.send(times > 1 ? Buffer.alloc(1_000) : text, port, host, () => {});
    }
    say('injected', { ref: command.ref, message: `double-${seq}` });
  } else if (command.type === 'stats') {
    say('stats', { counters: { delivered: 0, env: Number(process.env.DOUBLE_ENV ?? 0) } });
  } else if (command.type === 'reset' && behaviour !== 'no-reset') {
    if (behaviour === 'udp') {
      socket?.close();
      socket = null;
      peers.splice(0);
    }
    say('idle', { contract: 1, program: 'double' });
  } else if (command.type === 'stop') {
    say('bye');
    process.exitCode = 0;
    process.stdin.destroy();
  }
}

interface Peer {
  node: string;
  host: string;
  port: number;
}

function listen(host: string, port: number, neighbours: Peer[]): void {
  peers.push(...neighbours);
  const bound = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket = bound;
  bound.on('message', (bytes, from) => {
    const text = bytes.toString();
    if (bytes.length === 1_000) return;
    const known = peers.find((peer) => peer.host === from.address && peer.port === from.port);
    say('delivered', { message: text, digest: '', via: known?.node ?? `${from.address}:${from.port}` });
    if (text.startsWith('echo ')) bound.send(`re ${text}`, from.port, from.address, () => {});
  });
  bound.bind(port, host, () => say('ready', { host, port }));
}

say('idle', { contract: 1, program: 'double' });
misbehave();
if (behaviour !== 'exit' && behaviour !== 'deaf') {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (text) => obey(JSON.parse(text)));
  lines.on('close', () => {
    if (behaviour !== 'ignores-stdin' && behaviour !== 'grandchild') process.exit();
  });
}
