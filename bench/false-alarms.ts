/**
 * False alarms: `node bench/false-alarms.ts [--runs 100] [--at-once 2] [--short]`. The correct peer in the topologies in
 * which the mutants are caught, over and over: no run may say `failed`, and on a machine that is not overloaded every one
 * passes. The exit code is 1 when one fails. `--short` is the setting that the tests run: each topology once.
 */

import { parseArgs } from 'node:util';
import type { RunResult } from '../harness/index.ts';
import { sit, TOPOLOGIES } from '../test/mutants/sit.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    'at-once': { type: 'string', default: '2' },
    short: { type: 'boolean', default: false },
  },
});
const runs = values.short ? TOPOLOGIES.length : Number(values.runs);
const verdicts: Record<RunResult['verdict'], number> = { passed: 0, inconclusive: 0, failed: 0 };
let next = 0;

async function work(): Promise<void> {
  while (next < runs) {
    const topology = TOPOLOGIES[next++ % TOPOLOGIES.length]!;
    const result = await sit(topology, null);
    verdicts[result.verdict]++;
    if (result.verdict === 'passed') continue;
    const findings = result.checks.flatMap((check) => check.findings);
    const words = [...new Set(findings.map(({ word }) => word))].join(', ') || result.end;
    console.log(`${result.verdict} (${words}): ${topology}: ${findings[0]?.text ?? result.endText}`);
  }
}

const startedMs = performance.now();
await Promise.all(Array.from({ length: Number(values['at-once']) }, work));
const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
const { passed, inconclusive, failed } = verdicts;
console.log(`${runs} runs in ${seconds} s: ${passed} passed, ${inconclusive} inconclusive, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
