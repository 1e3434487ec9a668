/**
 * A notice board in a DHT of dht-rpc: what is typed into it is put into the next free place of the board; everybody reads the
 * places in turn. It knows nothing of meshbed.
 *
 *     node board.mjs ADDRESS:PORT PEER-ADDRESS:PORT…
 */

import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import DHT from 'dht-rpc';

/** The one command of this DHT: with a token it writes, without one it reads. */
const NOTICE = 0;

const [own, ...bootstrap] = process.argv.slice(2);
const [host, port] = own.split(':');
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What this node keeps for all: a place is written to once. */
const kept = new Map();
function answer(request) {
  if (request.command !== NOTICE || request.target === null) {
    request.error(DHT.ERROR_UNKNOWN_COMMAND);
    return;
  }
  const key = request.target.toString('hex');
  if (request.token !== null && !kept.has(key)) kept.set(key, request.value);
  request.reply(kept.get(key) ?? null);
}

/** A node that is told that another is down forgets it, even where that one answers when it is asked: nobody tells here. */
const options = {
  bootstrap,
  host,
  port: Number(port),
  anyPort: false,
  ephemeral: false,
  sendDownHints: false,
};

/**
 * dht-rpc sends from another port than the one on which it listens until others have reached it there. It asks them once, and
 * takes no part where they did not answer, or where one that came to that port first confused it: then it begins again.
 */
async function join() {
  for (;;) {
    const dht = new DHT(options);
    dht.on('request', answer);
    dht.once('listening', () => console.log(`Listening on ${own}`));
    await dht.fullyBootstrapped();
    if (!dht.ephemeral) return dht;
    console.log('Not reached by others yet');
    await dht.destroy();
    await sleep(500 * Math.random());
  }
}

const dht = await join();
const say = (what) => (node) => console.log(`${what} ${node.host}:${node.port}`);
dht.toArray().forEach(say('Met'));
dht.on('add-node', say('Met'));
dht.on('remove-node', say('Lost'));

const targetOf = (place) => createHash('sha256').update(`board ${place}`).digest();

async function read(place) {
  const target = targetOf(place);
  const mine = kept.get(target.toString('hex'));
  if (mine !== undefined) return `${mine}`;
  for await (const { value } of dht.query({ target, command: NOTICE })) if (value !== null) return `${value}`;
  return null;
}

const write = (place, text) =>
  dht
    .query({ target: targetOf(place), command: NOTICE, value: Buffer.from(text) }, { commit: true })
    .finished();

/** The first place that nobody has written to, as far as this node has read. */
let next = 0;
async function readOn() {
  for (;;) {
    for (let text = await read(next); text !== null; text = await read(next)) {
      next++;
      console.log(`Received: ${text}`);
    }
    await sleep(300);
  }
}

let writing = Promise.resolve();
createInterface({ input: process.stdin }).on('line', (text) => {
  writing = writing.then(async () => {
    let place = next;
    while ((await read(place)) !== null) place++;
    await write(place, text).catch((error) => console.error(`not written: ${error.message}`));
  });
});

await readOn();
