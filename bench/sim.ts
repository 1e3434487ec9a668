/**
 * The speed of the simulator's engine: `node bench/sim.ts [--short] [--runs 5] [NAME…]`. Each world is run a few times, each
 * time in a process of its own; the table has the medians. The exit code is 1 when a message did not arrive everywhere.
 * `--short` is the setting that the tests run: few nodes, once.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../harness/common/package-root.ts';
import { median } from './median.ts';
import type { Measured, Shape } from './sim/worlds.ts';

const LOSSY = { latencyMs: 30, jitterMs: 5, loss: 0.01 };
const LOSSLESS = { latencyMs: 30, jitterMs: 5 };

/** A world of a million fills memory with what stays: V8 may take more of it at a time, and look for what does not stay less often. */
const FLAGS_OF_A_MILLION = ['--max-old-space-size=12000', '--max-semi-space-size=128'];

interface Bench {
  what: string;
  shape: Shape;
  flags?: string[];
}

function worlds(short: boolean): Record<string, Bench> {
  const scale = short ? 100 : 1;
  const flood = { degree: 8, keepaliveMs: 1_000, conditions: LOSSY, startWithinMs: 1_000, everyMs: 50 };
  const broadcast = { ...flood, conditions: LOSSLESS, startWithinMs: 0, messages: 1, untilMs: 600 };
  return {
    'flood-10k': {
      what: '40 messages, keepalive 1 s, 1% loss',
      shape: { ...flood, nodes: 10_000 / scale, messages: 40, untilMs: 5_500 },
    },
    'flood-100k': {
      what: '4 messages, keepalive 1 s, 1% loss',
      shape: { ...flood, nodes: 100_000 / scale, messages: 4, untilMs: 3_500 },
    },
    'broadcast-100k': {
      what: 'one message, as all start at once',
      shape: { ...broadcast, nodes: 100_000 / scale },
    },
    'broadcast-1m': {
      what: 'one message, as all start at once',
      shape: { ...broadcast, nodes: 1_000_000 / scale / scale },
      flags: FLAGS_OF_A_MILLION,
    },
    hour: {
      what: `${short ? 'a minute' : 'an hour'} of a mesh of degree 6, keepalive 1 s, 1% loss, a message a minute`,
      shape: {
        ...{ ...flood, degree: 6, nodes: short ? 20 : 100, everyMs: 60_000 },
        ...(short ? { messages: 1, untilMs: 60_000 } : { messages: 59, untilMs: 3_600_000 }),
      },
    },
  };
}

function runOnce({ shape, flags = [] }: Bench): Measured {
  const program = join(packageRoot(), 'bench/sim/worlds.ts');
  return JSON.parse(
    execFileSync(process.execPath, [...flags, program, JSON.stringify(shape)], { encoding: 'utf8' }),
  );
}

function row(what: string, { nodes, degree }: Shape, runs: readonly Measured[]): string {
  const of = (pick: (run: Measured) => number) => median(runs.map(pick));
  const rate = ({ events, runMs }: Measured) => events / runMs / 1_000;
  const cells = [
    what,
    nodes.toLocaleString('en'),
    degree,
    runs[0]!.events.toLocaleString('en'),
    of(rate).toFixed(2),
    of(({ heapLoops }) => heapLoops / 1e6).toFixed(2),
    of((run) => (rate(run) * 1e6) / run.heapLoops).toFixed(2),
    of(({ setUpMs }) => setUpMs / 1_000).toFixed(1),
    of(({ runMs }) => runMs / 1_000).toFixed(1),
    of(({ cpuMs }) => cpuMs / 1_000).toFixed(1),
    of(({ maxRssMb }) => maxRssMb).toFixed(0),
  ];
  return `| ${cells.join(' | ')} |`;
}

const { values, positionals } = parseArgs({
  options: { short: { type: 'boolean', default: false }, runs: { type: 'string', default: '5' } },
  allowPositionals: true,
});
const heads = 'what|nodes|degree|events|M events/s|bare heap M/s|ratio|set-up s|run s|CPU s|MB'.split('|');
console.log(`| ${heads.join(' | ')} |\n|${heads.map(() => '---|').join('')}`);
for (const [name, bench] of Object.entries(worlds(values.short))) {
  const { what, shape } = bench;
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const count = values.short ? 1 : Number(values.runs);
  const runs = Array.from({ length: count }, () => runOnce(bench));
  console.log(row(what, shape, runs));
  const owed = shape.messages * (shape.nodes - 1);
  if (runs.every(({ delivered }) => delivered === owed)) continue;
  process.exitCode = 1;
  console.log(
    `${name}: delivered ${runs.map(({ delivered }) => delivered).join(', ')}, and ${owed} were owed`,
  );
}
