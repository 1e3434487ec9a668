// A peer of one's own, small enough to read: it floods what it is told to, and answers anyone who asks on its UDP port
// what it has heard. Under a mesh it speaks the node contract: JSON Lines on stdin and stdout.
import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createInterface } from 'node:readline';

let socket;
let self;
let peers = [];
let run = null;
let seq = 0;
let count = 0;
const heard = new Map();

function say(type, fields = {}) {
  const t = performance.timeOrigin + performance.now();
  process.stdout.write(`${JSON.stringify({ type, run, seq: ++seq, t, ...fields })}\n`);
}

function forward(message, data, except) {
  const datagram = JSON.stringify({ message, data });
  for (const { node, host, port } of peers) if (node !== except) socket.send(datagram, port, host);
}

function receive(bytes, from) {
  if (`${bytes}` === 'what have you heard?') {
    const answer = JSON.stringify({ node: self, heard: [...heard.values()] });
    return socket.send(answer, from.port, from.address);
  }
  const { message, data } = JSON.parse(bytes);
  if (heard.has(message)) return;
  const payload = Buffer.from(data, 'base64');
  const via = peers.find(({ host, port }) => host === from.address && port === from.port)?.node;
  heard.set(message, `${payload}`);
  say('delivered', { message, digest: createHash('sha256').update(payload).digest('hex').slice(0, 16), via });
  forward(message, data, via);
}

const commands = {
  configure(command) {
    ({ run, node: self, peers } = command);
    socket = createSocket({ type: 'udp4', lookup: (host, _options, done) => done(null, host, 4) });
    socket.on('message', receive);
    socket.bind(command.listen.port, command.listen.host, () => say('ready', command.listen));
  },
  inject({ ref, data }) {
    const message = `${self}-${++count}`;
    heard.set(message, `${Buffer.from(data, 'base64')}`);
    say('injected', { ref, message });
    forward(message, data);
  },
  peers: (command) => ({ peers } = command),
  ping: ({ ref }) => say('pong', { ref }),
  stats: () => say('stats', { counters: { delivered: heard.size } }),
  reset() {
    socket?.close();
    socket = undefined;
    heard.clear();
    count = 0;
    say('idle', { contract: 1, program: 'example-peer' });
  },
  stop() {
    say('bye');
    process.exit();
  },
};

say('idle', { contract: 1, program: 'example-peer' });
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const command = JSON.parse(line);
    commands[command.type]?.(command);
  })
  .on('close', () => process.exit());
