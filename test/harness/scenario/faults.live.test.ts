import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Mesh } from '../../../harness/index.ts';
import type { Plan } from '../../../harness/plan/types.ts';
import { reportText } from '../../../harness/report/text.ts';
import type { Progress, Sink } from '../../../harness/runtime/port/port.ts';
import { ProcessRuntime } from '../../../harness/runtime/process/runtime.ts';
import { markedProcesses } from '../../../harness/runtime/system/proc.ts';
import { runTopology } from '../../../harness/scenario/run.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';
import { expectFair, wasExcused } from './fair.ts';

async function reportOf(topology: object, runtime = new ProcessRuntime()) {
  const result = await runTopology(topologyFromObject({ name: 'faults', seed: 1, ...topology }), { runtime });
  return { result, text: reportText(result).replace(/\s+/g, ' ') };
}

test.concurrent('a keepalive slower than the NAT time-out: lost, because the binding was gone', async () => {
  const { result, text } = await reportOf({
    nodes: { server: {}, alice: { nat: { timeout: '1s' } } },
    links: [['server', 'alice']],
    peer: { keepalive: '30s' },
    steps: [{ at: '3s', inject: 'is anybody there', from: 'server' }],
    expect: { delivery: { within: '500ms' }, settle: '200ms' },
  });
  expect(result.verdict, text).toBe('failed');
  expect(text).toMatch(/alice never got server-1-1/);
  expect(text).toMatch(/found alice's NAT binding gone/);
});

test.concurrent('a keepalive that holds the binding: all get through', async () => {
  const { result } = await reportOf({
    nodes: { server: {}, alice: { nat: { timeout: '1500ms' } } },
    links: [['server', 'alice']],
    peer: { keepalive: '300ms' },
    steps: [{ at: '4s', inject: 'is anybody there', from: 'server' }],
    expect: { delivery: { within: '500ms' }, keepalive: { detect: '3s', recover: '2s' }, settle: '200ms' },
  });
  expectFair(result);
});

test.concurrent('a line whose middle link loses all: unreachable, and both ends report each other down', async () => {
  const { result, text } = await reportOf({
    nodes: { count: 5 },
    links: { shape: 'line' },
    peer: { keepalive: '300ms' },
    steps: [
      { at: '1s', link: { between: ['n3', 'n4'], loss: '100%' } },
      { at: '1500ms', inject: 'left', from: 'n1' },
      { at: '1500ms', inject: 'right', from: 'n5' },
    ],
    expect: { delivery: { within: '500ms' }, keepalive: { detect: '3s', recover: '2s' }, settle: '200ms' },
  });
  expectFair(result);
  if (wasExcused(result)) return;
  expect(result.figures.unreachable).toBe(5);
  expect(text).toMatch(/2 deaths detected/);
  expect(text).toMatch(/Closed from \d+\.\d+ s on: n3 → n4, n4 → n3/);
});

test.concurrent('the same one way: judged by direction', async () => {
  const { result, text } = await reportOf({
    nodes: { count: 5 },
    links: { shape: 'line' },
    peer: { keepalive: '300ms' },
    steps: [
      { at: '1s', link: { from: 'n3', to: 'n4', loss: '100%' } },
      { at: '1500ms', inject: 'left', from: 'n1' },
      { at: '1500ms', inject: 'right', from: 'n5' },
    ],
    expect: { delivery: { within: '500ms' }, settle: '200ms' },
  });
  expectFair(result);
  if (wasExcused(result)) return;
  expect(result.figures.unreachable).toBe(2);
  expect(text).toMatch(/Closed from \d+\.\d+ s on: n3 → n4\./);
});

test.concurrent('what the run stands on is gone in the middle: inconclusive, and it says so', async () => {
  class Fragile extends ProcessRuntime {
    override open(plan: Plan, sink: Sink, progress: Progress) {
      setTimeout(() => sink.broken('the relay died: exit code 1', this.clock.now()), 2_000);
      return super.open(plan, sink, progress);
    }
  }
  const { result, text } = await reportOf(
    {
      nodes: { count: 3 },
      links: { shape: 'line', latency: '5ms' },
      steps: [
        { at: '100ms', inject: 'hello', from: 'n1' },
        { at: '20s', inject: 'never', from: 'n1' },
      ],
    },
    new Fragile(),
  );
  expect(result.verdict, text).toBe('inconclusive');
  expect(text).toContain('the relay died: exit code 1');
});

test.concurrent('a relay that stands still for good: nobody is accused of what it kept', async () => {
  await using mesh = await Mesh.start(
    {
      nodes: { count: 3 },
      links: { shape: 'line', latency: '5ms' },
      peer: { keepalive: '300ms' },
      expect: { delivery: { within: '500ms' }, keepalive: { detect: '3s', recover: '2s' } },
    },
    { runtime: 'process' },
  );
  const [relay] = markedProcesses().filter(
    ({ run, pid }) =>
      run === mesh.run && readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('\0relay 1\0'),
  );
  process.kill(relay!.pid, 'SIGSTOP');
  await mesh.inject({ count: 5 }, { from: 'n1' });
  const result = await mesh.verdict();
  const failed = result.checks
    .flatMap(({ findings }) => findings)
    .filter(({ verdict }) => verdict === 'failed');
  expect(failed).toEqual([]);
  expect(result.verdict).toBe('inconclusive');
  expect(result.endText).toMatch(/the relay 1 has not answered for 20 s/);
});
