/**
 * A verb is its descriptor and what it does, each a file and a line: everything else is made from these. Here a verb
 * `reboot` (kill, then start) is added in memory, and each place is asked for it.
 */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Perform } from '../../../harness/scenario/steps/step-context.ts';
import type { Step } from '../../../harness/topology/topology.ts';

type OnNodes = typeof import('../../../harness/topology/verbs/on-nodes.ts');

/** As it would stand in a file of its own. */
const rebootOf = ({ onNodes, NOT_STARTED, NOT_RUNNING }: OnNodes) =>
  onNodes('reboot', {
    description: 'Kills these nodes and starts them again.',
    effect: {
      done: 'rebooted',
      from: ['running', 'paused'],
      to: 'running',
      begins: true,
      fitWords: 'running or paused',
      misfits: { waiting: NOT_STARTED, stopped: NOT_RUNNING },
    },
    summary: 'kill, then start',
    takesAway: 'incarnations',
  });

/** All that is made from the registries, made anew from those with `reboot` in them. */
async function everyPlace() {
  vi.resetModules();
  vi.doMock('../../../harness/topology/verbs/index.ts', async (original) => {
    const { VERBS } = await original<typeof import('../../../harness/topology/verbs/index.ts')>();
    const reboot = rebootOf(await import('../../../harness/topology/verbs/on-nodes.ts'));
    return { VERBS: { ...VERBS, reboot } };
  });
  vi.doMock('../../../harness/scenario/steps/index.ts', async (original) => {
    const steps = await original<typeof import('../../../harness/scenario/steps/index.ts')>();
    const perform: Perform<'kill'> = async (step, context) => {
      await steps.kill(step, context);
      await steps.start({ ...step, verb: 'start' }, context);
    };
    return { ...steps, reboot: perform };
  });
  return {
    ...(await import('../../../harness/topology/json-schema.ts')),
    ...(await import('../../../harness/topology/load.ts')),
    ...(await import('../../../harness/topology/live-steps.ts')),
    ...(await import('../../../harness/topology/steps/text.ts')),
    ...(await import('../../../harness/topology/print/write.ts')),
    ...(await import('../../../harness/topology/verbs/node-acts.ts')),
    ...(await import('../../../harness/live/grammar.ts')),
    ...(await import('../../../harness/live/saved.ts')),
    ...(await import('../../../harness/plan/deadline.ts')),
    ...(await import('../../../harness/shrink/search/repair.ts')),
    ...(await import('../../../harness/check/evidence/faults.ts')),
    ...(await import('../../../harness/mesh/node-acts.ts')),
    ...(await import('../../../harness/runtime/sim/runtime.ts')),
    ...(await import('../../../harness/scenario/run.ts')),
  };
}

let at: Awaited<ReturnType<typeof everyPlace>>;
beforeAll(async () => {
  at = await everyPlace();
});
afterAll(() => {
  vi.doUnmock('../../../harness/topology/verbs/index.ts');
  vi.doUnmock('../../../harness/scenario/steps/index.ts');
  vi.resetModules();
});

const topologyOf = (...steps: object[]) =>
  at.topologyFromObject({
    name: 'rebooted',
    seed: 7,
    nodes: { count: 4 },
    links: { shape: 'ring' },
    peer: { keepalive: '200ms' },
    steps,
    expect: { delivery: { within: '1s' }, keepalive: { detect: '2s', recover: '2s' } },
  });

/** In words that the compiler does not know: to it there is no such verb. */
const REBOOT = { index: 0, atMs: 1000, line: 1, verb: 'reboot', nodes: ['n2'] } as unknown as Step;

/** What is wrong with the last of these steps, given one after another. */
function refusal(...steps: object[]): string {
  try {
    topologyOf(...steps.map((step, i) => ({ at: `${i + 1}s`, ...step })));
  } catch (error) {
    return String((error as { problems?: { text: string }[] }).problems?.map(({ text }) => text).join('; '));
  }
  return 'nothing';
}

