/**
 * A program that knows nothing of meshbed: what is typed into it, it shouts to all its peers over UDP; what it hears first, it
 * prints and shouts on. It pings its peers, and says who is there.
 *
 *     node shout.mjs ADDRESS:PORT PEER-ADDRESS:PORT…
 */

import { createSocket } from 'node:dgram';
import { createInterface } from 'node:readline';

const [own, ...others] = process.argv.slice(2).map((text) => {
  const [host, port] = text.split(':');
  return { host, port: Number(port) };
});
const peers = others.map((peer) => ({ ...peer, heardMs: null }));
const heard = new Set();
const socket = createSocket('udp4');

const send = (text, to) => socket.send(text, to.port, to.host, () => {});
const shout = (text) => {
  for (const peer of peers) send(text, peer);
};

socket.on('message', (bytes, from) => {
  const text = `${bytes}`;
  const peer = peers.find(({ host, port }) => host === from.address && port === from.port);
  if (peer !== undefined) {
    if (peer.heardMs === null) console.log(`Peer ${peer.host}:${peer.port} is there`);
    peer.heardMs = Date.now();
  }
  if (text === 'ping' || heard.has(text)) return;
  heard.add(text);
  console.log(`Received: ${text}`);
  shout(text);
});

setInterval(() => {
  shout('ping');
  for (const peer of peers) {
    if (peer.heardMs === null || Date.now() - peer.heardMs < 2000) continue;
    console.log(`Peer ${peer.host}:${peer.port} is gone`);
    peer.heardMs = null;
  }
}, 200);

createInterface({ input: process.stdin }).on('line', (text) => {
  heard.add(text);
  shout(text);
});

socket.bind(own.port, own.host, () => console.log(`Listening on ${own.host}:${own.port}`));
