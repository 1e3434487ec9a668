/** The relay's control channel: what it says, what it refuses, and when it goes away. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RelayConfigureCommand } from '../../../node/contract/relay.ts';
import { Pair, RelayProcess, until } from './fixtures.ts';

const end = (node: string, port = 1) => ({ node, host: '127.0.0.1', port });
const configure = (more: object = {}) =>
  ({
    ...{ type: 'configure', run: 'r', relay: 'relay1', listen: { host: '127.0.0.1' }, seed: 1 },
    links: [{ link: 'x', a: end('a'), b: end('b') }],
    ...more,
  }) as RelayConfigureCommand;

test('says idle, ready, pong and bye, counting as it goes, and exits with 0', async () => {
  await using relay = new RelayProcess();
  relay.say(configure());
  relay.say({ type: 'ping', ref: 'p' });
  relay.say({ type: 'stop' });
  expect(await relay.exit).toEqual([0, null]);
  expect(relay.events.map(({ type, run, seq }) => [type, run, seq])).toEqual([
    ['idle', null, 1],
    ['ready', 'r', 2],
    ['pong', 'r', 3],
    ['bye', 'r', 4],
  ]);
});

test('exits when stdin closes: no harness, no orphan', async () => {
  await using pair = await Pair.open();
  pair.relay.child.stdin!.end();
  expect(await pair.relay.exit).toEqual([0, null]);
});

test('nonsense on stdin is an error each, and the relay goes on', async () => {
  await using relay = new RelayProcess();
  relay.write(
    '\n{"type":\n[1]\n"x"\n{"type":"dance"}\n{"type":"link","ref":"l"}\n{"type":"counters","ref":"c"}\n',
  );
  relay.say({ type: 'ping', ref: 'alive' });
  await relay.event('pong', 'alive');
  expect(relay.events.flatMap((event) => (event.type === 'error' ? [[event.code, event.ref]] : []))).toEqual([
    ['bad-json', undefined],
    ['bad-command', undefined],
    ['bad-command', undefined],
    ['bad-command', 'l'],
    ['not-configured', 'c'],
  ]);
});

describe('a configure that cannot be carried out is refused, saying why, and the next one may be right', () => {
  const link = (more: object) => ({ links: [{ link: 'x', a: end('a'), b: end('b'), ...more }] });
  let relay: RelayProcess;
  beforeAll(() => {
    relay = new RelayProcess();
    return relay.event('idle');
  });
  afterAll(() => relay[Symbol.asyncDispose]());

  test.each([
    ['no address', { listen: { host: 'localhost' } }, 'bad-command', 'listen.host'],
    ['an address of others', { listen: { host: '192.0.2.1' } }, 'cannot-listen', '192.0.2.1'],
    ['a seed below 0', { seed: -1 }, 'bad-command', 'seed'],
    ['no list of links', { links: 7 }, 'bad-command', 'links'],
    ['a node linked to itself', link({ b: end('a') }), 'bad-command', 'itself'],
    [
      'two links between two nodes',
      { links: [...configure().links, ...configure().links] },
      'bad-command',
      'two',
    ],
    ['port 0', link({ b: end('b', 0) }), 'bad-command', 'links[0].b.port'],
    ['loss over 1', link({ ab: { loss: 1.5 } }), 'bad-command', 'links[0].ab.loss'],
    ['a latency below 0', link({ ba: { latencyMs: -1 } }), 'bad-command', 'links[0].ba.latencyMs'],
    ['a shape nobody knows', link({ ab: { jitterShape: 'cauchy' } }), 'bad-command', 'jitterShape'],
    ['half a burst', link({ ab: { burst: { enter: 0.1 } } }), 'bad-command', 'burst.leave'],
    ['a cut that is no flag', link({ cutAb: 'yes' }), 'bad-command', 'cutAb'],
    ['IPv6 nodes on IPv4', link({ b: { node: 'b', host: '::1', port: 1 } }), 'bad-command', 'IPv4'],
  ])('%s', async (_, more, code, word) => {
    relay.events = [];
    relay.say(configure(more));
    const error = await relay.event('error');
    expect(error.code).toBe(code);
    expect(error.text).toContain(word);
    relay.say(configure());
    await relay.event('ready');
    relay.say({ type: 'reset' });
    await relay.event('idle');
  });

  test('an attack on who is not here, or with what nobody knows', async () => {
    const attack = { type: 'attack', ref: 'x', node: 'c', kinds: ['garbage'], count: 1, everyMs: 1 };
    relay.events = [];
    relay.say(configure());
    await relay.event('ready');
    relay.write(`${JSON.stringify(attack)}\n`);
    expect((await relay.event('error', 'x')).code).toBe('no-such-node');
    relay.write(`${JSON.stringify({ ...attack, ref: 'y', node: 'a', kinds: ['noise'] })}\n`);
    expect((await relay.event('error', 'y')).code).toBe('bad-command');
    relay.say({ type: 'reset' });
    await relay.event('idle');
  });

  test('a second one in the same run', async () => {
    relay.events = [];
    relay.say(configure());
    relay.say(configure());
    expect((await relay.event('error')).code).toBe('already-configured');
  });
});

test('its own event loop standing still is reported: when, and for how long', async () => {
  await using pair = await Pair.open();
  pair.relay.child.kill('SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, 300));
  pair.relay.child.kill('SIGCONT');
  const late = await until(
    () => pair.relay.events.find((event) => event.type === 'late' && event.cause === 'loop'),
    (event) => event !== undefined,
  );
  if (late?.type !== 'late') throw new Error('nothing said');
  expect(late.lateMs).toBeGreaterThan(200);
  expect(late.toMs - late.fromMs).toBeGreaterThanOrEqual(late.lateMs!);
});