describe('a verb that is added', () => {
  it('is in the schema of a step', () => {
    const schema = JSON.stringify(at.topologyJsonSchema());
    expect(schema).toContain('"reboot":{"anyOf"');
    expect(schema).toContain('{"required":["reboot"]}');
  });

  it('is expanded, by the selectors and states of nodes', () => {
    const { steps } = topologyOf({ at: '1s', kill: 'n1' }, { at: '2s', reboot: 'all' });
    expect(steps[1]).toMatchObject({ verb: 'reboot', nodes: ['n2', 'n3', 'n4'] });
  });

  it('is refused where its states do not fit, and leaves its own', () => {
    expect(refusal({ kill: 'n1' }, { reboot: 'n1' })).toMatch(/n1 is not running at 2s: killed at 1s by/);
    expect(refusal({ pause: 'n1' }, { reboot: 'n1' }, { pause: 'n1' })).toBe('nothing');
    expect(refusal({ reboot: 'n1' }, { start: 'n1' })).toMatch(/n1 already runs at 2s: rebooted at 1s by/);
  });

  it('leaves its nodes in doubt where it is wrong', () => {
    expect(refusal({ kill: 'n1' }, { reboot: ['n1', 'nowhere'] }, { kill: 'n1' })).not.toContain('at 3s');
  });

  it('is named where a step has no verb', () => {
    expect(refusal({})).toContain('a step without a verb');
    expect(() => topologyOf({ at: '1s' })).toThrow(/reboot/);
  });

  it('reads in text, and is written back as it was', () => {
    expect(at.stepText(REBOOT)).toBe('reboot n2');
    const topology = topologyOf({ at: '1s', reboot: ['n1', 'n3'] });
    const text = at.writeTopology(topology);
    expect(text).toContain('- { at: 1s, reboot: [n1, n3] }');
    expect(at.parseTopology(text, 'written.yaml').steps).toMatchObject([
      { verb: 'reboot', nodes: ['n1', 'n3'] },
    ]);
  });

  it('is typed at the prompt, and stands in its help', () => {
    expect(at.parseLine('reboot n1..n3')).toEqual({ kind: 'act', step: { reboot: 'n1..n3' } });
    expect(() => at.parseLine('reboot')).toThrow('`reboot` is not all of it');
    expect(at.helpText()).toMatch(/^ {2}reboot n3 +kill, then start$/m);
  });

  it('is a button of the live page, and a method of a mesh', async () => {
    const button = { verb: 'reboot', button: 'Reboot', from: ['running', 'paused'] };
    expect(at.NODE_ACTS).toContainEqual(button);
    const acts: object[] = [];
    const mesh = new (class extends at.WithNodeActs {
      act = async (step: object) => void acts.push(step);
    })() as unknown as { reboot(nodes: string): Promise<void> };
    await mesh.reboot('n2');
    expect(acts).toEqual([{ reboot: 'n2' }]);
  });

  it('is done to a mesh that is held, and saved', () => {
    const topology = topologyOf();
    const steps = new at.LiveSteps(topology).expand({ reboot: 'n2' }, 1000);
    expect(at.scenarioToSave(topology, steps, [])).toContain('- { at: 1s, reboot: n2 }');
  });

  it('is a fault, takes its time to start, and goes with its nodes when a mesh is shrunk', () => {
    expect(at.whatFaultTakesAway(REBOOT)).toEqual({
      words: 'reboot of n2',
      what: 'incarnations',
      nodes: ['n2'],
    });
    const topology = topologyOf({ at: '1s', reboot: ['n1', 'n2'] });
    const paused = topologyOf({ at: '1s', pause: ['n1', 'n2'] });
    expect(at.deadlineMs(topology)).toBeGreaterThan(at.deadlineMs(paused));
    const smaller = { ...topology, nodes: topology.nodes.slice(1) };
    expect(at.repairTopology(smaller).steps).toMatchObject([{ verb: 'reboot', nodes: ['n2'] }]);
  });

  it('runs', async () => {
    const out = await mkdtemp(join(tmpdir(), 'meshbed-reboot-'));
    const topology = topologyOf({ at: '1s', reboot: 'n2' }, { at: '5s', inject: 'hello', from: 'n1' });
    const result = await at.runTopology(topology, { runtime: new at.SimRuntime(), out });
    expect(result).toMatchObject({ verdict: 'passed', end: 'decided', figures: { deliveries: 3 } });
    const journal = await readFile(join(out, 'journal.ndjson'), 'utf8');
    expect(journal).toMatch(/"verb":"reboot","text":"reboot n2"/);
    expect(journal).toMatch(/"node":"n2","boot":2,"event":\{"type":"ready"/);
    await rm(out, { recursive: true });
  });
});
