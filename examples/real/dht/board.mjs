/**
 * A notice board in a DHT (BitTorrent's, with BEP 44): what is typed into it is put into the next free place of the board;
 * everybody reads the places in turn. It knows nothing of meshbed.
 *
 *     node board.mjs ADDRESS:PORT PEER-ADDRESS:PORT…
 */

import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { createInterface } from 'node:readline';
import DHT from 'bittorrent-dht';

/** Everybody who knows the board's name may write. */
const seed = createHash('sha256').update('board').digest();
const DER_PRIVATE = Buffer.from('302e020100300506032b657004220420', 'hex');
const DER_PUBLIC = Buffer.from('302a300506032b6570032100', 'hex');
const der = (key) => ({ key, format: 'der' });
const secret = createPrivateKey({ ...der(Buffer.concat([DER_PRIVATE, seed])), type: 'pkcs8' });
const k = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(DER_PUBLIC.length);
const isSigned = (signature, value, key) =>
  verify(null, value, createPublicKey({ ...der(Buffer.concat([DER_PUBLIC, key])), type: 'spki' }), signature);

const [own, ...bootstrap] = process.argv.slice(2);
const [host, port] = own.split(':');
const dht = new DHT({ bootstrap, host, verify: isSigned });

const saltOf = (place) => Buffer.from(`${place}`);
const keyOf = (place) => createHash('sha1').update(k).update(saltOf(place)).digest();
const read = (place) =>
  new Promise((resolve) => {
    dht.get(keyOf(place), { salt: saltOf(place), cache: false }, (error, found) =>
      resolve(error ? null : (found?.v ?? null)),
    );
  });
const write = (place, text) =>
  new Promise((resolve) => {
    const item = {
      k,
      salt: saltOf(place),
      seq: 0,
      v: Buffer.from(text),
      sign: (bytes) => sign(null, bytes, secret),
    };
    dht.put(item, (error) => resolve(error?.message ?? null));
  });
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

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
    const error = await write(place, text);
    if (error !== null) console.error(`not written: ${error}`);
  });
});

const met = new Set();
dht.on('node', ({ host: at, port: its }) => {
  const address = `${at}:${its}`;
  if (!met.has(address)) console.log(`Met ${address}`);
  met.add(address);
});
dht.on('error', (error) => console.error(error.message));
dht.listen(Number(port), host, () => {
  console.log(`Listening on ${own}`);
  void readOn();
});
