import { describe, expect, test } from 'vitest';
import type { RuntimeFault } from '../../../../harness/runtime/port/port.ts';
import { SimRuntime } from '../../../../harness/runtime/sim/runtime.ts';
import type { NodeEvent } from '../../../../node/contract/types.ts';
import { describeRuntime } from '../contract-suite.ts';
import { double, Ear, type PlanMore, planOf, quiet } from '../fixtures.ts';

describeRuntime('sim', {
  make: () => new SimRuntime(),
  runsPrograms: false,
  extra: {},
  leftovers: async () => [],
  canPause: true,
});

/** Nodes of a simulation, configured and up; `sleep` lets the mesh's time pass. */
async function meshOf(links: NonNullable<PlanMore['links']>) {
  const names = [...new Set(links.flatMap(({ a, b }) => [a, b]))];
  const neighbours = (name: string) =>
    links.flatMap(({ a, b }) => (a === name ? [b] : b === name ? [a] : []));
  const plan = planOf(
    names.map((name) => bare(name, neighbours(name))),
    { links },
  );
  const runtime = new SimRuntime();
  const ear = new Ear();
  const { listen, reach } = await runtime.open(plan, ear, quiet);
  const sleep = (ms: number) => runtime.clock.sleepUntil(runtime.clock.now() + ms);
  const start = async (node: string, boot: number) => {
    await runtime.start([{ node, boot }], quiet);
    const peers = neighbours(node).map((to) => ({ node: to, ...reach(node, to) }));
    const { run, key } = plan;
    const options = { keepalive: '100ms' };
    runtime.send(node, {
      type: 'configure',
      run,
      node,
      boot,
      seed: 1,
      key,
      listen: listen(node),
      peers,
      options,
    });
  };
  for (const name of names) await start(name, 1);
  await sleep(50);
  return {
    runtime,
    ear,
    sleep,
    start,
    apply: (fault: RuntimeFault) => runtime.apply(fault),
    say(node: string, text: string) {
      runtime.send(node, { type: 'inject', ref: text, data: Buffer.from(text).toString('base64') });
    },
    said: <T extends NodeEvent['type']>(node: string, type: T) =>
      ear.events(node).filter((event) => event.type === type) as Extract<NodeEvent, { type: T }>[],
  };
}

function bare(name: string, neighbours: string[]) {
  const { command: _, ...node } = double(name, undefined, { neighbours });
  return node;
}

const ab = { a: 'a', b: 'b' };

describe('sim: nodes', () => {
  test('speak the contract: who is up, what was injected and delivered, by whom and how far', async () => {
    const mesh = await meshOf([ab, { a: 'b', b: 'c' }]);
    mesh.say('a', 'hello');
    await mesh.sleep(10);
    expect(mesh.said('a', 'injected')).toMatchObject([{ ref: 'hello', message: 'a-1-1' }]);
    expect(mesh.said('c', 'delivered')).toMatchObject([
      { message: 'a-1-1', digest: '2cf24dba5fb0a30e', hops: 2, via: 'b' },
    ]);
    expect(mesh.said('b', 'peer-up').map(({ node }) => node)).toEqual(['a', 'c']);
    for (const node of ['a', 'b', 'c'])
      expect(mesh.ear.events(node).map(({ seq }) => seq)).toEqual(mesh.ear.events(node).map((_, i) => i + 1));
  });

  test('answer a bad command with an error', async () => {
    const mesh = await meshOf([ab]);
    mesh.say('a', '');
    await mesh.sleep(1);
    expect(mesh.said('a', 'error')).toMatchObject([{ code: 'empty-payload', ref: '' }]);
  });

  test('leave with a goodbye, die without one, and come back as another boot', async () => {
    const mesh = await meshOf([ab]);
    mesh.runtime.send('b', { type: 'stop' });
    await mesh.sleep(10);
    expect(mesh.ear.exits('b')).toEqual([{ code: 0, signal: null }]);
    expect(mesh.said('a', 'peer-down')).toMatchObject([{ node: 'b', reason: 'bye' }]);
    await mesh.start('b', 2);
    await mesh.sleep(200);
    await mesh.apply({ type: 'kill', node: 'b' });
    await mesh.sleep(1000);
    expect(mesh.said('a', 'peer-down')[1]).toMatchObject({ node: 'b', reason: 'timeout' });
    expect(mesh.said('a', 'peer-up')).toHaveLength(2);
  });

  test('that are paused are silent, and go on with what came meanwhile', async () => {
    const mesh = await meshOf([ab]);
    await mesh.apply({ type: 'pause', node: 'b' });
    mesh.say('a', 'are you there?');
    await mesh.sleep(50);
    expect(mesh.said('b', 'delivered')).toEqual([]);
    await mesh.apply({ type: 'resume', node: 'b' });
    expect(mesh.said('b', 'delivered')).toHaveLength(1);
  });
});

