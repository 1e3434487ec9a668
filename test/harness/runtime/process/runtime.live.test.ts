import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';
import { limitsOfThisMachine } from '../../../../harness/runtime/process/fits.ts';
import { whyNoNamespaces } from '../../../../harness/runtime/process/namespaces.ts';
import { ProcessRuntime } from '../../../../harness/runtime/process/runtime.ts';
import { markedProcesses } from '../../../../harness/runtime/system/proc.ts';
import { describeRuntime } from '../contract-suite.ts';
import { double, Ear, planOf, quiet } from '../fixtures.ts';
import { describeRelays } from '../relay-suite.ts';
import { describeRouter } from '../router-suite.ts';

const of = (run: string) => markedProcesses().filter((found) => found.run === run);

const subject = {
  make: () => new ProcessRuntime(),
  runsPrograms: true,
  extra: {},
  leftovers: async (run: string) => of(run).map(({ pid }) => `process ${pid}`),
  canPause: true,
  countsDrops: process.platform === 'linux',
  async helper(run: string, name: string) {
    const named = ({ pid }: { pid: number }) =>
      readFileSync(`/proc/${pid}/cmdline`, 'latin1').endsWith(`\0${name}\0`);
    const { pid } = of(run).find(named)!;
    const signal = async (what: NodeJS.Signals) => {
      process.kill(pid, what);
    };
    return {
      kill: () => signal('SIGKILL'),
      pause: () => signal('SIGSTOP'),
      resume: () => signal('SIGCONT'),
    };
  },
};

describeRuntime('process', subject);
describeRelays('process', subject);

describe.skipIf(!limitsOfThisMachine().hasIpv6)('with addresses of IPv6', () => {
  describeRelays('process', { ...subject, addresses: 'ipv6' });
});

describe.skipIf(whyNoNamespaces() !== null)('on a routed network', () => {
  describeRuntime('process', { ...subject, isRouted: true });
  describeRouter('process', { ...subject, needed: ['router', 'wires', 'canary'] });
});

test('there is no network to leave: steps that disconnect are refused before anything starts', async () => {
  const step = { index: 0, atMs: 0, line: 1, verb: 'disconnect', nodes: ['a'] } as const;
  const plan = planOf([double('a')], { steps: [{ ...step, nodes: ['a'] }] });
  const runtime = subject.make();
  const opening = runtime.open(plan, new Ear(), quiet);
  await expect(opening).rejects.toMatchObject({ code: 'NO_NETWORK_TO_LEAVE', exitCode: 2 });
  await runtime.close();
  expect(of(plan.run)).toEqual([]);
});

test('more links than one relay carries: every direction has an address of its own', async () => {
  const names = Array.from({ length: 30 }, (_, i) => `n${i + 1}`);
  const links = names.flatMap((a, i) => names.slice(i + 1).map((b) => ({ a, b })));
  const plan = planOf(
    names.map((name) => double(name)),
    { links },
  );
  const runtime = subject.make();
  const { reach, facts } = await runtime.open(plan, new Ear(), quiet);
  const ends = links.flatMap(({ a, b }) => [reach(a, b), reach(b, a)]);
  expect(new Set(ends.map(({ host, port }) => `${host}:${port}`)).size).toBe(30 * 29);
  expect(facts).toMatchObject({ relays: 3, canary: true });
  await runtime.close();
  expect(of(plan.run)).toEqual([]);
});
