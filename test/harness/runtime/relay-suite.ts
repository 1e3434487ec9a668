/**
 * What the runtime port promises of links, relays and the canary, as tests. Run against every implementation that
 * runs in real time.
 */

import { isIP } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';

import type { PlannedNode } from '../../../harness/plan/types.ts';
import type { Runtime } from '../../../harness/runtime/port/port.ts';
import type { PlanMore } from './fixtures.ts';
import { Mesh } from './mesh.ts';

/** A program beside the nodes, in the hands of a test. */
export interface HelperHandle {
  kill(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
}

export interface RelaySubject {
  make(): Runtime;
  extra: Partial<PlannedNode>;
  leftovers(run: string): Promise<string[]>;
  helper(run: string, name: string): Promise<HelperHandle>;
  /** The kernel's counts can be read. */
  countsDrops: boolean;
  addresses?: 'ipv6';
}

const link = { a: 'a', b: 'b' };
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export function describeRelays(name: string, subject: RelaySubject): void {
  const meshes: Mesh[] = [];

  function mesh(more: PlanMore, nodes: Record<string, Partial<PlannedNode>> = { a: {}, b: {} }): Mesh {
    const withExtra = Object.entries(nodes).map(([node, own]) => [node, { ...subject.extra, ...own }]);
    const { addresses } = subject;
    const plan = addresses === undefined ? more : { ...more, addresses };
    const made = new Mesh(subject.make(), Object.fromEntries(withExtra), plan);
    meshes.push(made);
    return made;
  }

  const started = async (...given: Parameters<typeof mesh>) => await (await mesh(...given).open()).start();

  afterEach(async () => {
    for (const { runtime, plan } of meshes.splice(0)) {
      await runtime.close();
      expect(await subject.leftovers(plan.run)).toEqual([]);
    }
  });

  describe(`${name}: links through relays`, () => {
    test('are symmetrical, and a program does not see them: what comes from a neighbour comes from its address', async () => {
      const { surroundings, ...it } = await started({ links: [link] });
      expect(surroundings.reach('a', 'b')).not.toEqual(surroundings.listen('b'));
      expect(surroundings.reach('b', 'a')).not.toEqual(surroundings.listen('a'));
      const family = subject.addresses === 'ipv6' ? 6 : 4;
      expect([surroundings.reach('a', 'b'), surroundings.listen('b')].map(({ host }) => isIP(host))).toEqual([
        family,
        family,
      ]);
      const of = meshes[0]!;
      of.say('a', 'echo one');
      await of.hears('a', 're echo one');
      of.say('b', 'echo two');
      await of.hears('b', 're echo two');
      await of.caughtUp();
      expect(of.heard('a')).toEqual(['re echo one via b', 'echo two via b']);
      expect(of.heard('b')).toEqual(['echo one via a', 're echo two via a']);
      expect(it.ear.breaks).toEqual([]);
    });

    test('a link that needs nothing goes straight, beside one that does not', async () => {
      const nodes = { a: {}, b: {}, c: {} };
      const it = await started({ links: [link, { a: 'b', b: 'c', direct: true }] }, nodes);
      const { surroundings } = it;
      expect(surroundings.reach('b', 'c').port).toBe(surroundings.listen('c').port);
      expect(surroundings.reach('b', 'c').host).toBe(surroundings.listen('c').host);
      it.say('b', 'echo to both');
      await it.ear.hears(() => it.heard('b').length === 2);
      expect(it.heard('b').sort()).toEqual(['re echo to both via a', 're echo to both via c']);
    });

    test('are cut and mended while datagrams flow, each direction for itself', async () => {
      const it = await started({ links: [link] });
      await it.runtime.apply({ type: 'link', changes: [{ from: 'a', to: 'b', cut: true }] });
      it.say('a', 'into the void');
      const { dropped } = await it.offered('a', 'b', 1);
      expect(dropped).toEqual({ cut: 1 });
      it.say('b', 'the other way');
      await it.hears('a', 'the other way');
      await it.runtime.apply({ type: 'link', changes: [{ from: 'a', to: 'b', cut: false }] });
      it.say('a', 'mended');
      await it.hears('b', 'mended');
      expect(it.heard('b')).toEqual(['mended via a']);
    });

    test('have the conditions of the plan for each direction, and take new ones', async () => {
      const it = await started({ links: [{ ...link, ab: { loss: 1 }, ba: { latencyMs: 120 } }] });
      it.say('a', 'lost');
      expect((await it.offered('a', 'b', 1)).dropped).toEqual({ loss: 1 });
      const change = { conditions: { latencyMs: 80 } };
      await it.runtime.apply({ type: 'link', changes: [{ from: 'a', to: 'b', ...change }] });
      it.say('a', 'echo slow');
      await it.hears('a', 're echo slow');
      await it.caughtUp();
      const t = (node: string, type: string) =>
        it.ear.events(node).findLast((event) => event.type === type)!.t;
      expect(t('b', 'delivered') - t('a', 'injected')).toBeGreaterThan(79);
      expect(t('a', 'delivered') - t('b', 'delivered')).toBeGreaterThan(119);
      expect(it.heard('b')).toEqual(['echo slow via a']);
    });

    test('a node behind a NAT hears nothing before it has spoken', async () => {
      const it = await started({ links: [link] }, { a: {}, b: { natTimeoutMs: 60_000 } });
      it.say('a', 'unasked');
      expect((await it.offered('a', 'b', 1)).dropped).toEqual({ nat: 1 });
      it.say('b', 'echo here I am');
      await it.hears('b', 're echo here I am');
      expect(it.heard('b')).toEqual(['re echo here I am via a']);
    });

    test('a node that was killed and started again is reached as before', async () => {
      const it = await started({ links: [link] });
      await it.runtime.apply({ type: 'kill', node: 'b' });
      await it.start(2, ['b']);
      it.say('a', 'echo again');
      await it.hears('a', 're echo again');
    });

    test('a stranger sends a node what it makes up, or what a neighbour has just sent, and counts the answers', async () => {
      const it = await started({ links: [link] });
      const attack = { type: 'attack', node: 'b', count: 20, everyMs: 2 } as const;
      await it.runtime.apply({ ...attack, kinds: ['garbage'] });
      expect(it.ear.attacks.get('b')).toEqual({ sent: { garbage: 20, forged: 0, replayed: 0 }, answers: 0 });
      const talk = setInterval(() => it.say('a', 'echo who is there'), 20);
      await it.hears('a', 're echo who is there');
      const replay = () => it.runtime.apply({ ...attack, kinds: ['replayed'], count: 400 });
      // It does not listen for long, and a node that waits for a processor answers later.
      do await replay();
      while (it.ear.attacks.get('b')!.answers === 0);
      clearInterval(talk);
      const { sent, answers, firstAnswer = '' } = it.ear.attacks.get('b')!;
      expect(sent.garbage + sent.replayed).toBe(400);
      expect(answers).toBeLessThanOrEqual(sent.replayed);
      expect(Buffer.from(firstAnswer, 'base64').toString()).toBe('re echo who is there');
    });

    test('counts are reported unasked, while there are relays', async () => {
      const it = await started({ links: [link] });
      await it.ear.hears((ear) => ear.counts.length >= 2);
      expect(it.ear.counts[0]!.map(({ from, to }) => `${from}>${to}`)).toEqual(['a>b', 'b>a']);
    });

    test('a captured link tells every datagram at both sides, with the addresses of the wire', async () => {
      const it = await started({ links: [{ ...link, ab: { loss: 1 } }], capture: 'relayed' });
      const { surroundings, ear, runtime } = it;
      it.say('a', 'lost');
      await it.offered('a', 'b', 1);
      it.say('b', 'comes through');
      await it.hears('a', 'comes through');
      await runtime.apply({ type: 'count' });
      const [b, a] = [surroundings.listen('b'), surroundings.listen('a')];
      const told = ear.crossings.map(({ from, side, dropped }) => `${from} ${side} ${dropped ?? ''}`);
      expect(told).toEqual(['a in loss', 'b in ', 'b out ']);
      const [lost, came, left] = ear.crossings;
      expect(lost).toMatchObject({ source: a, destination: surroundings.reach('a', 'b') });
      expect(came).toMatchObject({ source: b, destination: surroundings.reach('b', 'a') });
      expect(left).toMatchObject({ source: surroundings.reach('a', 'b'), destination: a });
      if (left === undefined || 'packet' in left) throw new Error('relays see datagrams');
      expect(Buffer.from(left.payload).toString()).toContain('comes through');
      expect(left.atMs).toBeLessThan(runtime.clock.now());
      expect(left.atMs).toBeGreaterThanOrEqual(came!.atMs);
    });

    test('without relays, changes and counts have nobody to ask', async () => {
      const it = await mesh({}).open();
      await it.runtime.apply({ type: 'link', changes: [] });
      await it.runtime.apply({ type: 'count' });
      expect(it.ear.counts).toEqual([]);
    });
  });

  describe(`${name}: what runs beside the nodes`, () => {
    test('a relay that dies is reported once; callers that wait for it go on, and all else is closed', async () => {
      const it = await started({ links: [link] });
      await (await subject.helper(it.plan.run, 'relay 1')).kill();
      await it.ear.hears((ear) => ear.breaks.length > 0);
      await it.runtime.apply({ type: 'link', changes: [{ from: 'a', to: 'b', cut: true }] });
      await it.runtime.apply({ type: 'count' });
      expect(it.ear.breaks).toHaveLength(1);
      expect(it.ear.breaks[0]).toMatch(/the relay 1 died/);
    });

    test('a canary that was held up says when and for how long', async () => {
      const it = await started({});
      const canary = await subject.helper(it.plan.run, 'canary');
      await canary.pause();
      const pausedMs = performance.now();
      await sleep(300);
      const resumedMs = performance.now();
      await canary.resume();
      // On a busy machine it may have been held up for as long by something else, before the pause.
      const isOfPause = ({ source, toMs, lateMs }: (typeof it.ear.lateness)[number]) =>
        source === 'canary' && lateMs >= 270 && toMs > resumedMs;
      await it.ear.hears((ear) => ear.lateness.some(isOfPause));
      const late = it.ear.lateness.find(isOfPause)!;
      expect(late.fromMs).toBeLessThan(pausedMs + 1);
      // On a busy machine it may have been held up before already, by more than the pause alone.
      expect(late.lateMs).toBeLessThanOrEqual(late.toMs - late.fromMs);
    });

    test('a relay that was held up says so', async () => {
      const it = await started({ links: [link] });
      const relay = await subject.helper(it.plan.run, 'relay 1');
      await relay.pause();
      await sleep(150);
      await relay.resume();
      await it.ear.hears((ear) =>
        ear.lateness.some(({ source, lateMs }) => source === 'relay' && lateMs >= 100),
      );
      expect(it.ear.breaks).toEqual([]);
    });

    test.skipIf(!subject.countsDrops)('the memory of a node is reported', async () => {
      const it = await started({});
      await it.ear.hears((ear) => ear.memories.has('a'));
      expect(it.ear.memories.get('a')).toBeGreaterThan(2 ** 20);
    });

    test.skipIf(!subject.countsDrops)(
      'datagrams that found the socket of a node full are reported',
      async () => {
        const it = await started({ links: [{ ...link, direct: true }] });
        await it.runtime.apply({ type: 'pause', node: 'b' });
        it.say('a', 'burst');
        await it.ear.hears((ear) => (ear.drops.get('b')?.socketDrops ?? 0) > 0);
        await it.runtime.apply({ type: 'resume', node: 'b' });
        expect(it.ear.drops.has('a')).toBe(false);
      },
    );
  });
}
