import { describe, expect, test } from 'vitest';
import { Mesh, MeshbedError, NotSeenError, runTopology, StepError } from '../../../harness/index.ts';
import type { JournalRecord } from '../../../harness/journal/record.ts';
import { markedProcesses } from '../../../harness/runtime/system/proc.ts';
import { meshPool } from '../../../harness/vitest/pool.ts';
import { expectFair } from '../scenario/fair.ts';

const RING = {
  name: 'held',
  nodes: { count: 4 },
  links: { shape: 'ring' },
  peer: { keepalive: '200ms' },
  // Ample, for a busy machine: nothing here waits for it to run out.
  expect: { delivery: { within: '10s' }, settle: '100ms' },
};
const onProcess = { runtime: 'process' } as const;
const pooled = { runtime: meshPool(onProcess) };
const others = ['n1', 'n2', 'n3', 'n4'];

const processesOf = (run: string) => markedProcesses().filter((found) => found.run === run);

describe.concurrent('a mesh in the hands of a program', () => {
  test('a message reaches everyone, a dead node is noticed, and the verdict is that of a run', async () => {
    await using mesh = await Mesh.start(RING, pooled);
    expect(mesh.nodes.map(({ name, state }) => `${name} ${state}`)).toEqual(others.map((n) => `${n} ready`));
    const hello = await mesh.inject('hello', { from: 'n1' });
    expect(hello).toMatchObject({ id: 'n1-1-1', from: 'n1' });
    const receipts = await mesh.delivered(hello);
    expect(receipts.map(({ node }) => node).sort()).toEqual(['n2', 'n3', 'n4']);
    await mesh.kill('n3');
    expect(mesh.node('n3')).toMatchObject({ state: 'ended', boot: 1 });
    const deaths = await mesh.noticedDeath('n3', { within: '30s' });
    expect(deaths.map(({ by }) => by)).toEqual(['n2', 'n4']);
    await mesh.start('n3');
    await mesh.noticedReturn('n3', { within: '30s' });
    const more = await mesh.inject({ count: 3, every: '10ms', bytes: 100 }, { from: 'all' });
    expect(more.map(({ from }) => from)).toEqual(['n1', 'n2', 'n3']);
    await Promise.all(more.map((message) => mesh.delivered(message)));
    const result = await mesh.verdict();
    expectFair(result);
    expect(result).toMatchObject({ end: 'decided', name: 'held', runtime: 'process' });
    expect(await mesh.verdict()).toBe(result);
  });

  test('is there when neighbours have met: who is killed at once is missed by all of them', async () => {
    await using mesh = await Mesh.start({ ...RING, nodes: { count: 9 } }, pooled);
    const killed = ['n1', 'n4', 'n7'];
    await Promise.all(killed.map((node) => mesh.kill(node)));
    const deaths = await Promise.all(killed.map((node) => mesh.noticedDeath(node, { within: '30s' })));
    expect(deaths.map((notices) => notices.length)).toEqual([2, 2, 2]);
  });

  test('a message has reached enough where a share is asked for, and not where more is', async () => {
    const links = [
      ['n1', 'n2'],
      ['n1', 'n3', { mtu: '400B' }],
    ];
    const reached = async (share: string) => {
      const expect = { ...RING.expect, delivery: { within: '500ms', share } };
      await using mesh = await Mesh.start({ ...RING, nodes: { count: 3 }, links, expect }, pooled);
      const [large] = await mesh.inject({ count: 1, bytes: 600 }, { from: 'n1' });
      return (await mesh.delivered(large!)).map(({ node }) => node);
    };
    expect(await reached('50%')).toEqual(['n2']);
    await expect(reached('60%')).rejects.toMatchObject({
      code: 'NOT_DELIVERED',
      findings: [{ word: 'too few deliveries' }],
    });
  });

  test('is there soon enough when some can never meet', async () => {
    const links = [
      ['n1', 'n2', { loss: '100%' }],
      ['n2', 'n3'],
      ['n3', 'n4'],
    ];
    await using mesh = await Mesh.start({ ...RING, links }, pooled);
    expect((await mesh.delivered(await mesh.inject('hello', { from: 'n2' }))).length).toBe(2);
  });

  test('what it does are steps: in the journal, and as a file would have them', async () => {
    await using mesh = await Mesh.start(RING, pooled);
    const records: JournalRecord[] = [];
    const reading = (async () => {
      for await (const record of mesh.events({ from: 'start' })) records.push(record);
    })();
    await mesh.partition([['n1', 'n2'], ['rest']]);
    await mesh.heal();
    await mesh.link({ between: ['n1', 'n2'], latency: '20ms' });
    const message = await mesh.inject('late', { from: 'n1' });
    await mesh.delivered(message);
    await mesh.act({ expect: { duplicates: true } });
    const result = await mesh.verdict();
    await reading;
    expectFair(result);
    expect(result.halfway).toHaveLength(1);
    const journaled = records.flatMap((record) => (record.type === 'step' ? [record] : []));
    expect(journaled.map(({ text }) => text)).toEqual([
      'partition n1, n2 | n3, n4',
      'heal the partition',
      'link n1–n2: now latency 20ms',
      'inject “late” from n1',
      'expect none is delivered twice',
    ]);
    expect(journaled.map(({ step }) => step)).toEqual(mesh.steps);
    // The same steps from a file are a run like this one.
    const steps = mesh.steps.filter(({ verb }) => verb !== 'expect');
    const again = await runTopology({ ...mesh.topology, steps }, { runtime: await pooled.runtime.runtime() });
    expectFair(again);
    expect(records.at(0)?.type).toBe('header');
    expect(records.at(-1)?.type).toBe('end');
  });

  test('a message across a partition is owed to nobody there, and across a cut link it is lost', async () => {
    const pair = {
      ...RING,
      nodes: { count: 3 },
      links: [
        ['n1', 'n2'],
        ['n2', 'n3'],
      ],
    };
    await using mesh = await Mesh.start({ ...pair, peer: { store: 0 } }, pooled);
    await mesh.partition([['n1', 'n2'], ['n3']]);
    const near = await mesh.inject('near', { from: 'n1' });
    expect((await mesh.delivered(near)).map(({ node }) => node)).toEqual(['n2']);
    await mesh.cut({ from: 'n1', to: 'n2' });
    const nowhere = await mesh.inject('nowhere', { from: 'n1' });
    await expect(mesh.delivered(nowhere, { within: '100ms' })).rejects.toMatchObject({
      code: 'OWED_TO_NOBODY',
    });
    await mesh.mend('all');
    await mesh.heal();
    const all = await mesh.inject('all', { from: 'n1' });
    expect((await mesh.delivered(all)).map(({ node }) => node).sort()).toEqual(['n2', 'n3']);
  });

  test('what is owed and does not come is said as a verdict would', async () => {
    await using mesh = await Mesh.start(
      { ...RING, links: { shape: 'ring', latency: '300ms' }, peer: { keepalive: '1s' } },
      pooled,
    );
    await mesh.pause('n2');
    const message = await mesh.inject('hello?', { from: 'n1' });
    // A paused node owes nothing: only n3 and n4 do.
    expect((await mesh.delivered(message)).map(({ node }) => node)).toEqual(['n4', 'n3']);
    await expect(mesh.noticedDeath('n4', { within: '200ms' })).rejects.toThrow(
      /^n1, n3 have not said that n4 is dead within 200ms\.$/,
    );
    await mesh.resume('n2');
  });
});

