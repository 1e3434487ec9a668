/** What passes a relay and what does not, through real sockets; its exactness in time is a benchmark's business. */
import { describe, expect, test } from 'vitest';
import { LinkModel } from '../../../node/link/link-model.ts';
import { randomStreamOf } from '../../../node/link/random-stream.ts';
import { Node, Pair, until } from './fixtures.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, i) => `datagram ${i}`);

describe('two nodes that only know the relay', () => {
  test.each(['127.0.0.1', '::1'])(
    'talk to each other on %s, each at the address it was told',
    async (host) => {
      await using pair = await Pair.open({}, { host });
      await pair.a.send(pair.aPort, 'to b');
      await until(
        () => pair.b.heard.length,
        (count) => count === 1,
      );
      await pair.b.send(pair.b.heard[0]!.port, 'to a');
      await until(
        () => pair.a.heard.length,
        (count) => count === 1,
      );
      expect(pair.b.heard).toEqual([{ text: 'to b', host, port: pair.bPort }]);
      expect(pair.a.heard).toEqual([{ text: 'to a', host, port: pair.aPort }]);
    },
  );

  test('a relay on an unspecified address of IPv6 serves nodes of IPv4', async () => {
    await using pair = await Pair.open({}, { listen: { host: '::' } });
    await pair.a.send(pair.aPort, 'mapped');
    expect(
      await until(
        () => pair.b.texts,
        (texts) => texts.length === 1,
      ),
    ).toEqual(['mapped']);
  });

  test('nobody else gets through, and it is counted', async () => {
    await using pair = await Pair.open();
    await using stranger = await Node.open('m', '127.0.0.1');
    await stranger.send(pair.aPort, 'let me in');
    await pair.b.send(pair.aPort, 'the wrong port');
    const firstStranger = { host: '127.0.0.1', port: stranger.port };
    expect(await pair.settled(2)).toMatchObject({ strangers: 2, firstStranger, offered: 0, passed: 0 });
    await pair.a.send(pair.aPort, 'the node itself');
    await pair.settled(3);
    expect(
      await until(
        () => pair.b.texts,
        (texts) => texts.length > 0,
      ),
    ).toEqual(['the node itself']);
  });

  test.runIf(process.platform === 'linux')(
    'a node whose address is nobody else’s is known from whatever port it sends; and nobody else is',
    async () => {
      await using pair = await Pair.open(
        {},
        { hosts: ['127.0.0.2', '127.0.0.3'], listen: { host: '0.0.0.0' } },
      );
      await using otherPort = await Node.open('a', '127.0.0.2');
      await using otherAddress = await Node.open('a', '127.0.0.4');
      await pair.a.send(pair.aPort, 'as told');
      await otherPort.send(pair.aPort, 'from another port');
      await otherAddress.send(pair.aPort, 'from another address');
      expect(await pair.settled(3)).toMatchObject({ strangers: 1, offered: 2, passed: 2 });
      const texts = () => pair.b.texts;
      expect(await until(texts, ({ length }) => length === 2)).toEqual(['as told', 'from another port']);
    },
  );

  test('an empty datagram and one of 8,000 bytes pass like any other', async () => {
    await using pair = await Pair.open({ ab: { latencyMs: 5, corrupt: 0.1, duplicate: 0 } });
    await pair.a.send(pair.aPort, '', 'x'.repeat(8000));
    await pair.settled(2);
    await until(
      () => pair.b.heard.length,
      (count) => count === 2,
    );
    expect(pair.b.texts.map((text) => text.length)).toEqual([0, 8000]);
  });
});

