/**
 * The promises of the runtime port, as tests. Run against every implementation.
 *
 * Waits have no time limits of their own: the test runner's is the bound, and no test asserts how long
 * something takes.
 */

import { afterEach, describe, expect, test } from 'vitest';

import type { Plan, PlannedNode } from '../../../harness/plan/types.ts';
import type { Runtime } from '../../../harness/runtime/port/port.ts';
import type { Behaviour } from './double.ts';
import { double, Ear, type PlanMore, ping, planOf as planOfDoubles, quiet } from './fixtures.ts';

export interface Subject {
  make(): Runtime;
  /**
   * Nodes are programs of a machine. A runtime in which they are not leaves out what is about programs: how they
   * misbehave, what they print, their environment, addresses that two runs could both take. Nothing else.
   */
  runsPrograms: boolean;
  /** What makes a double a node of this runtime: its image, where it needs one. */
  extra: Partial<PlannedNode>;
  /** Names of what the run still has on this machine or engine: processes, containers, networks. */
  leftovers(run: string): Promise<string[]>;
  /** Waits until a node's program has said that it executes nothing. */
  canPause: boolean;
  /** All plans are of a routed network, where two runs may have the same addresses. */
  isRouted?: boolean;
}

export function describeRuntime(name: string, subject: Subject): void {
  const open: { runtime: Runtime; plan: Plan }[] = [];
  const testOfPrograms = test.skipIf(!subject.runsPrograms);

  function planOf(nodes: PlannedNode[], more?: PlanMore): Plan {
    return planOfDoubles(nodes, subject.isRouted ? { ...more, elsewhere: 'open' } : more);
  }

  function nodeOf(node: string, behaviour?: Behaviour, more: Partial<PlannedNode> = {}): PlannedNode {
    const { command, ...planned } = double(node, behaviour, { ...subject.extra, ...more });
    return subject.runsPrograms && command ? { ...planned, command } : planned;
  }

  async function opened(
    nodes: Record<string, Behaviour | undefined>,
    networks: Plan['topology']['networks'] = [],
  ) {
    const planned = Object.entries(nodes).map(([node, behaviour]) => {
      const on = networks.filter((network) => network.nodes.includes(node)).map((network) => network.name);
      return nodeOf(node, behaviour, { networks: on });
    });
    const plan = planOf(planned, { networks });
    const runtime = subject.make();
    open.push({ runtime, plan });
    const ear = new Ear();
    const surroundings = await runtime.open(plan, ear, quiet);
    return { plan, runtime, ear, surroundings };
  }

  const first = (...names: string[]) => names.map((node) => ({ node, boot: 1 }));

  afterEach(async () => {
    for (const { runtime, plan } of open.splice(0)) {
      await runtime.close();
      expect(await subject.leftovers(plan.run)).toEqual([]);
    }
  });

  describe(`${name}: open`, () => {
    test('decides every address and starts nothing', async () => {
      const { surroundings, ear, plan } = await opened({ a: undefined, b: undefined, c: undefined });
      const endpoints = ['a', 'b', 'c'].map((node) => surroundings.listen(node));
      expect(new Set(endpoints.map(({ host, port }) => `${host}:${port}`)).size).toBe(3);
      expect(surroundings.reach('a', 'b')).toEqual(endpoints[1]);
      expect(ear.told).toEqual([]);
      expect(Object.keys(surroundings.facts).length).toBeGreaterThan(0);
      expect(plan.nodes).toHaveLength(3);
    });

    test('two runs at once never meet', async () => {
      const [one, two] = await Promise.all([
        opened({ a: undefined, b: undefined }),
        opened({ a: undefined, b: undefined }),
      ]);
      const hosts = [one, two].flatMap(({ surroundings }) =>
        ['a', 'b'].map((node) => surroundings.listen(node)),
      );
      if (subject.runsPrograms && !subject.isRouted)
        expect(new Set(hosts.map(({ host, port }) => `${host}:${port}`)).size).toBe(4);
      await Promise.all([one, two].map(({ runtime }) => runtime.start(first('a', 'b'), quiet)));
      await one.runtime.close();
      await ping(two.runtime, two.ear, 'a', 'still here');
    });
  });

  describe(`${name}: a node's life`, () => {
    test('it starts, answers, and leaves when asked', async () => {
      const { runtime, ear, surroundings, plan } = await opened({ a: undefined });
      const counted: (number | undefined)[][] = [];
      await runtime.start(first('a'), (_what, done, total) => counted.push([done, total]));
      expect(counted.at(-1)).toEqual([1, 1]);
      const listen = surroundings.listen('a');
      runtime.send('a', {
        type: 'configure',
        run: plan.run,
        node: 'a',
        boot: 1,
        seed: 1,
        key: plan.key,
        listen,
        peers: [],
        options: {},
      });
      runtime.send('a', { type: 'ping', ref: 'p' });
      runtime.send('a', { type: 'stop' });
      await ear.hears(() => ear.exits('a').length > 0);
      expect(ear.events('a').map((event) => event.type)).toEqual(['idle', 'ready', 'pong', 'bye']);
      expect(ear.events('a')[1]).toMatchObject({ run: plan.run, seq: 2, ...listen });
      expect(ear.exits('a')).toEqual([{ code: 0, signal: null }]);
      expect(ear.of('a').at(-1)?.what).toBe('exit');
      expect(ear.told.map(({ atMs }) => atMs)).toEqual(
        ear.told.map(({ atMs }) => atMs).sort((x, y) => x - y),
      );
    });

    testOfPrograms('a program that exits at once: its last words, its code, one exit', async () => {
      const { runtime, ear } = await opened({ a: 'exit' });
      await runtime.start(first('a'), quiet);
      await ear.hears(() => ear.exits('a').length > 0);
      expect(ear.texts('a', 'log')).toEqual(['cannot go on', 'no newline at the end']);
      expect(ear.exits('a')).toEqual([{ code: 7, signal: null }]);
      expect(ear.of('a').at(-1)?.what).toBe('exit');
    });

    test('a command to a node that does not run is a no-op, and so is a fault', async () => {
      const { runtime, ear } = await opened({ a: undefined });
      runtime.send('a', { type: 'ping', ref: 'p' });
      await runtime.apply({ type: 'kill', node: 'a' });
      await runtime.apply({ type: 'pause', node: 'a' });
      await runtime.apply({ type: 'resume', node: 'a' });
      expect(ear.told).toEqual([]);
    });

    test('after a kill it starts again, at the same address, as a new boot', async () => {
      const { runtime, ear, surroundings } = await opened({ a: undefined });
      const before = surroundings.listen('a');
      await runtime.start(first('a'), quiet);
      await ping(runtime, ear, 'a', 'one');
      await runtime.apply({ type: 'kill', node: 'a' });
      expect(ear.exits('a')).toEqual([{ code: null, signal: 'SIGKILL' }]);
      await runtime.start([{ node: 'a', boot: 2 }], quiet);
      await ping(runtime, ear, 'a', 'two');
      expect(surroundings.listen('a')).toEqual(before);
      expect(ear.of('a').filter(({ boot }) => boot === 2).length).toBeGreaterThan(1);
      expect(ear.exits('a')).toHaveLength(1);
    });

    testOfPrograms('a kill takes what the program started with it', async () => {
      const { runtime, ear } = await opened({ a: 'grandchild' });
      await runtime.start(first('a'), quiet);
      await ear.hears(() => ear.events('a').some((event) => event.type === 'peer-up'));
      await runtime.apply({ type: 'kill', node: 'a' });
      expect(ear.exits('a')).toHaveLength(1);
    });

    testOfPrograms('a program that ignores its stdin is killed all the same', async () => {
      const { runtime, ear } = await opened({ a: 'ignores-stdin' });
      await runtime.start(first('a'), quiet);
      await ping(runtime, ear, 'a', 'p');
      await runtime.apply({ type: 'kill', node: 'a' });
      expect(ear.exits('a')).toHaveLength(1);
    });

    test.skipIf(!subject.runsPrograms || !subject.canPause)(
      'while paused it executes nothing; resumed, it goes on',
      async () => {
        const { runtime, ear } = await opened({ a: 'counts' });
        await runtime.start(first('a'), quiet);
        await ear.hears(() => ear.events('a').length > 10);
        await runtime.apply({ type: 'pause', node: 'a' });
        const pausedAt = performance.timeOrigin + performance.now();
        await new Promise((resolve) => setTimeout(resolve, 200));
        const resumedAt = performance.timeOrigin + performance.now();
        const soFar = ear.events('a').length;
        await runtime.apply({ type: 'resume', node: 'a' });
        await ear.hears(() => ear.events('a').length > soFar + 5);
        const inside = ear.events('a').filter(({ t }) => t > pausedAt + 1 && t < resumedAt - 1);
        expect(inside).toEqual([]);
      },
    );

    test.skipIf(!subject.canPause)('what it gets while paused it does when resumed', async () => {
      const { runtime, ear } = await opened({ a: undefined });
      await runtime.start(first('a'), quiet);
      await ping(runtime, ear, 'a', 'before');
      await runtime.apply({ type: 'pause', node: 'a' });
      runtime.send('a', { type: 'ping', ref: 'meanwhile' });
      const soFar = ear.events('a').length;
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(ear.events('a').length).toBe(soFar);
      await runtime.apply({ type: 'resume', node: 'a' });
      await ear.hears(() => ear.events('a').length > soFar);
      expect(ear.events('a').at(-1)).toMatchObject({ type: 'pong', ref: 'meanwhile' });
    });

    test.skipIf(!subject.canPause)('a paused node can be killed', async () => {
      const { runtime, ear } = await opened({ a: 'counts' });
      await runtime.start(first('a'), quiet);
      await ear.hears(() => ear.events('a').length > (subject.runsPrograms ? 3 : 0));
      await runtime.apply({ type: 'pause', node: 'a' });
      await runtime.apply({ type: 'kill', node: 'a' });
      expect(ear.exits('a')).toEqual([{ code: null, signal: 'SIGKILL' }]);
    });

    testOfPrograms('its environment reaches it', async () => {
      const plan = planOf([double('a', undefined, { ...subject.extra, env: { DOUBLE_ENV: '41' } })]);
      const runtime = subject.make();
      open.push({ runtime, plan });
      const ear = new Ear();
      await runtime.open(plan, ear, quiet);
      await runtime.start(first('a'), quiet);
      runtime.send('a', { type: 'stats' });
      await ear.hears(() => ear.events('a').some((event) => event.type === 'stats'));
      expect(ear.events('a').at(-1)).toMatchObject({ counters: { env: 41 } });
    });
  });

  describe(`${name}: what a node says`, () => {
    testOfPrograms(
      'nonsense is reported as nonsense, between the events, and what is new passes',
      async () => {
        const { runtime, ear } = await opened({ a: 'nonsense' });
        await runtime.start(first('a'), quiet);
        await ping(runtime, ear, 'a', 'p');
        const said = ear.of('a').map((told) => (told.what === 'event' ? told.event.type : told.what));
        expect(said).toEqual(['idle', ...Array<string>(5).fill('nonsense'), 'of-the-future', 'pong']);
        expect(ear.texts('a', 'nonsense')[0]).toBe('hello, world');
      },
    );

    testOfPrograms('a line in two halves, cut inside a character, is one event', async () => {
      const { runtime, ear } = await opened({ a: 'half-line' });
      await runtime.start(first('a'), quiet);
      await ear.hears(() => ear.events('a').length === 2);
      expect(ear.events('a')[1]).toMatchObject({ type: 'peer-up', node: 'Zoë' });
    });

    testOfPrograms(
      'a line without end is nonsense once, kept short, and the next line is heard',
      async () => {
        const { runtime, ear } = await opened({ a: 'long-line' });
        await runtime.start(first('a'), quiet);
        await ear.hears(() => ear.events('a').some((event) => event.type === 'pong'));
        const [text, ...more] = ear.texts('a', 'nonsense');
        expect(text?.length).toBeLessThan(1_000);
        expect(more).toEqual([]);
      },
    );

    testOfPrograms('a flood arrives whole and in order', async () => {
      const { runtime, ear } = await opened({ a: 'flood' });
      await runtime.start(first('a'), quiet);
      await ear.hears(() => ear.events('a').length === 20_001);
      expect(ear.events('a').every((event, index) => event.seq === index + 1)).toBe(true);
    });

    testOfPrograms('a node that reads nothing does not fill our memory', async () => {
      const { runtime, ear } = await opened({ a: 'deaf' });
      await runtime.start(first('a'), quiet);
      await ear.hears(() => ear.events('a').length === 1);
      const data = 'x'.repeat(1024 * 1024);
      for (let megabyte = 0; megabyte < 40; megabyte++) runtime.send('a', { type: 'inject', ref: 'r', data });
      expect(ear.texts('a', 'log')).toEqual(['meshbed: it reads no commands; no more are sent']);
    });
  });

  describe(`${name}: close`, () => {
    test('ends whatever runs, paused and stubborn nodes too, twice is fine, and the sink hears no more', async () => {
      const nodes: Record<string, Behaviour | undefined> = {
        a: undefined,
        b: 'ignores-stdin',
        c: 'counts',
        d: 'grandchild',
      };
      const { runtime, ear } = await opened(nodes);
      await runtime.start(first('a', 'b', 'c', 'd'), quiet);
      if (subject.runsPrograms)
        await ear.hears(() => ear.events('c').length > 3 && ear.events('d').length === 2);
      if (subject.canPause) await runtime.apply({ type: 'pause', node: 'c' });
      const told = ear.told.length;
      await Promise.all([runtime.close(), runtime.close()]);
      expect(ear.told.length).toBe(told);
      runtime.send('a', { type: 'ping', ref: 'p' });
      await runtime.apply({ type: 'kill', node: 'a' });
      await expect(runtime.start([{ node: 'a', boot: 2 }], quiet)).rejects.toMatchObject({ code: 'CLOSED' });
    });

    test('in the middle of start', async () => {
      const names = Array.from({ length: 12 }, (_, index) => `n${index + 1}`);
      const { runtime } = await opened(Object.fromEntries(names.map((node) => [node, undefined])));
      let closing: Promise<void> | null = null;
      const starting = runtime.start(first(...names), () => {
        closing ??= runtime.close();
      });
      await expect(starting).rejects.toMatchObject({ code: 'CLOSED' });
      await closing;
    });

    test('in the middle of open, and before it', async () => {
      const plan = planOf([nodeOf('a')]);
      const runtime = subject.make();
      open.push({ runtime, plan });
      const opening = runtime.open(plan, new Ear(), quiet);
      await Promise.all([runtime.close(), expect(opening).rejects.toMatchObject({ code: 'CLOSED' })]);
      await subject.make().close();
    });
  });

  describe(`${name}: bad input`, () => {
    testOfPrograms('a command that does not exist: an error that names it, exit code 2', async () => {
      const plan = planOf([
        double('a', undefined, { ...subject.extra, command: ['no-such-program', '--flag'] }),
      ]);
      const runtime = subject.make();
      open.push({ runtime, plan });
      await runtime.open(plan, new Ear(), quiet);
      const start = runtime.start(first('a'), quiet);
      await expect(start).rejects.toMatchObject({ code: 'COMMAND_NOT_FOUND', exitCode: 2 });
      await expect(start).rejects.toThrow(/^no-such-program cannot|has no program no-such-program,/);
    });
  });
}