describe.concurrent('a step that cannot be done', () => {
  test('is refused in the words of a topology, and nothing is done', async () => {
    await using mesh = await Mesh.start(RING, pooled);
    await mesh.kill('n2');
    const again = mesh.kill('n2');
    await expect(again).rejects.toBeInstanceOf(StepError);
    await expect(again).rejects.toThrow(
      /^`kill`: n2 is not running at .*: killed at .* by the step on call 1/,
    );
    await expect(mesh.kill('n7')).rejects.toMatchObject({ code: 'STEP_REFUSED', exitCode: 2 });
    await expect(mesh.heal()).rejects.toThrow(/nothing is partitioned/);
    await expect(mesh.act({ explode: 'n1' })).rejects.toThrow(/unknown key `explode`/);
    await expect(mesh.disconnect('n1')).rejects.toMatchObject({ code: 'NO_NETWORK_TO_LEAVE' });
    expect(mesh.steps).toHaveLength(1);
    expect(mesh.node('n1').state).toBe('ready');
    await mesh.start('n2');
    expect(mesh.node('n2')).toMatchObject({ state: 'ready', boot: 2 });
  });

  test('a node that crashed can be started again', async () => {
    const runtime = await pooled.runtime.runtime();
    await using mesh = await Mesh.start(RING, { runtime });
    // Behind its back, so that no step has asked for it.
    await runtime.apply({ type: 'kill', node: 'n2' });
    await mesh.start('n2');
    expect(mesh.node('n2')).toMatchObject({ state: 'ready', boot: 2 });
    const result = await mesh.verdict();
    expect(result.checks.flatMap(({ findings }) => findings.map(({ word }) => word))).toContain('crashed');
  });

  test('links that go straight cannot be cut', async () => {
    await using mesh = await Mesh.start(RING, { ...pooled, linkFaults: false });
    await expect(mesh.cut('all')).rejects.toMatchObject({ code: 'LINKS_GO_STRAIGHT' });
    await mesh.delivered(await mesh.inject('hello', { from: 'n1' }));
  });
});

describe.concurrent('its end', () => {
  test('it is disposed of also when the test throws', async () => {
    let run = '';
    const failing = async () => {
      await using mesh = await Mesh.start(RING, onProcess);
      run = mesh.run;
      expect(processesOf(run).length).toBeGreaterThan(4);
      throw new Error('the test failed');
    };
    await expect(failing()).rejects.toThrow('the test failed');
    expect(processesOf(run)).toEqual([]);
  });

  test('what is under way then is reported, and what comes later is refused', async () => {
    const mesh = await Mesh.start(RING, pooled);
    const waiting = mesh.noticedDeath('n1', { within: '1h' });
    waiting.catch(() => {});
    await mesh.close();
    await expect(waiting).rejects.toMatchObject({ code: 'MESH_OVER' });
    await expect(mesh.kill('n1')).rejects.toMatchObject({ code: 'MESH_OVER' });
    await expect(mesh.sleep('1h')).rejects.toBeInstanceOf(MeshbedError);
    await mesh.close();
  });

  test('nobody ready is an error, and leaves nothing', async () => {
    const nodes = { a: { command: ['node', '-e', 'process.exit(3)'] } };
    const starting = Mesh.start({ nodes, links: [] }, pooled);
    await expect(starting).rejects.toBeInstanceOf(NotSeenError);
    await expect(starting).rejects.toThrow(/a exited with code 3/);
  });

  test('bad input is found before anything starts', async () => {
    await expect(Mesh.start({ nodes: { count: 2 } }, onProcess)).rejects.toMatchObject({
      code: 'TOPOLOGY_INVALID',
    });
    await expect(Mesh.start(RING, { runtime: 'sim' })).rejects.toMatchObject({ code: 'NO_SUCH_RUNTIME' });
  });
});
