/**
 * A peer that has just started is slow: the engine compiles a function at its first call, and for speed only after many. A hundred
 * peers that do so at their first messages keep each other from the processors for seconds, and messages are late that would
 * not be a moment later. So a peer rehearses, once, between its start and its first messages: it takes messages as from the
 * neighbours of a mesh, most of them copies, and sends them on to nowhere. Nothing of it is seen from outside.
 *
 * It is done in pieces, so that what really comes meanwhile does not wait.
 */
import { digestOf, messageName } from '../contract/names.ts';
import { Peer } from '../core/peer.ts';
import type { PeerPort } from '../core/port.ts';
import { Random } from '../core/random.ts';
import { deriveKeys } from './keys.ts';

const MESSAGES = 120;
const NEIGHBOURS = 6;
const PAYLOAD = new Uint8Array(200).fill(1);
const PIECE_MS = 3;

export function compileHotPaths(): void {
  const play = makeStage();
  let messages = 0;
  const piece = () => {
    const untilMs = performance.now() + PIECE_MS;
    for (; messages < MESSAGES && performance.now() < untilMs; messages++) play();
    if (messages < MESSAGES) setImmediate(piece);
  };
  setImmediate(piece);
}

/** What it gives plays one message. */
function makeStage(): () => void {
  const keys = deriveKeys(new Uint8Array(32));
  const options = { network: keys.network, keepaliveMs: 1_000, hopLimit: 32, storeMessages: MESSAGES };
  const make = (id: number, port: PeerPort) =>
    new Peer(
      { ...options, id, boot: 1, name: new Uint8Array([id]) },
      port,
      keys.mac,
      Random.of(id, 'rehearsal'),
    );
  let sent: Uint8Array = PAYLOAD;
  const origin = make(1, {
    ...DEAF,
    send: (_, bytes) => {
      sent = bytes;
    },
  });
  const peer = make(2, {
    ...DEAF,
    deliver: (message, bytes) => {
      const { payloadAt, payloadBytes, sequence, hops } = message;
      const payload = Buffer.from(bytes.buffer, bytes.byteOffset + payloadAt, payloadBytes);
      const event = {
        type: 'delivered',
        message: messageName('rehearsal', 1, sequence),
        digest: digestOf(payload),
        hops,
      };
      JSON.stringify({ ...event, run: null, seq: sequence, t: performance.now() });
    },
  });
  const others = Array.from({ length: NEIGHBOURS }, (_, i) => ({ id: i + 3, name: `${i}`, address: i + 1 }));
  origin.setNeighbours([{ id: 2, name: 'peer', address: 1 }], performance.now());
  peer.setNeighbours(others, performance.now());
  return () => {
    origin.inject(PAYLOAD);
    for (let from = 1; from < NEIGHBOURS; from++) peer.receive(Buffer.from(sent), from, performance.now());
    peer.timer(performance.now());
  };
}

const DEAF: PeerPort = {
  send() {},
  wakeAt() {},
  accepted() {},
  deliver() {},
  gap() {},
  neighbour() {},
  sighted() {},
};
