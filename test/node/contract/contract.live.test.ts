import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { describe, expect, test } from 'vitest';
import { base64, type ContractChild, ContractMesh, KEY } from './child.ts';

const codes = (node: ContractChild) => node.ofType('error').map(({ code }) => code);

describe('a node under the contract', () => {
  test('is idle, is configured, carries a message, and numbers its events without a hole', async () => {
    await using mesh = await new ContractMesh('n1', 'n2').start();
    const [n1, n2] = mesh.all;
    expect(n1.events[0]).toMatchObject({ type: 'idle', contract: 1, run: null, seq: 1 });
    n1.send({ type: 'inject', ref: 'a', data: base64('hello') });
    const delivered = await n2.event('delivered');
    expect(await n1.event('injected')).toMatchObject({ ref: 'a', message: 'n1-1-1', run: 'r1' });
    const digest = createHash('sha256').update('hello').digest('hex').slice(0, 16);
    expect(delivered).toMatchObject({ message: 'n1-1-1', digest, hops: 1, via: 'n1', run: 'r1' });
    for (const { events } of mesh.nodes)
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  });

  test('delivers to others and not to itself, and counts', async () => {
    await using mesh = await new ContractMesh('n1', 'n2', 'n3').start();
    const [n1, n2, n3] = mesh.nodes as [
      (typeof mesh.nodes)[0],
      (typeof mesh.nodes)[0],
      (typeof mesh.nodes)[0],
    ];
    for (let i = 0; i < 50; i++) n1.send({ type: 'inject', ref: `${i}`, data: base64(`m${i}`) });
    await Promise.all([n2.event('delivered', 50), n3.event('delivered', 50)]);
    expect(n1.ofType('delivered')).toEqual([]);
    expect(new Set(n3.ofType('delivered').map(({ message }) => message)).size).toBe(50);
    n1.send({ type: 'stats' });
    const { counters } = await n1.event('stats');
    expect(counters).toMatchObject({ 'data.sent': 100, delivered: 0, injected: 50, 'drop.bad-mac': 0 });
    expect(counters['socket.receive-buffer']).toBeGreaterThan(0);
  });

  test('says what is wrong with a command, and goes on', async () => {
    await using mesh = new ContractMesh('n1');
    const [n1] = mesh.all;
    n1.write('nonsense\n\n{"type":"dance"}\n[1]\n');
    n1.send({ type: 'inject', ref: 'early', data: base64('x') });
    n1.send({ type: 'peers', peers: [] });
    await n1.configure({ options: { keepalive: '1s', colour: 'red' } });
    n1.send({ type: 'inject', ref: 'empty', data: '' });
    n1.send({ type: 'inject', ref: 'long', data: base64('x'.repeat(1_101)) });
    n1.send({ type: 'inject', ref: 'fits', data: base64('x'.repeat(1_100)) });
    n1.send({ type: 'configure' });
    expect(await n1.event('injected')).toMatchObject({ ref: 'fits', message: 'n1-1-1' });
    await n1.settled();
    expect(codes(n1)).toEqual([
      'bad-json',
      'bad-command',
      'not-configured',
      'not-configured',
      'unknown-option',
      'empty-payload',
      'payload-too-long',
      'bad-command',
    ]);
    expect(n1.ofType('error').map(({ ref }) => ref)).toContain('long');
  });

  test('does not start on options that it cannot honour, and can be configured again', async () => {
    await using mesh = new ContractMesh('n1');
    const [n1] = mesh.all;
    const bad = {
      run: 'r0',
      node: 'n1',
      boot: 1,
      seed: 1,
      key: KEY,
      listen: { host: '127.0.0.1', port: 0 },
      peers: [],
    };
    n1.send({ type: 'configure', ...bad, options: { keepalive: 'often' } });
    expect(await n1.event('error')).toMatchObject({ code: 'bad-option', run: 'r0' });
    n1.send({ type: 'configure', ...bad, listen: { host: '192.0.2.1', port: 9 }, options: {} });
    expect(await n1.event('error', 2)).toMatchObject({ code: 'cannot-listen' });
    await n1.configure();
    n1.send({ type: 'configure', ...bad, options: {} });
    expect(await n1.event('error', 3)).toMatchObject({ code: 'already-configured' });
  });

  test('serves the next run after a reset, on a socket of its own', async () => {
    await using mesh = await new ContractMesh('n1', 'n2').start();
    const [n1, n2] = mesh.all;
    const before = n1.port;
    for (const node of mesh.nodes) node.send({ type: 'reset' });
    await Promise.all(mesh.nodes.map((node) => node.event('idle', 2)));
    const free = createSocket('udp4');
    await new Promise<void>((resolve, reject) =>
      free.once('error', reject).bind(before, '127.0.0.1', resolve),
    );
    free.close();
    await Promise.all(mesh.nodes.map((node) => node.configure({ run: 'r2', boot: 1 })));
    mesh.introduce();
    await n2.event('peer-up', 2);
    n1.send({ type: 'inject', ref: 'a', data: base64('hello') });
    expect(await n2.event('delivered')).toMatchObject({ message: 'n1-1-1', run: 'r2' });
    expect(n2.ofType('peer-down')).toEqual([]);
  });

  test('speaks IPv6 as well', async () => {
    await using mesh = new ContractMesh('n1', 'n2');
    for (const node of mesh.nodes) node.host = '::1';
    await mesh.start({ listen: { host: '::1', port: 0 } });
    const [n1, n2] = mesh.all;
    n1.send({ type: 'inject', ref: 'a', data: base64('hello') });
    expect(await n2.event('delivered')).toMatchObject({ via: 'n1' });
  });
});

