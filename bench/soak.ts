/**
 * The long runs behind the claims in bench/README.md: `node bench/soak.ts [--runtime docker|process] [--short] [NAME…]`.
 * Each row says what was run, how often it passed, and the figures that matter; the exit code is 1 when any run did not
 * pass. `--short` is the setting that the tests run: each row once, with few nodes and little time.
 */

import { parseArgs } from 'node:util';
import { type RunResult, runTopology, topologyFromObject } from '../harness/index.ts';
import { runtimeOf } from './runtimes.ts';

interface Soak {
  what: string;
  times: number;
  topology: object;
}

function soaks(short: boolean): Record<string, Soak> {
  const keepalive = { detect: '2500ms', recover: '3s' };
  return {
    ring: {
      what: 'a ring of ten: messages, a kill, a restart',
      times: short ? 1 : 20,
      topology: {
        nodes: { count: short ? 4 : 10 },
        links: { shape: 'ring' },
        peer: { keepalive: short ? '200ms' : '500ms' },
        steps: [
          { at: '500ms', inject: { count: 20, every: '20ms', bytes: 200 }, from: 'all' },
          { at: '1s', kill: 'n3' },
          { at: short ? '2s' : '4s', start: 'n3' },
          { after: '1s', inject: 'back', from: 'n3' },
        ],
        expect: { delivery: { within: '1s' }, duplicates: {}, keepalive, settle: '500ms' },
      },
    },
    idle: {
      what: 'an idle mesh: no false death',
      times: 1,
      topology: {
        nodes: { count: short ? 4 : 20 },
        links: { shape: 'small-world', degree: short ? 2 : 6 },
        peer: { keepalive: '500ms' },
        steps: [{ at: short ? '1s' : '60s', inject: 'still here', from: 'n1' }],
        expect: { delivery: { within: '1s' }, keepalive: { ...keepalive, tolerate: '500ms' }, settle: '1s' },
      },
    },
    pause: {
      what: 'pauses of 300 ms kill nobody',
      times: short ? 1 : 5,
      topology: {
        nodes: { count: short ? 4 : 20 },
        links: { shape: 'small-world', degree: short ? 2 : 6 },
        peer: { keepalive: '500ms' },
        steps: ['n1', 'n2', 'n3', 'n4'].slice(0, short ? 1 : 4).flatMap((node) => [
          { after: '1s', pause: node },
          { after: '300ms', resume: node },
        ]),
        // A word within 100 ms after a resume is the only one that this forgives.
        expect: { keepalive: { ...keepalive, tolerate: '100ms' }, settle: '1s' },
      },
    },
    lossy: {
      what: 'every link loses 20% and takes 30 ms ± 10 ms; degree 6',
      times: short ? 1 : 10,
      topology: {
        nodes: { count: short ? 6 : 30 },
        links: { shape: 'small-world', degree: short ? 4 : 6, latency: '30ms', jitter: '10ms', loss: '20%' },
        peer: { keepalive: '1s' },
        steps: [{ at: '2s', inject: { count: short ? 20 : 500, every: '30ms', bytes: 200 }, from: 'all' }],
        expect: {
          delivery: { within: '5s', to: 'eventual' },
          duplicates: {},
          keepalive: { detect: '6s', recover: '5s' },
          settle: '2s',
        },
      },
    },
    split: {
      what: 'twelve nodes in halves for 10 s, messages on both sides',
      times: short ? 1 : 3,
      topology: {
        nodes: { count: short ? 6 : 12 },
        links: { shape: 'small-world', degree: 4 },
        peer: { keepalive: '500ms' },
        steps: [
          { at: '1s', partition: [short ? 'n1..n3' : 'n1..n6', 'rest'] },
          { at: '2s', inject: { count: short ? 10 : 100, every: '20ms', bytes: 200 }, from: 'all' },
          { at: short ? '4s' : '11s', heal: 'all' },
        ],
        expect: {
          delivery: { within: '4s', to: 'eventual' },
          duplicates: {},
          keepalive: { detect: '3s', recover: '3s' },
          settle: '1s',
        },
      },
    },
    churn: {
      what: 'one node in five goes and comes for 30 s, one is paused, one killed and started again',
      times: short ? 1 : 10,
      topology: {
        nodes: { count: short ? 6 : 30 },
        links: { shape: 'small-world', degree: short ? 4 : 6 },
        peer: { keepalive: '500ms' },
        steps: [
          { at: '1s', kill: 'n2' },
          { at: '1s', inject: { count: short ? 10 : 100, every: '300ms', bytes: 200 }, from: 'n1' },
          { at: '2s', pause: 'n3' },
          { at: '3s', resume: 'n3' },
          { at: '4s', start: 'n2' },
          {
            at: short ? '4500ms' : '6s',
            churn: {
              share: '20%',
              for: short ? '4s' : '30s',
              down: '2s',
              every: short ? '4s' : '10s',
              spare: 'n1..n3',
            },
          },
        ],
        expect: {
          delivery: { within: '5s', to: 'eventual' },
          duplicates: {},
          keepalive: { detect: '4s', recover: '4s' },
          settle: '1s',
        },
      },
    },
    hundred: {
      what: 'a hundred nodes of degree 6: 50 messages, a kill, a restart',
      times: 1,
      topology: {
        nodes: { count: short ? 8 : 100 },
        links: { shape: 'small-world', degree: short ? 4 : 6 },
        peer: { keepalive: short ? '500ms' : '2s' },
        steps: [
          { at: '1s', inject: { count: short ? 5 : 50, every: '40ms', bytes: 200 }, from: 'all' },
          { at: '2s', kill: 'n7' },
          { at: short ? '5s' : '12s', start: 'n7' },
        ],
        expect: {
          delivery: { within: '5s' },
          duplicates: {},
          keepalive: { detect: '10s', recover: '10s' },
          settle: '1s',
        },
      },
    },
  };
}