describe('conditions', () => {
  test('R1: nothing leaves before its time', async () => {
    const latencyMs = 120;
    await using pair = await Pair.open({ ab: { latencyMs } });
    const sentAtMs = performance.now();
    await pair.a.send(pair.aPort, ...numbers(5));
    await until(
      () => pair.b.heard.length,
      (count) => count > 0,
    );
    expect(performance.now() - sentAtMs).toBeGreaterThan(latencyMs - 1);
  });

  test('each direction has its own', async () => {
    await using pair = await Pair.open({ ab: { loss: 1 } });
    await pair.a.send(pair.aPort, ...numbers(5));
    await pair.b.send(pair.bPort, ...numbers(5));
    await until(
      () => pair.a.heard.length,
      (count) => count === 5,
    );
    expect(pair.a.texts).toEqual(numbers(5));
    expect(await pair.settled(5)).toMatchObject({ dropped: { loss: 5 }, passed: 0 });
    expect(pair.b.texts).toEqual([]);
  });

  test('the same seed drops the same datagrams as the model does: no more, no fewer, no others', async () => {
    const texts = numbers(400);
    const model = new LinkModel({ loss: 0.3 }, randomStreamOf(77, 'a', 'b'));
    const kept = texts.filter((text) => model.offer(0, text.length).dropped === null);
    await using pair = await Pair.open({ ab: { loss: 0.3 }, ba: { loss: 0.9 } }, { seed: 77 });
    for (const [i, text] of texts.entries()) {
      await pair.a.send(pair.aPort, text);
      await pair.b.send(pair.bPort, text);
      // No more under way than any socket has room for: what one of those drops is not the model's.
      if (i % 50 === 49) await pair.settled(i + 1);
    }
    await until(
      () => pair.b.heard.length,
      (count) => count === kept.length,
    );
    expect(pair.b.texts).toEqual(kept);
  });

  test('corrupt flips exactly one bit', async () => {
    await using pair = await Pair.open({ ab: { corrupt: 1 } });
    await pair.a.send(pair.aPort, '\0'.repeat(40), '\0'.repeat(40));
    await until(
      () => pair.b.heard.length,
      (count) => count === 2,
    );
    const bits = pair.b.texts.map((text) =>
      [...Buffer.from(text, 'latin1')].reduce(
        (sum, byte) => sum + byte.toString(2).replaceAll('0', '').length,
        0,
      ),
    );
    expect(bits).toEqual([1, 1]);
    expect(await pair.settled(2)).toMatchObject({ corrupted: 2, passed: 2 });
  });

  test('duplicate delivers the same bytes twice', async () => {
    await using pair = await Pair.open({ ab: { duplicate: 1, latencyMs: 2 } });
    await pair.a.send(pair.aPort, 'once');
    await until(
      () => pair.b.heard.length,
      (count) => count === 2,
    );
    expect(pair.b.texts).toEqual(['once', 'once']);
    expect(await pair.settled(1)).toMatchObject({ offered: 1, duplicated: 1, passed: 2 });
  });

  test('what is held back is overtaken, and what is overtaken is counted', async () => {
    await using pair = await Pair.open({ ab: { reorder: 1, reorderByMs: 100 } });
    await pair.a.send(pair.aPort, 'held back');
    await until(
      () => pair.relay.direction('a', 'b'),
      ({ offered }) => offered === 1,
    );
    await pair.relay.change({ from: 'a', to: 'b', conditions: {} });
    await pair.a.send(pair.aPort, 'later');
    expect(await pair.settled(2)).toMatchObject({ reordered: 1, passed: 2 });
    await until(
      () => pair.b.heard.length,
      (count) => count === 2,
    );
    expect(pair.b.texts).toEqual(['later', 'held back']);
  });

  test('mtu, rate and queue drop by their own names', async () => {
    await using pair = await Pair.open({ ab: { mtuBytes: 100 }, ba: { rateBps: 80, queueBytes: 250 } });
    await pair.a.send(pair.aPort, 'x'.repeat(100), 'x'.repeat(101));
    expect(await pair.settled(2)).toMatchObject({ dropped: { mtu: 1 }, passed: 1 });
    await pair.b.send(pair.bPort, ...Array.from({ length: 5 }, () => 'x'.repeat(100)));
    const direction = await until(
      () => pair.relay.direction('b', 'a'),
      ({ offered }) => offered === 5,
    );
    expect(direction).toMatchObject({ dropped: { queue: 3 }, inFlight: 2 });
  });
});

