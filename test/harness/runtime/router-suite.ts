/**
 * What the runtime port promises of a routed network, as tests. Run against every implementation that has one in real time.
 */

import { afterEach, describe, expect, test } from 'vitest';

import type { PlannedNode } from '../../../harness/plan/types.ts';
import type { PlanMore } from './fixtures.ts';
import { Mesh } from './mesh.ts';
import type { RelaySubject } from './relay-suite.ts';

/** Of what runs beside the nodes: those of which each must be there, or the run is worth nothing. */
export interface RouterSubject extends Omit<RelaySubject, 'countsDrops'> {
  needed: readonly string[];
}

const link = { a: 'a', b: 'b' };
/** They know each other, whether they have a link or not. */
const pair = { a: { neighbours: ['b'] }, b: { neighbours: ['a'] } };
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export function describeRouter(name: string, subject: RouterSubject): void {
  const meshes: Mesh[] = [];

  function mesh(more: PlanMore, nodes: Record<string, Partial<PlannedNode>> = pair): Mesh {
    const withExtra = Object.entries(nodes).map(([node, own]) => [node, { ...subject.extra, ...own }]);
    const made = new Mesh(subject.make(), Object.fromEntries(withExtra), { elsewhere: 'open', ...more });
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

  describe(`${name}: pairs through the router`, () => {
    test('every node is found at its own address, by all others alike', async () => {
      const it = await started({ links: [link] });
      const { listen, reach } = it.surroundings;
      expect([listen('a').host, listen('b').host]).toEqual(['198.18.1.1', '198.18.2.1']);
      expect(reach('a', 'b')).toEqual(listen('b'));
      it.say('a', 'echo one');
      await it.hears('a', 're echo one');
      await it.caughtUp();
      expect(it.heard('b')).toEqual(['echo one via a']);
      expect(it.ear.breaks).toEqual([]);
    });

    test('have the conditions of their link, each direction for itself, and take new ones', async () => {
      const it = await started({ links: [{ ...link, ab: { loss: 1 }, ba: { latencyMs: 120 } }] });
      it.say('a', 'lost');
      expect((await it.offered('a', 'b', 1)).dropped).toEqual({ loss: 1 });
      const conditions = { latencyMs: 80 };
      await it.runtime.apply({ type: 'link', changes: [{ from: 'a', to: 'b', conditions }] });
      it.say('a', 'echo slow');
      await it.hears('a', 're echo slow');
      await it.caughtUp();
      const t = (node: string, type: string) =>
        it.ear.events(node).findLast((event) => event.type === type)!.t;
      expect(t('b', 'delivered') - t('a', 'injected')).toBeGreaterThan(79);
      expect(t('a', 'delivered') - t('b', 'delivered')).toBeGreaterThan(119);
    });

    test('are cut and mended, each direction for itself', async () => {
      const it = await started({ links: [link] });
      await it.runtime.apply({ type: 'link', changes: [{ from: 'a', to: 'b', cut: true }] });
      it.say('a', 'into the void');
      expect((await it.offered('a', 'b', 1)).dropped).toEqual({ cut: 1 });
      it.say('b', 'the other way');
      await it.hears('a', 'the other way');
      await it.runtime.apply({ type: 'link', changes: [{ from: 'a', to: 'b', cut: false }] });
      it.say('a', 'mended');
      await it.hears('b', 'mended');
      expect(it.heard('b')).toEqual(['mended via a']);
    });

    test('without a link, have what holds elsewhere: nothing passes', async () => {
      const it = await started({ elsewhere: 'closed' });
      it.say('a', 'around');
      expect((await it.offered('a', 'b', 1)).dropped).toEqual({ cut: 1 });
      expect(it.heard('b')).toEqual([]);
    });

    test('without a link, have what holds elsewhere: conditions', async () => {
      const it = await started({ elsewhere: { loss: 1 } });
      it.say('a', 'around');
      expect((await it.offered('a', 'b', 1)).dropped).toEqual({ loss: 1 });
    });

    test('without a link, are apart while the nodes are on different sides', async () => {
      const it = await started({});
      const sides = async (of: string[][] | null) =>
        await it.runtime.apply({ type: 'link', changes: [], sides: of });
      await sides([['a'], ['b']]);
      it.say('a', 'across');
      expect((await it.offered('a', 'b', 1)).dropped).toEqual({ cut: 1 });
      await sides([['a', 'b']]);
      it.say('a', 'on one side');
      await it.hears('b', 'on one side');
      await sides([['a'], ['b']]);
      await sides(null);
      it.say('b', 'healed');
      await it.hears('a', 'healed');
      expect(it.heard('b')).toEqual(['on one side via a']);
    });

    test('are counted: those with a link from the beginning, others once they talk', async () => {
      const it = await started(
        { links: [link] },
        { a: { neighbours: ['b', 'c'] }, b: { neighbours: [] }, c: { neighbours: [] } },
      );
      await it.ear.hears((ear) => ear.counts.length > 0);
      expect(it.ear.counts[0]!.map(({ from, to }) => `${from}>${to}`)).toEqual(['a>b', 'b>a']);
      it.say('a', 'to both');
      await it.offered('a', 'c', 1);
      const told = it.ear.counts.at(-1)!.map(({ from, to, offered }) => `${from}>${to} ${offered}`);
      expect(told.sort()).toEqual(['a>b 1', 'a>c 1', 'b>a 0']);
    });

    test('are captured as whole packets, at both sides', async () => {
      const it = await started({ links: [{ ...link, ab: { loss: 1 } }], capture: 'relayed' });
      it.say('a', 'lost');
      await it.offered('a', 'b', 1);
      it.say('b', 'comes through');
      await it.hears('a', 'comes through');
      await it.runtime.apply({ type: 'count' });
      const told = it.ear.crossings.map(({ from, side, dropped }) => `${from} ${side} ${dropped ?? ''}`);
      expect(told).toEqual(['a in loss', 'b in ', 'b out ']);
      const [, came, left] = it.ear.crossings;
      if (left === undefined || !('packet' in left)) throw new Error('the router sees packets');
      // From b to a, by their addresses of IPv4.
      expect([...left.packet.subarray(12, 20)]).toEqual([198, 18, 2, 1, 198, 18, 1, 1]);
      expect(Buffer.from(left.packet).toString('latin1')).toContain('comes through');
      expect(left.atMs).toBeGreaterThanOrEqual(came!.atMs);
      expect(left.atMs).toBeLessThan(it.runtime.clock.now());
    });
  });

  describe(`${name}: nodes of a routed network`, () => {
    test('are reached as before when they were killed and started again', async () => {
      const it = await started({ links: [link] });
      await it.runtime.apply({ type: 'kill', node: 'b' });
      await it.start(2, ['b']);
      it.say('a', 'echo again');
      await it.hears('a', 're echo again');
    });

    test('hear what was sent while they were paused', async () => {
      const it = await started({ links: [link] });
      await it.runtime.apply({ type: 'pause', node: 'b' });
      it.say('a', 'echo wake up');
      await it.offered('a', 'b', 1);
      expect(it.heard('b')).toEqual([]);
      await it.runtime.apply({ type: 'resume', node: 'b' });
      await it.hears('a', 're echo wake up');
    });

    test('are off it from a disconnect to a reconnect, over their next boots too', async () => {
      const it = await started({ links: [link] });
      await it.runtime.apply({ type: 'disconnect', node: 'b' });
      await it.runtime.apply({ type: 'disconnect', node: 'b' });
      it.say('b', 'from nowhere');
      it.say('a', 'to nowhere');
      await it.offered('a', 'b', 1);
      await it.runtime.apply({ type: 'kill', node: 'b' });
      await it.runtime.start([{ node: 'b', boot: 2 }], () => {});
      it.say('a', 'still nowhere');
      await it.offered('a', 'b', 2);
      await it.runtime.apply({ type: 'reconnect', node: 'b' });
      await it.runtime.apply({ type: 'reconnect', node: 'b' });
      it.configure('b', 2);
      await it.ear.hears(() => it.ear.events('b').filter(({ type }) => type === 'ready').length === 2);
      it.say('a', 'echo back');
      await it.hears('a', 're echo back');
      await it.caughtUp();
      expect(it.heard('b')).toEqual(['echo back via a']);
      expect(it.heard('a')).toEqual(['re echo back via b']);
    });

    test('that do not run when they are disconnected are off it when they start', async () => {
      const it = await mesh({ links: [link] }).open();
      await it.runtime.apply({ type: 'disconnect', node: 'b' });
      await it.start(1, ['a']);
      await it.runtime.start([{ node: 'b', boot: 1 }], () => {});
      it.say('a', 'echo hello');
      await it.offered('a', 'b', 1);
      await it.runtime.apply({ type: 'reconnect', node: 'b' });
      it.configure('b', 1);
      await it.ear.hears(() => it.ear.events('b').some(({ type }) => type === 'ready'));
      it.say('a', 'echo there');
      await it.hears('a', 're echo there');
      await it.caughtUp();
      expect(it.heard('b')).toEqual(['echo there via a']);
    });

    test('are at another address once they have moved: what goes to the old one reaches nobody', async () => {
      const it = await started({ links: [{ ...link, ab: { latencyMs: 5_000 } }] });
      const move = { type: 'move', node: 'b', addresses: ['198.18.9.9'], site: undefined } as const;
      it.say('a', 'under way');
      await it.offered('a', 'b', 1);
      await it.runtime.apply(move);
      expect(it.surroundings.listen('b').host).toBe('198.18.9.9');
      it.say('a', 'to where it was');
      await it.runtime.apply({ type: 'link', changes: [{ from: 'a', to: 'b', conditions: {} }] });
      for (const node of ['a', 'b']) await it.runtime.apply({ type: 'kill', node });
      await it.start(2, ['a', 'b']);
      it.say('a', 'echo found');
      await it.hears('a', 're echo found');
      let counts = await it.offered('a', 'b', 2);
      while (Object.keys(counts.dropped).length === 0) counts = await it.offered('a', 'b', 2);
      expect([counts.offered, counts.dropped]).toEqual([2, { moved: 1 }]);
      expect(it.heard('b')).toEqual(['echo found via a']);
      expect(it.ear.breaks).toEqual([]);
    });

    test('that are disconnected come back where they have moved to', async () => {
      const it = await started({ links: [link] });
      await it.runtime.apply({ type: 'disconnect', node: 'b' });
      await it.runtime.apply({ type: 'move', node: 'b', addresses: ['198.18.9.9'], site: undefined });
      await it.runtime.apply({ type: 'reconnect', node: 'b' });
      for (const node of ['a', 'b']) await it.runtime.apply({ type: 'kill', node });
      await it.start(2, ['a', 'b']);
      it.say('a', 'echo back');
      await it.hears('a', 're echo back');
    });

    test('get what a stranger sends them, and their answers are counted', async () => {
      const it = await started({ links: [link] });
      const attack = { type: 'attack', node: 'b', count: 20, everyMs: 2 } as const;
      await it.runtime.apply({ ...attack, kinds: ['garbage'] });
      expect(it.ear.attacks.get('b')).toEqual({ sent: { garbage: 20, forged: 0, replayed: 0 }, answers: 0 });
      const replay = it.runtime.apply({ ...attack, kinds: ['replayed'], count: 400 });
      const talk = setInterval(() => it.say('a', 'echo who is there'), 20);
      await replay.finally(() => clearInterval(talk));
      const { sent, answers, firstAnswer = '' } = it.ear.attacks.get('b')!;
      expect(sent.garbage + sent.replayed).toBe(400);
      expect(answers).toBeGreaterThan(0);
      expect(answers).toBeLessThanOrEqual(sent.replayed);
      expect(Buffer.from(firstAnswer, 'base64').toString()).toBe('re echo who is there');
    });
  });

  describe(`${name}: what runs beside the nodes of a routed network`, () => {
    test.each(subject.needed)(
      'the %s dies: said once; callers that wait for it go on, and all else is closed',
      async (needed) => {
        const it = await started({ links: [link] });
        await (await subject.helper(it.plan.run, needed)).kill();
        await it.ear.hears((ear) => ear.breaks.length > 0);
        await it.runtime.apply({ type: 'link', changes: [{ from: 'a', to: 'b', cut: true }] });
        await it.runtime.apply({ type: 'disconnect', node: 'a' });
        await it.runtime.apply({ type: 'reconnect', node: 'a' });
        await it.runtime.apply({ type: 'count' });
        expect(it.ear.breaks).toHaveLength(1);
        expect(it.ear.breaks[0]).toContain(`the ${needed} died`);
      },
    );

    test('a router that was held up says so, where something waited for it', async () => {
      const it = await started({ links: [link] });
      const router = await subject.helper(it.plan.run, 'router');
      await router.pause();
      it.say('a', 'waits in the ring');
      await it.caughtUp();
      await sleep(150);
      await router.resume();
      await it.ear.hears((ear) =>
        ear.lateness.some(({ source, lateMs }) => source === 'router' && lateMs >= 100),
      );
      expect(it.ear.breaks).toEqual([]);
    });
  });
}
