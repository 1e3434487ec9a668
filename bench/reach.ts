/**
 * What `reach: all` costs the judge: one and the same journal of a large mesh, judged with links alone and with every pair able to
 * talk, one after the other, several times over. Its links are a ring with chords, its nodes become ready one after the other;
 * some die and return. With `--of all` every node tells of all others, so that the journal alone has nodes squared lines; with
 * `--mute` nobody does, and all of it is missed.
 *
 *     node --expose-gc bench/reach.ts [--nodes 1000] [--messages 20] [--kills 10] [--rounds 5] [--of all] [--mute]
 *
 * Medians, in ms of processor time and MiB. Memory is the heap's growth while all that judging has made is held.
 */

import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { History } from '../harness/check/evidence/history.ts';
import { historyFromJournal, judge } from '../harness/check/judge.ts';
import { aWideJournal } from '../test/harness/check/wide.ts';
import { median } from './median.ts';

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '1000' },
    messages: { type: 'string', default: '20' },
    kills: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '5' },
    of: { type: 'string', default: 'neighbours' },
    mute: { type: 'boolean', default: false },
  },
});

const of = values.of === 'all' ? 'all' : 'neighbours';
const wide = {
  nodes: Number(values.nodes),
  messages: Number(values.messages),
  kills: Number(values.kills),
  of,
  isMute: values.mute,
} as const;

interface Figures {
  readMs: number;
  judgeMs: number;
  heapMiB: number;
}

const figures = { linked: [] as Figures[], all: [] as Figures[] };
let said = '';
for (let round = 0; round < Number(values.rounds); round++) {
  for (const reach of ['linked', 'all'] as const) {
    const before = heapMiB();
    const beganMs = processorMs();
    const history: History = historyFromJournal(aWideJournal(wide, reach));
    const readMs = processorMs() - beganMs;
    const heapOfHistory = heapMiB();
    const sinceMs = processorMs();
    const results = judge(history, history.header.topology.expect, 120_000);
    const judgeMs = processorMs() - sinceMs;
    figures[reach].push({ readMs, judgeMs, heapMiB: heapMiB() - heapOfHistory });
    const findings = results.reduce((sum, result) => sum + result.findings.length, 0);
    const obligations = results.reduce((sum, result) => sum + result.obligations, 0);
    said = `${heapOfHistory.toFixed(0)} MiB with the history, ${before.toFixed(0)} without`;
    console.error(`${reach}: ${obligations} obligations, ${findings} findings; ${said}`);
  }
}

console.log(
  `${wide.nodes} nodes, ${wide.messages} messages, ${wide.kills} kills, of ${of}${values.mute ? ', mute' : ''}; load ${loadavg()[0]!.toFixed(1)}`,
);
console.log('reach | read ms | judge ms | heap MiB');
for (const [reach, rounds] of Object.entries(figures)) {
  const middle = (key: keyof Figures) => median(rounds.map((each) => each[key])).toFixed(0);
  console.log(`${reach} | ${middle('readMs')} | ${middle('judgeMs')} | ${middle('heapMiB')}`);
}
const ratios = figures.all.map(({ judgeMs }, i) => judgeMs / figures.linked[i]!.judgeMs);
console.log(`all to linked, pair by pair: ${median(ratios).toFixed(2)}`);

function heapMiB(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
