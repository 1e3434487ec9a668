/**
 * What an adapter costs: nodes that print much, read by expressions, beside nodes that say as much under the contract: one after
 * the other, in turns, in the same minute.
 *
 *     node bench/adapter.ts [--nodes 10] [--lines 2000]    a minute; lines are those of a node in a second
 *     node bench/adapter.ts --short                        a few seconds: shows that it runs, and no more
 */

import { rmSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { packageRoot } from '../harness/common/package-root.ts';
import { ProcessRuntime } from '../harness/runtime/process/runtime.ts';
import { runTopology } from '../harness/scenario/run.ts';
import { topologyFromObject } from '../harness/topology/load.ts';
import { median } from './median.ts';

const { values: flags } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    nodes: { type: 'string', default: '10' },
    lines: { type: 'string', default: '2000' },
  },
});
const count = Number(flags.nodes);
const perS = Number(flags.lines);
const { rounds, lastMs } = flags.short ? { rounds: 1, lastMs: 500 } : { rounds: 3, lastMs: 8000 };
const chatter = join(packageRoot(), 'bench', 'adapter', 'chatter.mjs');
const WAYS = ['contract', 'adapter'] as const;
type Way = (typeof WAYS)[number];

/** What the harness took for one run: how late its own timers were, and its processor time. */
interface Taken {
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  cpuShare: number;
}

function topologyOf(way: Way) {
  const command = ['node', chatter, String(perS)];
  const program = {
    command,
    peers: 'never',
    ready: { log: '^listening' },
    inject: { stdin: '{ref} {text}' },
    events: {
      delivered: { log: 'Received: (?<message>\\S+) (?<data>.*)' },
      'peer-up': { log: 'peer (?<node>\\S+) is up again, number' },
      'peer-down': { log: 'peer (?<node>\\S+) is (?:gone|lost|away)' },
    },
  };
  return topologyFromObject({
    name: way,
    seed: 1,
    ...(way === 'adapter' ? { programs: { chatter: program } } : {}),
    nodes: way === 'adapter' ? { count, program: 'chatter' } : { count, command: [...command, 'contract'] },
    links: { shape: 'line' },
    // Nothing is judged of it: only the way from the line to the journal counts.
    expect: { delivery: 'off', duplicates: 'off', keepalive: 'off' },
    timeouts: { warmup: '1ms' },
    steps: [{ at: `${lastMs}ms`, stop: 'n1' }],
  });
}

async function take(way: Way): Promise<Taken> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const out = join(packageRoot(), '.meshbed', `bench-adapter-${process.pid}`);
  delay.enable();
  const before = process.cpuUsage();
  const beganMs = performance.now();
  const result = await runTopology(topologyOf(way), { runtime: new ProcessRuntime(), out });
  const cpu = process.cpuUsage(before);
  const tookMs = performance.now() - beganMs;
  delay.disable();
  rmSync(out, { recursive: true, force: true });
  if (result.verdict === 'failed') throw new Error(`${way}: ${JSON.stringify(result.checks)}`);
  // The resolution is part of what the monitor reports.
  const ms = (ns: number) => ns / 1e6 - 1;
  return {
    p50Ms: ms(delay.percentile(50)),
    p99Ms: ms(delay.percentile(99)),
    maxMs: ms(delay.max),
    cpuShare: (cpu.user + cpu.system) / 1000 / tookMs,
  };
}

const taken: Record<Way, Taken[]> = { contract: [], adapter: [] };
for (let round = 0; round < rounds; round++) for (const way of WAYS) taken[way].push(await take(way));

const load = loadavg()[0]?.toFixed(1);
console.log(
  `${count} nodes, ${count * perS} lines/s in all; ${availableParallelism()} processors, load ${load}\n`,
);
console.log('| lines | harness late p50 ms | p99 ms | worst ms | processor of the harness |');
console.log('|---|---|---|---|---|');
for (const way of WAYS) {
  const of = (value: (each: Taken) => number) => median(taken[way].map(value)).toFixed(2);
  const share = `${(median(taken[way].map((each) => each.cpuShare)) * 100).toFixed(0)}%`;
  console.log(`| ${[way, of((t) => t.p50Ms), of((t) => t.p99Ms), of((t) => t.maxMs), share].join(' | ')} |`);
}
