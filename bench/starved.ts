/**
 * A correct peer on a starved machine: `node bench/starved.ts [--runtime docker|process] [--peer bundled|threads|children]
 * [--real-time] [--short]`. Busy loops take the processors from the nodes while a scenario runs; a run may end `inconclusive`, but none
 * may say `failed`. The exit code is 1 when one does. `--peer`: whose work is done by another thread than its first, or by children of
 * its process (`bench/starved/`); as processes only.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { reportText, runTopology, topologyFromObject } from '../harness/index.ts';
import { runtimeOf } from './runtimes.ts';

const { values } = parseArgs({
  options: {
    runtime: { type: 'string', default: 'process' },
    short: { type: 'boolean', default: false },
    'real-time': { type: 'boolean', default: false },
    peer: { type: 'string', default: 'bundled' },
  },
});
if (values.peer !== 'bundled' && values.runtime !== 'process')
  throw new Error('--peer is for processes only');
const runs = values.short ? 1 : 5;
/** Busy loops for each processor. */
const LOOPS = values.short ? 4 : 32;

const topology = {
  name: 'starved',
  nodes: { count: values.short ? 6 : 12, ...programOf(values.peer) },
  links: { shape: 'small-world', degree: 4 },
  peer: { keepalive: '300ms' },
  steps: [
    { at: '500ms', inject: { count: 40, every: '20ms', bytes: 400 }, from: 'all' },
    { at: '1500ms', kill: 'n3' },
    { at: '4s', start: 'n3' },
    { at: '6s', inject: { count: 10, every: '20ms', bytes: 400 }, from: 'n1' },
  ],
  expect: { delivery: { within: '500ms' }, duplicates: {}, keepalive: { detect: '1200ms', recover: '1s' } },
};

const verdicts: Record<string, number> = {};
for (let i = 0; i < runs; i++) {
  const loops = starve();
  try {
    const loaded = topologyFromObject({ ...topology, seed: i });
    const result = await runTopology(loaded, { runtime: await runtimeOf(values.runtime) });
    verdicts[result.verdict] = (verdicts[result.verdict] ?? 0) + 1;
    if (result.verdict === 'failed') {
      process.exitCode = 1;
      console.log(reportText(result));
    }
  } finally {
    for (const loop of loops) loop.kill('SIGKILL');
  }
}
const told = Object.entries(verdicts).map(([verdict, count]) => `${count} ${verdict}`);
const how = values['real-time']
  ? 'a real-time loop on each processor'
  : `${LOOPS} busy loops for each processor`;
console.log(`${runs} runs on ${values.runtime}, ${values.peer} peer, ${how}: ${told.join(', ')}`);

function programOf(peer: string): { command?: string[] } {
  if (peer !== 'threads' && peer !== 'children') return {};
  return { command: [process.execPath, fileURLToPath(new URL(`starved/${peer}.ts`, import.meta.url))] };
}

/**
 * They end by themselves, should nobody end them. With `--real-time` one loop a processor comes before everything else,
 * nodes and harness alike, for nine tenths of the time (as root, by `chrt`); a fair scheduler alone starves nobody.
 */
function starve(): ChildProcess[] {
  const processors = availableParallelism();
  if (values['real-time']) {
    const busy = `const nap = new Int32Array(new SharedArrayBuffer(4)); const end = Date.now() + 60_000;
      while (Date.now() < end) { const t = Date.now() + 450; while (Date.now() < t); Atomics.wait(nap, 0, 0, 50); }`;
    const loop = ['-f', '5', process.execPath, '-e', busy];
    return Array.from({ length: processors }, () => spawn('chrt', loop));
  }
  const busy = 'const end = Date.now() + 120_000; while (Date.now() < end);';
  return Array.from({ length: LOOPS * processors }, () => spawn(process.execPath, ['-e', busy]));
}
