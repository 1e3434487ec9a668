/**
 * How much sooner the second mesh of a pool is ready than the first: pairs, each on a pool of its own, so that both of a
 * pair meet the machine in the same minute. `--short` is one pair of five nodes.
 *
 *     node bench/pool.ts [--runtime docker|process] [--short]
 */

import { parseArgs } from 'node:util';
import { Mesh, Pool } from '../harness/index.ts';

const { values } = parseArgs({
  options: { runtime: { type: 'string', default: 'docker' }, short: { type: 'boolean', default: false } },
});
const runtime = values.runtime === 'process' ? 'process' : 'docker';
const [pairs, count] = values.short ? [1, 5] : [5, 10];
const ring = { nodes: { count }, links: { shape: 'ring' } };

/** From the call until all nodes are ready: images, networks, relays and the canary included. */
async function readyMs(pool: Pool): Promise<number> {
  const beganMs = performance.now();
  await using mesh = await Mesh.start(ring, { runtime: pool });
  const readyMs = performance.now() - beganMs;
  await mesh.delivered(await mesh.inject('hello', { from: 'n1' }), { within: '1m' });
  return readyMs;
}

console.log(`${count} nodes in a ring, ${runtime}: ready after`);
for (let pair = 1; pair <= pairs; pair++) {
  await using pool = new Pool({ runtime });
  const first = await readyMs(pool);
  const second = await readyMs(pool);
  const times = (first / second).toFixed(1);
  console.log(
    `  pair ${pair}: first ${first.toFixed(0)} ms, second ${second.toFixed(0)} ms, ${times} times sooner`,
  );
}