function figuresOf(results: readonly RunResult[]): string {
  const most = (pick: (result: RunResult) => number) => Math.max(...results.map(pick));
  const sum = (pick: (result: RunResult) => number) =>
    results.reduce((total, result) => total + pick(result), 0);
  const owed = (result: RunResult) =>
    result.checks.find(({ check }) => check === 'delivery')?.obligations ?? 0;
  const detection = (result: RunResult) =>
    result.checks.find(({ check }) => check === 'keepalive')?.figures['slowest detection ms'] ?? 0;
  return [
    `${sum(owed)} deliveries owed`,
    `latency p99 ≤ ${most((result) => result.figures.latencyP99Ms).toFixed(1)} ms`,
    `detection ≤ ${most(detection)} ms`,
    `ready after ≤ ${(most((result) => result.figures.startMs) / 1000).toFixed(1)} s`,
  ].join(', ');
}

const { values, positionals } = parseArgs({
  options: { runtime: { type: 'string', default: 'process' }, short: { type: 'boolean', default: false } },
  allowPositionals: true,
});
for (const [name, { what, times, topology }] of Object.entries(soaks(values.short))) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const startedMs = performance.now();
  const results: RunResult[] = [];
  for (let i = 0; i < times; i++) {
    const loaded = topologyFromObject({ name, seed: 100 + i, ...topology });
    const result = await runTopology(loaded, { runtime: await runtimeOf(values.runtime) });
    results.push(result);
    if (result.verdict === 'passed') continue;
    process.exitCode = 1;
    for (const finding of result.checks.flatMap((check) => check.findings).slice(0, 10))
      console.log(`  ${finding.text}`);
  }
  const passed = results.filter(({ verdict }) => verdict === 'passed').length;
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
  console.log(
    `${name} (${what}), ${values.runtime}: ${passed} of ${times} passed in ${seconds} s; ${figuresOf(results)}`,
  );
}
