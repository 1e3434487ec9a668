/**
 * A program that finds others by itself: it is told of some, and all tell each other of all that they know, by the addresses
 * on which they listen. What is typed into it goes to all that it knows, and what it hears first it prints.
 *
 *     node finder.mjs ADDRESS:PORT [PEER-ADDRESS:PORT…]        FORGETFUL=1: it uses none that it was not told of
 *                                                              ROAMING=1: it listens on all addresses, and tells that which it has now
 */

import { createSocket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import { createInterface } from 'node:readline';

const [given, ...told] = process.argv.slice(2);
const isRoaming = process.env.ROAMING !== undefined;
let own = given;
/** By address: when it was last heard; null when it has not been, or is gone. */
const known = new Map();
const heard = new Set();
const socket = createSocket(own.startsWith('[') ? 'udp6' : 'udp4');

const addresses = () => [...told, ...(process.env.FORGETFUL ? [] : known.keys())];
/** Of IPv6, as in `[::1]:9000`, the address is in brackets. */
const placeOf = (address) => {
  const { host, port } = /^\[?(?<host>.*?)\]?:(?<port>\d+)$/.exec(address).groups;
  return { host, port: Number(port) };
};
const { host, port } = placeOf(given);
const send = (text, to) => socket.send(text, placeOf(to).port, placeOf(to).host, () => {});
const sendAll = (text) => {
  for (const address of addresses()) send(text, address);
};

socket.on('message', (bytes) => {
  const [kind, ...words] = `${bytes}`.split(' ');
  if (kind === 'hello') return hear(words);
  const text = words.join(' ');
  if (heard.has(text)) return;
  heard.add(text);
  console.log(`Received: ${text}`);
  sendAll(`say ${text}`);
});

function hear([from, ...others]) {
  for (const other of others) if (other !== own && !known.has(other)) known.set(other, null);
  if ((known.get(from) ?? null) === null) console.log(`Peer ${from} is there`);
  known.set(from, Date.now());
}

setInterval(() => {
  if (isRoaming) own = ownNow();
  sendAll(`hello ${[own, ...known.keys()].join(' ')}`);
  for (const [address, heardMs] of known) {
    if (heardMs === null || Date.now() - heardMs < 1500) continue;
    console.log(`Peer ${address} is gone`);
    known.set(address, null);
  }
}, 200);

/** While it moves it has none for a moment, and keeps what it had. */
function ownNow() {
  const all = Object.values(networkInterfaces()).flat();
  const first = all.find(({ family, internal }) => family === 'IPv4' && !internal);
  return first === undefined ? own : `${first.address}:${port}`;
}

createInterface({ input: process.stdin }).on('line', (text) => {
  heard.add(text);
  sendAll(`say ${text}`);
});

socket.bind(port, isRoaming ? '0.0.0.0' : host, () => console.log(`Listening on ${own}`));
