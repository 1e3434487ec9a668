/**
 * How exact and how fast the relay is, side by side with a bare forwarder in Node, in the same minute on the same
 * machine: forwarder, relay, forwarder, relay, …, and the median of the rounds.
 *
 *     node bench/relay.ts            two minutes
 *     node bench/relay.ts --short    a few seconds: shows that it runs, and no more
 *     node bench/relay.ts --json     figures for programs
 *     node bench/relay.ts --only delay --only loss
 */
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { quantile } from './relay/clock.ts';
import { type Passed, Stage, type Via } from './relay/stage.ts';

const PARTS = ['delay', 'loss', 'rate'];
const { values: flags } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: PARTS },
  },
});
const RATE_PER_S = 5000;
const DELAYS_MS = [10, 50, 200];
const LOSS = 0.1;
const SETTLE_MS = 150;
const size = flags.short
  ? { rounds: 1, delayCount: 1000, lossCount: 5000, pushMs: 300 }
  : { rounds: 11, delayCount: 5000, lossCount: 100_000, pushMs: 1000 };

const stage = await Stage.open();

/** The rounds of two ways, one after the other in turns. */
async function pair(once: (via: Via) => Promise<Passed>): Promise<Record<Via, Passed[]>> {
  const passed: Record<Via, Passed[]> = { forwarder: [], relay: [] };
  for (let round = 0; round < size.rounds; round++) {
    for (const via of ['forwarder', 'relay'] as const) passed[via].push(await once(via));
  }
  return passed;
}

const median = (passed: Passed[], of: (each: Passed) => number) => {
  return quantile(
    passed.map(of).sort((x, y) => x - y),
    0.5,
  );
};
const sum = (passed: Passed[], of: (each: Passed) => number) =>
  passed.reduce((total, each) => total + of(each), 0);

async function measureDelay(latencyMs: number) {
  await stage.setConditions({ latencyMs });
  const order = { count: size.delayCount, ratePerS: RATE_PER_S };
  const { forwarder, relay } = await pair((via) => stage.pass(via, order, SETTLE_MS + latencyMs));
  return {
    requestedMs: latencyMs,
    p50Ms: median(relay, (each) => each.p50Ms),
    p99Ms: median(relay, (each) => each.p99Ms),
    bareP50Ms: median(forwarder, (each) => each.p50Ms),
    bareP99Ms: median(forwarder, (each) => each.p99Ms),
    cpuShare: sum(relay, (each) => each.cpuMs) / sum(relay, (each) => each.tookMs),
    bareCpuShare: sum(forwarder, (each) => each.cpuMs) / sum(forwarder, (each) => each.tookMs),
    overload: sum(relay, (each) => each.overload),
  };
}

async function measureLoss() {
  await stage.setConditions({ loss: LOSS });
  const { sent, received, overload } = await stage.pass(
    'relay',
    { count: size.lossCount, ratePerS: 2 * RATE_PER_S },
    SETTLE_MS,
  );
  return { requested: LOSS, sent, received, measured: 1 - (received + overload) / sent, overload };
}

async function measureRate(latencyMs: number) {
  await stage.setConditions({ latencyMs });
  const { forwarder, relay } = await pair((via) => stage.pass(via, { forMs: size.pushMs }, SETTLE_MS));
  const perS = ({ received, tookMs }: Passed) => (received * 1000) / tookMs;
  const cpuUs = ({ received, cpuMs }: Passed) => (cpuMs * 1000) / received;
  return {
    latencyMs,
    relayPerS: median(relay, perS),
    barePerS: median(forwarder, perS),
    ratio: quantile(
      relay.map((each, i) => perS(each) / perS(forwarder[i]!)).sort((x, y) => x - y),
      0.5,
    ),
    relayCpuUs: median(relay, cpuUs),
    bareCpuUs: median(forwarder, cpuUs),
  };
}

/** Compiles the way through both before anything counts. */
async function warmUp() {
  await stage.setConditions({ latencyMs: 1 });
  await pair((via) => stage.pass(via, { count: 2000, ratePerS: RATE_PER_S }, SETTLE_MS));
}

type Of<T extends (...args: never[]) => Promise<unknown>> = Awaited<ReturnType<T>>;
const delays: Of<typeof measureDelay>[] = [];
const losses: Of<typeof measureLoss>[] = [];
const rates: Of<typeof measureRate>[] = [];

await warmUp();
if (flags.only.includes('delay'))
  for (const latencyMs of DELAYS_MS) delays.push(await measureDelay(latencyMs));
if (flags.only.includes('loss')) losses.push(await measureLoss());
if (flags.only.includes('rate')) rates.push(await measureRate(0), await measureRate(10));
const late = stage.late;
stage.close();

const machine = `${availableParallelism()} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}`;
if (flags.json) console.log(JSON.stringify({ machine, delays, losses, rates, late }));
else print();

function print(): void {
  const ms = (value: number) => value.toFixed(2);
  const percent = (value: number) => `${(value * 100).toFixed(2)}%`;
  console.log(`${machine}; ${size.rounds} round(s), ${RATE_PER_S} datagrams/s of 100 bytes\n`);
  console.log(
    '| requested ms | p50 ms | off by | p99 ms | beyond | bare p50 | bare p99 | p99 over bare | CPU | bare CPU |',
  );
  console.log('|---|---|---|---|---|---|---|---|---|---|');
  for (const { requestedMs, p50Ms, p99Ms, bareP50Ms, bareP99Ms, cpuShare, bareCpuShare } of delays) {
    const cells = [requestedMs, ms(p50Ms), ms(p50Ms - requestedMs), ms(p99Ms), ms(p99Ms - requestedMs)];
    cells.push(ms(bareP50Ms), ms(bareP99Ms), ms(p99Ms - requestedMs - bareP99Ms));
    console.log(`| ${[...cells, percent(cpuShare), percent(bareCpuShare)].join(' | ')} |`);
  }
  for (const { requested, measured, sent, overload } of losses)
    console.log(`\nloss of ${percent(requested)}: ${percent(measured)} of ${sent}; overload ${overload}\n`);
  console.log('| delay ms | relay/s | bare/s | ratio | relay CPU µs each | bare CPU µs each |');
  console.log('|---|---|---|---|---|---|');
  for (const { latencyMs, relayPerS, barePerS, ratio, relayCpuUs, bareCpuUs } of rates) {
    const cells = [latencyMs, Math.round(relayPerS), Math.round(barePerS), ratio.toFixed(2)];
    console.log(`| ${[...cells, relayCpuUs.toFixed(1), bareCpuUs.toFixed(1)].join(' | ')} |`);
  }
  console.log(`\nthe relay said ${late} times that it was late`);
}
