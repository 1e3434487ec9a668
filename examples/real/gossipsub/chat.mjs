/**
 * A chat over libp2p's gossipsub: what is typed into it, everybody in the room reads. It knows nothing of meshbed.
 *
 *     node chat.mjs NAME tcp|quic ADDRESS:PORT PEER-ADDRESS:PORT…
 */

import { createInterface } from 'node:readline';
import { noise } from '@chainsafe/libp2p-noise';
import { quic } from '@chainsafe/libp2p-quic';
import { yamux } from '@chainsafe/libp2p-yamux';
import { gossipsub } from '@libp2p/gossipsub';
import { identify } from '@libp2p/identify';
import { ping } from '@libp2p/ping';
import { tcp } from '@libp2p/tcp';
import { multiaddr } from '@multiformats/multiaddr';
import { createLibp2p } from 'libp2p';

const ROOM = 'room';
const [name, transport, own, ...others] = process.argv.slice(2);

const addressOf = (text) => {
  const [host, port] = text.split(':');
  return multiaddr(transport === 'quic' ? `/ip4/${host}/udp/${port}/quic-v1` : `/ip4/${host}/tcp/${port}`);
};

const node = await createLibp2p({
  addresses: { listen: [addressOf(own).toString()] },
  transports: transport === 'quic' ? [quic()] : [tcp()],
  connectionEncrypters: [noise()],
  streamMuxers: [yamux()],
  nodeInfo: { userAgent: name },
  connectionMonitor: { pingInterval: 1000 },
  services: { identify: identify(), ping: ping(), pubsub: gossipsub({ allowPublishToZeroTopicPeers: true }) },
});

/** By the id of each peer that is connected. */
const names = new Map();
node.addEventListener('peer:identify', ({ detail: { peerId, agentVersion } }) => {
  if (names.has(`${peerId}`) || agentVersion === undefined) return;
  names.set(`${peerId}`, agentVersion);
  console.log(`Connected to ${agentVersion}`);
});
node.addEventListener('peer:disconnect', ({ detail: peerId }) => {
  if (names.has(`${peerId}`)) console.log(`Disconnected from ${names.get(`${peerId}`)}`);
  names.delete(`${peerId}`);
});

const { pubsub } = node.services;
pubsub.addEventListener('message', ({ detail: { topic, data } }) => {
  if (topic === ROOM) console.log(`Received: ${new TextDecoder().decode(data)}`);
});
pubsub.subscribe(ROOM);
createInterface({ input: process.stdin }).on('line', (text) => {
  pubsub.publish(ROOM, new TextEncoder().encode(text)).catch((error) => console.error(error.message));
});

/** Which address each peer turned out to have: one that is connected is not dialled again. */
const found = new Map();
const dial = async (address) => {
  if (names.has(found.get(address))) return;
  try {
    const connection = await node.dial(addressOf(address), { signal: AbortSignal.timeout(2000) });
    found.set(address, `${connection.remotePeer}`);
  } catch (error) {
    console.error(`${address}: ${error.message}`);
  }
};
// One of the two dials: where both do at once, libp2p closes one connection, and gossipsub may be left without its stream.
for (const address of others.filter((each) => each > own)) {
  const again = () => dial(address).then(() => setTimeout(again, 1000));
  again();
}
process.on('SIGTERM', () => node.stop().finally(() => process.exit(0)));
console.log(`Listening on ${own}`);