describe('the end of a node', () => {
  test('by `stop`: the neighbours get a BYE, bye, exit 0', async () => {
    await using mesh = await new ContractMesh('n1', 'n2').start();
    const [n1, n2] = mesh.all;
    n2.send({ type: 'stop' });
    expect(await n1.event('peer-down')).toMatchObject({ node: 'n2', reason: 'bye' });
    expect(await n2.exited).toEqual({ code: 0, signal: null });
    expect(n2.events.at(-1)).toMatchObject({ type: 'bye' });
  });

  test('by `stop` before it was configured', async () => {
    await using mesh = new ContractMesh('n1');
    const [n1] = mesh.all;
    n1.send({ type: 'stop' });
    expect(await n1.exited).toEqual({ code: 0, signal: null });
    expect(n1.events.at(-1)).toMatchObject({ type: 'bye' });
  });

  test('by SIGTERM: as by `stop`', async () => {
    await using mesh = await new ContractMesh('n1', 'n2').start();
    const [n1, n2] = mesh.all;
    n2.process.kill('SIGTERM');
    expect(await n1.event('peer-down')).toMatchObject({ reason: 'bye' });
    expect(await n2.exited).toEqual({ code: 0, signal: null });
  });

  test('by the end of stdin: no orphan, no goodbye, and no event is lost', async () => {
    await using mesh = new ContractMesh('n1');
    const [n1] = mesh.all;
    await n1.configure();
    for (let i = 0; i < 2_000; i++) n1.send({ type: 'inject', ref: `${i}`, data: base64(`m${i}`) });
    n1.process.stdin!.end();
    expect(await n1.exited).toEqual({ code: 0, signal: null });
    expect(n1.ofType('injected')).toHaveLength(2_000);
    expect(n1.ofType('bye')).toEqual([]);
  });

  test('by SIGKILL: the neighbours find out, and meet the successor', async () => {
    await using mesh = await new ContractMesh('n1', 'n2', 'n3').start();
    const [n1, n2] = mesh.all;
    n2.process.kill('SIGKILL');
    const down = await n1.event('peer-down');
    expect(down).toMatchObject({ node: 'n2', reason: 'timeout' });
    const successor = mesh.replace(1);
    await successor.configure({ boot: 2, listen: { host: '127.0.0.1', port: n2.port } });
    mesh.introduce();
    expect(await n1.event('peer-up', 3)).toMatchObject({ node: 'n2' });
    successor.send({ type: 'inject', ref: 'a', data: base64('back') });
    expect(await n1.event('delivered')).toMatchObject({ message: 'n2-2-1' });
  });
});

describe('what was missed', () => {
  test('is caught up on by a successor, from who still holds it', async () => {
    await using mesh = await new ContractMesh('n1', 'n2', 'n3').start();
    const [n1, n2, n3] = mesh.all;
    for (let i = 0; i < 300; i++) n1.send({ type: 'inject', ref: `${i}`, data: base64(`m${i}`) });
    n2.send({ type: 'inject', ref: 'a', data: base64('of my predecessor') });
    await Promise.all([n2.event('delivered', 300), n3.event('delivered', 301)]);
    n2.process.kill('SIGKILL');
    const successor = mesh.replace(1);
    await successor.configure({ boot: 2, listen: { host: '127.0.0.1', port: n2.port } });
    mesh.introduce();
    await successor.event('delivered', 301);
    const messages = successor.ofType('delivered').map(({ message }) => message);
    expect(new Set(messages).size).toBe(301);
    expect(messages).toContain('n2-1-1');
    expect(successor.ofType('gap')).toEqual([]);
  });

  test('and nobody holds any more is a gap', async () => {
    await using mesh = await new ContractMesh('n1', 'n2').start({
      options: { keepalive: '200ms', store: 5 },
    });
    const [n1, n2] = mesh.all;
    for (let i = 0; i < 20; i++) n1.send({ type: 'inject', ref: `${i}`, data: base64(`m${i}`) });
    await n2.event('delivered', 20);
    n2.process.kill('SIGKILL');
    const successor = mesh.replace(1);
    const options = { keepalive: '200ms', store: 5 };
    await successor.configure({ boot: 2, options, listen: { host: '127.0.0.1', port: n2.port } });
    mesh.introduce();
    await successor.event('delivered', 5);
    expect(await successor.event('gap')).toMatchObject({ origin: 'n1', count: 15 });
    n1.send({ type: 'stats' });
    const { counters } = await n1.event('stats');
    expect(counters).toMatchObject({ 'store.messages': 5 });
    // A slow machine answers so late that they are asked for again; each time it is these five.
    expect(counters['pull.served']! % 5).toBe(0);
    expect(counters['pull.served']).toBeGreaterThan(0);
  });
});

test('a pause of 300 ms kills nobody', async () => {
  await using mesh = await new ContractMesh('n1', 'n2').start();
  const [n1, n2] = mesh.all;
  n2.process.kill('SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, 300));
  n2.process.kill('SIGCONT');
  n1.send({ type: 'inject', ref: 'a', data: base64('awake?') });
  await n2.event('delivered');
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await Promise.all(mesh.nodes.map((node) => node.settled()));
  expect(mesh.nodes.flatMap((node) => node.ofType('peer-down'))).toEqual([]);
});
