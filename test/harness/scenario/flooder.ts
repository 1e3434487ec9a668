/**
 * A small peer of another make, for tests of the harness: it speaks the contract, floods JSON datagrams, and misbehaves
 * as `options.bug` says on the node that `options.culprit` names. Self-contained, so that its text can be handed to
 * `node --eval` on any runtime.
 */

import { createHash } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { closeSync } from 'node:fs';
import { createInterface } from 'node:readline';

type Peer = { node: string; host: string; port: number };
type Packet = { id: string; data: string; from: string; home?: { host: string; port: number } };

export type Bug =
  | 'exits at configure'
  | 'never ready'
  | 'says why it is not ready'
  | 'ignores inject'
  | 'refuses inject'
  | 'prints nonsense'
  | 'skips a number'
  | 'drops the second message'
  | 'forwards nothing'
  | 'delivers twice'
  | 'delivers its own'
  | 'changes a byte'
  | 'invents a message'
  | 'reuses an id'
  | 'exits quietly'
  | 'declares the living dead'
  | 'ignores stop'
  | 'answers late'
  | 'prints half lines'
  | 'floods stdout'
  | 'closes its stdout'
  | 'blocks its loop'
  | 'lets its socket overflow'
  | 'tells its own address'
  | 'turns into garbage'
  | 'sets its clock back';

let seq = 0;
let run: string | null = null;
let me = '';
let bug: Bug | undefined;
let peers: Peer[] = [];
let isMute = false;
let count = 0;
let deliveredCount = 0;
let socket: Socket | undefined;
const seen = new Set<string>();
/** Addresses that others told of themselves. */
const homes = new Map<string, { host: string; port: number }>();
let home: { host: string; port: number } | undefined;

function say(type: string, fields: object = {}): void {
  seq += 1;
  if (bug === 'skips a number' && type === 'delivered') seq += 1;
  const isLater = deliveredCount > 0;
  if (bug === 'turns into garbage' && isLater) return void process.stdout.write('\u0007%$?\n');
  const backMs = bug === 'sets its clock back' && isLater ? 10_000 : 0;
  const t = performance.timeOrigin + performance.now() - backMs;
  const line = `${JSON.stringify({ type, run, seq, t, ...fields })}\n`;
  if (isMute) return;
  if (bug === 'prints half lines' && type === 'delivered')
    process.stdout.write(line.slice(0, line.length / 2));
  else process.stdout.write(line);
}

function closeStdout(): void {
  isMute = true;
  closeSync(1);
}

/** As much as goes down the pipe; in between it does its work. */
function pour(text: string): void {
  process.stdout.write(text, () => setImmediate(pour, text));
}

function configure(command: {
  run: string;
  node: string;
  peers: Peer[];
  options: Record<string, unknown>;
  listen: { host: string; port: number };
}): void {
  run = command.run;
  me = command.node;
  peers = command.peers;
  if (command.options.culprit === me) bug = command.options.bug as Bug;
  if (bug === 'exits at configure') process.stderr.write('no license for Mondays\n', () => process.exit(3));
  if (bug === 'says why it is not ready') return say('error', { code: 'bad-option', text: 'no such colour' });
  if (bug === 'never ready' || bug === 'exits at configure') return;
  const { host, port } = command.listen;
  socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.on('message', (bytes) => hear(JSON.parse(bytes.toString()) as Packet));
  socket.bind(port, host, () => {
    say('ready', { host, port });
    if (bug === 'tells its own address') home = { host, port };
    if (bug === 'lets its socket overflow') socket?.setRecvBufferSize(2048);
    if (bug === 'floods stdout') pour('yes\n'.repeat(16_384));
    if (bug === 'prints nonsense') process.stdout.write('DEBUG: all systems go\n');
    if (bug === 'exits quietly') setTimeout(() => process.exit(0), 500);
    if (bug === 'declares the living dead') {
      setTimeout(() => say('peer-down', { node: peers[0]!.node, reason: 'a feeling' }), 600);
    }
    if (bug === 'invents a message') setTimeout(() => hear({ id: 'dream', data: 'ZHJlYW0=', from: me }), 500);
  });
}

/** Without taking the processor from others, so that it is no overload from outside even on a busy machine. */
function block(forMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, forMs);
}

function inject({ ref, data }: { ref: string; data: string }): void {
  if (bug === 'ignores inject') return;
  if (bug === 'refuses inject') return say('error', { code: 'NO', text: 'I would rather not', ref });
  count += 1;
  const id = bug === 'reuses an id' ? `${me}-0` : `${me}-${count}`;
  seen.add(id);
  if (bug === 'answers late') setTimeout(() => say('injected', { ref, message: id }), 1_500);
  else say('injected', { ref, message: id });
  flood({ id, data, from: me });
  if (bug === 'delivers its own') deliver({ id, data, from: me });
}

function hear(packet: Packet): void {
  // With the first message, and not some time after its start: a scenario begins when the mesh is at rest.
  if (seen.size === 0) {
    if (bug === 'blocks its loop') block(3_000);
    if (bug === 'lets its socket overflow') block(1_500);
  }
  if (packet.home) homes.set(`${packet.home.host} ${packet.home.port}`, packet.home);
  if (seen.has(packet.id)) return;
  seen.add(packet.id);
  deliveredCount += 1;
  if (bug === 'drops the second message' && deliveredCount === 2) return flood({ ...packet, from: me });
  deliver(packet);
  if (bug === 'closes its stdout' && !isMute) closeStdout();
  if (bug === 'delivers twice') deliver(packet);
  if (bug !== 'forwards nothing') flood({ ...packet, from: me });
}

function deliver({ id, data, from }: Packet): void {
  const bytes = Buffer.from(data, 'base64');
  if (bug === 'changes a byte') bytes[0]! ^= 1;
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  say('delivered', { message: id, digest, via: from });
}

function flood(packet: Packet): void {
  const bytes = JSON.stringify(home ? { ...packet, home } : packet);
  for (const { host, port } of homes.values()) socket?.send(bytes, port, host);
  for (const peer of peers) {
    if (peer.node !== packet.from) socket?.send(bytes, peer.port, peer.host);
  }
}

function obey(command: { type: string; [field: string]: unknown }): void {
  if (command.type === 'configure') configure(command as never);
  else if (command.type === 'inject') inject(command as never);
  else if (command.type === 'ping') say('pong', { ref: command.ref });
  else if (command.type === 'stop' && bug !== 'ignores stop') {
    say('bye');
    process.exit(0);
  }
}

say('idle', { contract: 1, program: 'flooder' });
const lines = createInterface({ input: process.stdin });
lines.on('line', (text) => obey(JSON.parse(text)));
lines.on('close', () => process.exit());