describe('changes while it runs', () => {
  test('a cut closes one direction from `changed` on, mend opens it; the other direction does not notice', async () => {
    await using pair = await Pair.open();
    await pair.relay.change({ from: 'a', to: 'b', cut: true });
    await pair.a.send(pair.aPort, 'into the cut');
    expect((await pair.settled(1)).dropped).toEqual({ cut: 1 });
    await pair.b.send(pair.bPort, 'the other way');
    await pair.relay.change({ from: 'a', to: 'b', cut: false });
    await pair.a.send(pair.aPort, 'mended');
    await until(
      () => pair.b.heard.length + pair.a.heard.length,
      (count) => count === 2,
    );
    expect(pair.b.texts).toEqual(['mended']);
    expect(pair.a.texts).toEqual(['the other way']);
  });

  test('a link may begin cut', async () => {
    await using pair = await Pair.open({ cutAb: true });
    await pair.a.send(pair.aPort, 'too early');
    expect((await pair.settled(1)).dropped).toEqual({ cut: 1 });
  });

  test('many directions change at once, or none with an error', async () => {
    await using pair = await Pair.open();
    const refused = pair.relay.ref();
    const changes = [
      { from: 'a', to: 'b', cut: true },
      { from: 'a', to: 'nobody', cut: true },
    ];
    pair.relay.say({ type: 'link', ref: refused, changes });
    expect(await pair.relay.event('error', refused)).toMatchObject({ code: 'no-such-link' });
    await pair.a.send(pair.aPort, 'still open');
    expect(await pair.settled(1)).toMatchObject({ passed: 1 });
    await pair.relay.change({ from: 'a', to: 'b', cut: true }, { from: 'b', to: 'a', cut: true });
    await pair.a.send(pair.aPort, 'x');
    await pair.b.send(pair.bPort, 'x');
    expect((await pair.settled(2)).dropped).toEqual({ cut: 1 });
    expect((await pair.settled(1, 'b', 'a')).dropped).toEqual({ cut: 1 });
  });

  test('what was under way arrives all the same, and `changed` says by when', async () => {
    await using pair = await Pair.open({ ab: { latencyMs: 150 } });
    await pair.a.send(pair.aPort, 'under way');
    await until(
      () => pair.relay.direction('a', 'b'),
      ({ offered }) => offered === 1,
    );
    const { t, throughAtMs } = await pair.relay.change({ from: 'a', to: 'b', cut: true });
    expect(throughAtMs).toBeLessThan(t + 151);
    await pair.settled(1);
    expect(
      await until(
        () => pair.b.texts,
        (texts) => texts.length === 1,
      ),
    ).toEqual(['under way']);
    expect(throughAtMs).toBeGreaterThan(t - 1);
  });
});

describe('a node behind a NAT', () => {
  test('hears nothing before it has spoken, and nothing once its binding is gone', async () => {
    await using pair = await Pair.open({ natTimeoutMs: 300 });
    await pair.a.send(pair.aPort, 'unasked');
    expect((await pair.settled(1)).dropped).toEqual({ nat: 1 });
    await pair.b.send(pair.bPort, 'keepalive');
    await until(
      () => pair.a.heard.length,
      (count) => count === 1,
    );
    await new Promise((resolve) => setTimeout(resolve, 400));
    await pair.a.send(pair.aPort, 'too late');
    expect((await pair.settled(2)).dropped).toEqual({ nat: 2 });
    expect(pair.b.texts).toEqual([]);
  });

  test('hears whatever comes while it keeps speaking; the binding holds one way only', async () => {
    await using pair = await Pair.open({ natTimeoutMs: 60_000 });
    await pair.b.send(pair.bPort, 'keepalive');
    await until(
      () => pair.a.heard.length,
      (count) => count === 1,
    );
    await pair.a.send(pair.aPort, 'welcome');
    expect(
      await until(
        () => pair.b.texts,
        (texts) => texts.length === 1,
      ),
    ).toEqual(['welcome']);
  });
});

test("R2: what does not fit into the relay is the relay's own loss: counted apart, and reported", async () => {
  await using pair = await Pair.open({ ab: { latencyMs: 60_000 } }, { limits: { datagrams: 3 } });
  await pair.a.send(pair.aPort, ...numbers(10));
  const direction = await until(
    () => pair.relay.direction('a', 'b'),
    ({ offered }) => offered === 10,
  );
  expect(direction).toMatchObject({ offered: 10, dropped: {}, passed: 0, inFlight: 3 });
  expect(direction.overload).toMatchObject({ full: 7, sendQueue: 0 });
  expect((await pair.relay.event('late')).cause).toBe('full');
});

test('many links in one relay stay apart', async () => {
  await using pair = await Pair.open();
  const nodes = await Promise.all(Array.from({ length: 12 }, (_, i) => Node.open(`n${i}`, '127.0.0.1')));
  const links = nodes.map((node, i) => ({ link: `${i}`, a: node.end, b: nodes[(i + 1) % 12]!.end }));
  pair.relay.say({ type: 'reset' });
  pair.relay.say({
    ...{ type: 'configure', run: 'second', relay: 'relay1', listen: { host: '127.0.0.1' }, seed: 1 },
    links,
  });
  const ready = await until(
    () => pair.relay.events.find((event) => event.type === 'ready' && event.run === 'second'),
    (event) => event !== undefined,
  );
  if (ready?.type !== 'ready') throw new Error('not ready');
  for (const [i, node] of nodes.entries()) await node.send(ready.links[i]!.aPort, `from ${i}`);
  await until(() => nodes.every((node) => node.heard.length > 0), Boolean);
  expect(nodes.map((node) => node.texts)).toEqual(nodes.map((_, i) => [`from ${(i + 11) % 12}`]));
  for (const node of nodes) await node[Symbol.asyncDispose]();
});
