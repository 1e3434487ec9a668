/**
 * What a wire costs: making namespaces, laying wires to all of them, finding that they are laid, and removing them, in milliseconds for each.
 * Needs Linux, root and a Node that has `node:ffi`. `--short` is one round of ten nodes.
 *
 *     node bench/wires.ts [--rounds 5] [--short]
 */
import { parseArgs } from 'node:util';
import { WiresProgram, whyNoWires, wiresOf } from '../test/node/wires/program.ts';
import { median } from './median.ts';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, short: { type: 'boolean', default: false } },
});
const rounds = values.short ? 1 : Number(values.rounds);
const sizes = values.short ? [10] : [10, 100];

const reason = await whyNoWires();
if (reason === null) await measure();
else console.log(`not measured: ${reason}`);

async function measure(): Promise<void> {
  console.log('| nodes | namespace ms | wire ms | kept ms | removed ms |');
  console.log('|---|---|---|---|---|');
  for (const count of sizes) {
    const costs: number[][] = [];
    for (let i = 0; i < rounds; i++) costs.push(await round(count));
    const medians = [0, 1, 2, 3].map((at) => median(costs.map((each) => each[at]!)).toFixed(2));
    console.log(`| ${count} | ${medians.join(' | ')} |`);
  }
}

/** The four costs of each node. */
async function round(count: number): Promise<number[]> {
  await using program = await WiresProgram.start();
  const times: number[] = [];
  const timed = async <T>(act: Promise<T>): Promise<T> => {
    const beganMs = performance.now();
    const result = await act;
    times.push((performance.now() - beganMs) / count);
    return result;
  };
  const nodes = await timed(program.hold(count));
  const [router] = (await program.hold(1)) as [string];
  const wires = wiresOf(nodes);
  const results = await timed(program.wire(router, wires));
  const failed = results.find(({ is }) => is !== 'laid');
  if (failed) throw new Error(`a wire was not laid: ${JSON.stringify(failed)}`);
  await timed(program.wire(router, wires));
  await timed(program.unwire(router));
  return times;
}
