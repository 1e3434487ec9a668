/**
 * How exact and how fast the router is, side by side with the relay, in the same minute on the same machine: relay,
 * router, relay, router, …, and the median of the rounds.
 *
 *     node bench/router.ts            two minutes; as root, with Node 26.1 or later
 *     node bench/router.ts --short    some seconds: shows that it runs, and no more
 *     node bench/router.ts --json     figures for programs
 */
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { noRouterHere } from '../test/node/router/wired.ts';
import { quantile } from './relay/clock.ts';
import { type Passed, Stage } from './relay/stage.ts';
import { RouterStage } from './router/stage.ts';

const { values: flags } = parseArgs({
  options: { short: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
});
const reason = noRouterHere();
if (reason !== null) {
  console.error(`There can be no router here: ${reason}.`);
  process.exit(2);
}

const RATE_PER_S = 5000;
const DELAYS_MS = [10, 50];
const LOSS = 0.1;
const SETTLE_MS = 150;
const STREAM = { latencyMs: 10, rateBps: 100e6 };
const size = flags.short
  ? { rounds: 1, delayCount: 1000, lossCount: 5000, pushMs: 300, streamBytes: 2e6, idleMs: 1000 }
  : { rounds: 7, delayCount: 5000, lossCount: 100_000, pushMs: 1000, streamBytes: 50e6, idleMs: 10_000 };

const relayStage = await Stage.open();
const routerStage = await RouterStage.open();
const STAGES = {
  relay: (order: Parameters<RouterStage['pass']>[0], settleMs: number) =>
    relayStage.pass('relay', order, settleMs),
  router: (order: Parameters<RouterStage['pass']>[0], settleMs: number) => routerStage.pass(order, settleMs),
};
type Via = keyof typeof STAGES;

async function setConditions(conditions: { latencyMs?: number; loss?: number }): Promise<void> {
  await relayStage.setConditions(conditions);
  await routerStage.setConditions(conditions);
}

/** The rounds of both, one after the other in turns. */
async function pair(once: (via: Via) => Promise<Passed>): Promise<Record<Via, Passed[]>> {
  const passed: Record<Via, Passed[]> = { relay: [], router: [] };
  for (let round = 0; round < size.rounds; round++)
    for (const via of ['relay', 'router'] as const) passed[via].push(await once(via));
  return passed;
}

const middle = (values: number[]) =>
  quantile(
    values.sort((x, y) => x - y),
    0.5,
  );
const median = (passed: Passed[], of: (each: Passed) => number) => middle(passed.map(of));

async function measureDelay(latencyMs: number) {
  await setConditions({ latencyMs });
  const order = { count: size.delayCount, ratePerS: RATE_PER_S };
  const { relay, router } = await pair((via) => STAGES[via](order, SETTLE_MS + latencyMs));
  const cpuShare = (passed: Passed[]) => median(passed, ({ cpuMs, tookMs }) => cpuMs / tookMs);
  return {
    requestedMs: latencyMs,
    p50Ms: median(router, (each) => each.p50Ms),
    p99Ms: median(router, (each) => each.p99Ms),
    relayP50Ms: median(relay, (each) => each.p50Ms),
    relayP99Ms: median(relay, (each) => each.p99Ms),
    cpuShare: cpuShare(router),
    relayCpuShare: cpuShare(relay),
  };
}

async function measureLoss() {
  await setConditions({ loss: LOSS });
  const order = { count: size.lossCount, ratePerS: 2 * RATE_PER_S };
  const { sent, received, overload } = await STAGES.router(order, SETTLE_MS);
  return { requested: LOSS, sent, received, measured: 1 - (received + overload) / sent, overload };
}

async function measureRate(latencyMs: number) {
  await setConditions({ latencyMs });
  const { relay, router } = await pair((via) => STAGES[via]({ forMs: size.pushMs }, SETTLE_MS));
  const perS = ({ received, tookMs }: Passed) => (received * 1000) / tookMs;
  const cpuUs = ({ received, cpuMs }: Passed) => (cpuMs * 1000) / received;
  return {
    latencyMs,
    routerPerS: median(router, perS),
    relayPerS: median(relay, perS),
    ratio: middle(router.map((each, i) => perS(each) / perS(relay[i]!))),
    routerCpuUs: median(router, cpuUs),
    relayCpuUs: median(relay, cpuUs),
  };
}

async function measureStream() {
  await routerStage.setConditions(STREAM, STREAM);
  return { ...STREAM, bps: await routerStage.stream(size.streamBytes) };
}

const idleShare = await routerStage.idleShare(size.idleMs);
await setConditions({ latencyMs: 1 });
await pair((via) => STAGES[via]({ count: 2000, ratePerS: RATE_PER_S }, SETTLE_MS));
const delays: Awaited<ReturnType<typeof measureDelay>>[] = [];
for (const latencyMs of DELAYS_MS) delays.push(await measureDelay(latencyMs));
const loss = await measureLoss();
const rates = [await measureRate(0), await measureRate(10)];
const stream = await measureStream();
const { late } = routerStage;
relayStage.close();
routerStage.close();

const machine = `${availableParallelism()} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}`;
const load = loadavg()[0]!;
if (flags.json) console.log(JSON.stringify({ machine, load, idleShare, delays, loss, rates, stream, late }));
else print();

function print(): void {
  const ms = (value: number) => value.toFixed(2);
  const percent = (value: number) => `${(value * 100).toFixed(2)}%`;
  console.log(
    `${machine}; load ${ms(load)}; ${size.rounds} round(s), ${RATE_PER_S} datagrams/s of 100 bytes\n`,
  );
  console.log('| requested ms | p50 ms | off by | p99 ms | relay p50 | relay p99 | CPU | relay CPU |');
  console.log('|---|---|---|---|---|---|---|---|');
  for (const { requestedMs, p50Ms, p99Ms, relayP50Ms, relayP99Ms, cpuShare, relayCpuShare } of delays) {
    const times = [p50Ms, p50Ms - requestedMs, p99Ms, relayP50Ms, relayP99Ms].map(ms);
    console.log(`| ${[requestedMs, ...times, percent(cpuShare), percent(relayCpuShare)].join(' | ')} |`);
  }
  const { requested, measured, sent, overload } = loss;
  console.log(`\nloss of ${percent(requested)}: ${percent(measured)} of ${sent}; overload ${overload}\n`);
  console.log('| delay ms | router/s | relay/s | ratio | router CPU µs each | relay CPU µs each |');
  console.log('|---|---|---|---|---|---|');
  for (const { latencyMs, routerPerS, relayPerS, ratio, routerCpuUs, relayCpuUs } of rates) {
    const cells = [latencyMs, Math.round(routerPerS), Math.round(relayPerS), ms(ratio)];
    console.log(`| ${[...cells, routerCpuUs.toFixed(1), relayCpuUs.toFixed(1)].join(' | ')} |`);
  }
  console.log(`\na stream of TCP through 10 ms and 100 Mbit: ${(stream.bps / 1e6).toFixed(1)} Mbit/s`);
  console.log(`idle: ${percent(idleShare)} of a core; the router said ${late} times that it was late`);
}