describe('sim: links', () => {
  test('have the conditions of the plan for each direction, and take new ones', async () => {
    const mesh = await meshOf([{ ...ab, ab: { latencyMs: 40 }, ba: { latencyMs: 70 } }]);
    await mesh.sleep(200);
    mesh.say('a', 'there');
    await mesh.sleep(100);
    const underWay = mesh.said('b', 'delivered')[0]!.t - mesh.said('a', 'injected')[0]!.t;
    expect(underWay).toBeCloseTo(40.05, 6);
    const conditions = { latencyMs: 5 };
    await mesh.apply({ type: 'link', changes: [{ from: 'a', to: 'b', conditions }] });
    mesh.say('a', 'faster');
    await mesh.sleep(10);
    expect(mesh.said('b', 'delivered')).toHaveLength(2);
  });

  test('are counted where they would go through a relay, and nowhere else', async () => {
    const mesh = await meshOf([ab, { a: 'b', b: 'c', direct: true }]);
    await mesh.apply({ type: 'link', changes: [{ from: 'a', to: 'b', cut: true }] });
    mesh.say('a', 'into the void');
    await mesh.apply({ type: 'count' });
    const counts = mesh.ear.counts.at(-1)!;
    expect(counts.map(({ from, to }) => `${from}>${to}`)).toEqual(['a>b', 'b>a']);
    expect(counts[0]!.dropped).toEqual({ cut: 1 });
  });

  test('of a node that left the network are closed until it comes back, and those that are cut stay so', async () => {
    const mesh = await meshOf([ab, { a: 'b', b: 'c', direct: true }]);
    await mesh.apply({ type: 'link', changes: [{ from: 'a', to: 'b', cut: true }] });
    await mesh.apply({ type: 'disconnect', node: 'b' });
    mesh.say('c', 'one');
    await mesh.sleep(20);
    expect(mesh.said('b', 'delivered')).toEqual([]);
    await mesh.apply({ type: 'reconnect', node: 'b' });
    mesh.say('c', 'two');
    mesh.say('a', 'still cut');
    await mesh.sleep(20);
    expect(mesh.said('b', 'delivered').map(({ message }) => message)).toContain('c-1-2');
    expect(mesh.said('b', 'delivered').map(({ message }) => message)).not.toContain('a-1-1');
  });
});

describe('sim: bad input', () => {
  test('a capture is refused before anything starts', async () => {
    const plan = { ...planOf([bare('a', [])]), capture: 'all' as const };
    const opening = new SimRuntime().open(plan, new Ear(), quiet);
    await expect(opening).rejects.toMatchObject({ code: 'NO_CAPTURE', exitCode: 2 });
  });

  test.each([
    ['an image', { image: 'my-peer:dev' }, /a has the image my-peer:dev/],
    ['a command', { command: ['./peer'] }, /a runs the program \.\/peer/],
  ])('%s is refused before anything starts', async (_what, own, said) => {
    const plan = planOf([{ ...bare('a', []), ...own }, bare('b', [])]);
    const runtime = new SimRuntime();
    const opening = runtime.open(plan, new Ear(), quiet);
    await expect(opening).rejects.toMatchObject({ code: 'NO_PROGRAMS', exitCode: 2 });
    await expect(opening).rejects.toThrow(said);
  });
});
