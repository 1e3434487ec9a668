/** Wires between namespaces of our own: what goes over them, what does not, and that nothing is left. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { IN_USER_NAMESPACE, NOBODY, testInUserNamespace } from '../../without-root.ts';
import { describeWires, forwarderFor, packetsAt, runIn, startIn, until } from './fixtures.ts';
import { WiresProgram, wiresOf } from './program.ts';

/** Answers each datagram at port 7117 with the address from which it came. */
const ECHO = (type: string) => `
  import { createSocket } from 'node:dgram';
  const socket = createSocket('${type}');
  socket.on('message', (_, { address, port }) => socket.send(address, port, address));
  socket.bind(7117, () => console.log('bound'));`;

/** Sends one datagram, again until an answer comes; prints the answer. */
const SEND = (type: string, to: string) => `
  import { createSocket } from 'node:dgram';
  const socket = createSocket('${type}');
  const timer = setInterval(() => socket.send('hello', 7117, '${to}'), 200);
  socket.on('message', (message) => { console.log(message.toString()); clearInterval(timer); socket.close(); });`;

/** Does what a program can to be heard by somebody whom it should not reach. */
const SHOUT = `
  import { createSocket } from 'node:dgram';
  const send = (type, to, prepare = () => {}) => new Promise((resolve) => {
    const socket = createSocket(type);
    socket.bind(() => { prepare(socket); socket.send('anyone?', 7117, to, () => socket.close(resolve)); });
  });
  await send('udp4', '255.255.255.255', (socket) => socket.setBroadcast(true));
  await send('udp4', '224.0.0.251', (socket) => socket.setMulticastInterface('198.18.0.2'));
  await send('udp4', '198.18.0.1');
  await send('udp4', '203.0.113.9');
  await send('udp6', 'ff02::1%eth0');
  await send('udp6', 'fe80::1%eth0').catch(() => {});
  await send('udp6', '2001:db8::9');
  console.log('shouted');`;

/** Interfaces, addresses and what programs see of them. */
const LOOK = `
  import { networkInterfaces } from 'node:os';
  const { lo, ...others } = networkInterfaces();
  console.log(JSON.stringify(Object.entries(others).map(([name, all]) => [name, ...all.map(({ cidr }) => cidr)])));`;

/** The names of all interfaces. */
const LOOK_FOR_ALL = `
  const text = (await import('node:fs')).readFileSync('/proc/thread-self/net/dev', 'utf8');
  console.log([...text.matchAll(/^ *([^ :]+):/gm)].map((match) => match[1]).join());`;

/** A veth pair that is none of ours. */
const FOREIGN = (name: string) => ({ file: 'foreign-veth.ts', args: [name] });

/** All goes by this interface, which has an address. */
const ROUTE_BY = (name: string, gateway: string) => ({ file: 'route-by.ts', args: [name, gateway] });

const laid = (...nodes: string[]) => nodes.map((node) => ({ node, is: 'laid' }));

describeWires('over wires', () => {
  test('two nodes talk, each at its own address, over IPv4 and IPv6', async () => {
    await using program = await WiresProgram.start();
    const [router, ...nodes] = (await program.hold(3)) as [string, string, string];
    const wires = wiresOf(nodes);
    expect(await program.wire(router, wires)).toEqual(laid('n1', 'n2'));
    await using forwarder = await startIn(router, forwarderFor(wires));
    for (const [type, from, to] of [
      ['udp4', '198.18.0.2', '198.18.0.3'],
      ['udp6', 'fd00::2', 'fd00::3'],
    ] as const) {
      await using _echo = await startIn(nodes[1]!, ECHO(type));
      expect(await runIn(nodes[0]!, SEND(type, to))).toBe(from);
    }
    expect(forwarder.lines).toContain('w1 w2 17');
    expect(forwarder.lines).toContain('w2 w1 17');
  });

  test('a stream of TCP comes in packets that fit', async () => {
    await using program = await WiresProgram.start();
    const [router, ...nodes] = (await program.hold(3)) as [string, string, string];
    const wires = wiresOf(nodes);
    await program.wire(router, wires);
    await using _forwarder = await startIn(router, forwarderFor(wires));
    await using server = await startIn(
      nodes[1]!,
      `import { createServer } from 'node:net';
         let bytes = 0;
         createServer((socket) => socket.on('data', (data) => (bytes += data.length)).on('end', () => console.log(bytes)))
           .listen(7117, () => console.log('listens'));`,
    );
    await runIn(
      nodes[0]!,
      `import { connect } from 'node:net';
         connect(7117, '198.18.0.3').end(Buffer.alloc(300000));`,
    );
    await until(() => server.lines.length === 2);
    expect(server.lines[1]).toBe('300000');
    const text = `(await import('node:fs')).readFileSync('/proc/thread-self/net/dev', 'utf8')`;
    const line = (await runIn(nodes[1]!, `console.log(${text})`))
      .split('\n')
      .find((each) => /eth0/.test(each));
    const [bytes = 0, packets = 0] = line!.split(':')[1]!.trim().split(/\s+/).map(Number);
    expect(bytes / packets).toBeLessThan(1515);
  });

  test('a program sees one interface, that runs, with its addresses', async () => {
    await using program = await WiresProgram.start();
    const [router, node] = (await program.hold(2)) as [string, string];
    await program.wire(router, wiresOf([node]));
    expect(JSON.parse(await runIn(node, LOOK))).toEqual([['eth0', '198.18.0.2/32', 'fd00::2/128']]);
  });

  test('what a node sends comes to the router by its wire, and to nobody else', async () => {
    await using program = await WiresProgram.start();
    const [router, ...nodes] = (await program.hold(4)) as [string, string, string, string];
    const wires = wiresOf(nodes);
    await program.wire(router, wires);
    const before = await Promise.all(nodes.map((node) => packetsAt(node, 'eth0')));
    await using forwarder = await startIn(router, forwarderFor(wires));
    expect(await runIn(nodes[0]!, SHOUT)).toBe('shouted');
    await until(() => forwarder.lines.filter((line) => line === 'w1 - 17').length >= 6);
    expect(forwarder.lines.filter((line) => / w\d /.test(line))).toEqual([]);
    const after = await Promise.all(nodes.map((node) => packetsAt(node, 'eth0')));
    // Not one packet has come in anywhere, at the node that sent neither.
    expect(after.map(([came]) => came)).toEqual(before.map(([came]) => came));
  });

  test('the kernel at the router forwards nothing and answers nothing, also where it is set to forward', async () => {
    await using program = await WiresProgram.start();
    const [router, ...nodes] = (await program.hold(3)) as [string, string, string];
    // A new namespace takes this over from the machine, which forwards where there is an engine.
    await runIn(router, `(await import('node:fs')).writeFileSync('/proc/sys/net/ipv4/ip_forward', '1')`);
    await program.wire(router, wiresOf(nodes));
    await runIn(router, ROUTE_BY('w2', '198.18.0.3'));
    expect(await runIn(nodes[0]!, SHOUT)).toBe('shouted');
    for (const node of nodes) expect((await packetsAt(node, 'eth0'))[0]).toBe(0);
  });
});

describeWires('laying wires', () => {
  test('again changes nothing; otherwise than before, the wire is laid anew', async () => {
    await using program = await WiresProgram.start();
    const [router, ...nodes] = (await program.hold(4)) as [string, string, string, string];
    const wires = wiresOf(nodes.slice(0, 2));
    await program.wire(router, wires);
    const kept = { node: 'n1', is: 'kept' };
    expect(await program.wire(router, wires)).toEqual([kept, { node: 'n2', is: 'kept' }]);
    const moved = { ...wires[1]!, addresses: [{ address: '198.18.7.7', gateway: '198.18.0.1' }] };
    expect(await program.wire(router, [wires[0]!, moved])).toEqual([kept, ...laid('n2')]);
    expect(JSON.parse(await runIn(nodes[1]!, LOOK))).toEqual([['eth0', '198.18.7.7/32']]);
    const elsewhere = { ...wires[0]!, namespace: nodes[2]! };
    expect(await program.wire(router, [elsewhere])).toEqual(laid('n1'));
    expect(JSON.parse(await runIn(nodes[0]!, LOOK))).toEqual([]);
    expect((await program.list(router)).map(({ node, device }) => [node, device]).sort()).toEqual([
      ['n1', 'w1'],
      ['n2', 'w2'],
    ]);
  });

  test('says at which step one failed and why; the others are laid, and nothing of it is left', async () => {
    await using program = await WiresProgram.start();
    const [router, ...nodes] = (await program.hold(4)) as [string, string, string, string];
    const wires = wiresOf(nodes);
    await runIn(nodes[1]!, FOREIGN('eth0'));
    await runIn(router, FOREIGN('w3'));
    const gone = { ...wires[0]!, node: 'n4', device: 'w4', namespace: '/proc/0/ns/net', addresses: [] };
    gone.addresses = [{ address: '198.18.0.9', gateway: '198.18.0.1' }] as never;
    expect(await program.wire(router, [...wires, gone])).toEqual([
      ...laid('n1'),
      { node: 'n2', is: 'failed', step: 'veth pair w2', errno: 'EEXIST', text: '' },
      {
        node: 'n3',
        is: 'failed',
        step: 'veth pair w3',
        errno: 'EEXIST',
        text: 'there is another interface of this name',
      },
      {
        node: 'n4',
        is: 'failed',
        step: 'opening /proc/0/ns/net',
        errno: 'ENOENT',
        text: expect.stringContaining('no such file'),
      },
    ]);
    expect((await program.list(router)).map(({ node }) => node)).toEqual(['n1']);
    expect(await program.unwire(router)).toEqual(['n1']);
    // What is not ours is still there.
    expect(await packetsAt(router, 'w3')).toEqual([0, 0]);
    expect(await packetsAt(nodes[1]!, 'eth0')).toEqual([0, 0]);
  });

  test('takes the words of the kernel where it has any, and leaves nothing of a wire that fails half-way', async () => {
    await using program = await WiresProgram.start();
    const [router, node] = (await program.hold(2)) as [string, string];
    await runIn(
      node,
      `(await import('node:fs')).writeFileSync('/proc/sys/net/ipv6/conf/default/disable_ipv6', '1')`,
    );
    const [result] = await program.wire(router, wiresOf([node]));
    expect(result).toEqual({
      node: 'n1',
      is: 'failed',
      step: 'address fd00::2',
      errno: 'EACCES',
      text: expect.stringContaining('IPv6 is disabled on this device'),
    });
    for (const namespace of [router, node]) expect(await runIn(namespace, LOOK_FOR_ALL)).toBe('lo');
  });

  test('of those who may not is refused with the reason', async () => {
    await using program = await WiresProgram.start({ uid: 65_534 });
    const [held] = await program.ask({ type: 'hold', ref: 'a', count: 1 });
    expect(held).toMatchObject({
      type: 'error',
      code: 'EPERM',
      ref: 'a',
      text: expect.stringContaining('unshare'),
    });
    const [listed] = await program.ask({ type: 'list', ref: 'b', router: '/proc/1/ns/net' });
    expect(listed).toMatchObject({ type: 'error', code: 'EACCES', ref: 'b' });
    const [refused] = await program.ask('{"type":"list","ref":"c","router":7}');
    expect(refused).toMatchObject({ type: 'error', code: 'bad-command', ref: 'c' });
  });
});

describeWires('without root', () => {
  testInUserNamespace('wires are laid all the same, in a user namespace', async () => {
    await using program = await WiresProgram.start({ ...NOBODY, by: IN_USER_NAMESPACE });
    const [router, ...nodes] = (await program.hold(3)) as [string, string, string];
    const wires = wiresOf(nodes);
    expect(await program.wire(router, wires)).toEqual(laid('n1', 'n2'));
    // We are root, or the one who made the user namespace; its programs are in it.
    const enter = ['-t', `${program.child.pid}`, '--user', '--preserve-credentials', `--net=${nodes[0]}`];
    const node = [process.execPath, '--input-type=module', '-e', LOOK];
    const { stdout } = await promisify(execFile)('nsenter', [...enter, ...node], { ...NOBODY, cwd: '/' });
    expect(JSON.parse(`${stdout}`)).toEqual([['eth0', '198.18.0.2/32', 'fd00::2/128']]);
  });
});

describeWires('what is left', () => {
  test('when the program is killed while it lays wires is laid anew by the next, or removed', async () => {
    await using holder = await WiresProgram.start();
    const [router, ...nodes] = (await holder.hold(21)) as [string, ...string[]];
    const wires = wiresOf(nodes);
    for (const afterMs of [1, 5, 10, 20, 30]) {
      const killed = await WiresProgram.start();
      killed.child.stdin.write(`${JSON.stringify({ type: 'wire', ref: 'wire', router, wires })}\n`);
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      await killed[Symbol.asyncDispose]();
      const results = await holder.wire(router, wires);
      expect(results.filter(({ is }) => is === 'failed')).toEqual([]);
      await holder.unwire(router, ['n1']);
      await holder.unwire(router);
      expect(await runIn(router, LOOK_FOR_ALL)).toBe('lo');
    }
  });

  test('of wires that are removed is nothing, and the others stay', async () => {
    await using program = await WiresProgram.start();
    const [router, ...nodes] = (await program.hold(4)) as [string, string, string, string];
    await program.wire(router, wiresOf(nodes));
    expect(await program.unwire(router, ['n2', 'nobody'])).toEqual(['n2']);
    expect((await program.list(router)).map(({ node }) => node)).toEqual(['n1', 'n3']);
    expect(await program.unwire(router)).toEqual(['n1', 'n3']);
    expect(await program.unwire(router)).toEqual([]);
    for (const node of nodes) expect(JSON.parse(await runIn(node, LOOK))).toEqual([]);
  });

  test('of a node that is killed is its namespace: the next one has the same address and wire', async () => {
    await using program = await WiresProgram.start();
    const [router, ...nodes] = (await program.hold(3)) as [string, string, string];
    const wires = wiresOf(nodes);
    await program.wire(router, wires);
    await using _forwarder = await startIn(router, forwarderFor(wires));
    const first = await startIn(nodes[1]!, ECHO('udp4'));
    await first[Symbol.asyncDispose]();
    await using _second = await startIn(nodes[1]!, ECHO('udp4'));
    expect(await runIn(nodes[0]!, SEND('udp4', '198.18.0.3'))).toBe('198.18.0.2');
  });

  test('of namespaces whose holder is killed is nothing, once the last program in them has ended', async () => {
    await using other = await WiresProgram.start();
    const [router] = (await other.hold(1)) as [string];
    const program = await WiresProgram.start();
    const nodes = await program.hold(2);
    await program.wire(router, wiresOf(nodes));
    await using last = await startIn(nodes[1]!, ECHO('udp4'));
    await program[Symbol.asyncDispose]();
    await until(async () => (await other.list(router)).length === 1);
    expect((await other.list(router)).map(({ node }) => node)).toEqual(['n2']);
    await last[Symbol.asyncDispose]();
    await until(async () => (await other.list(router)).length === 0);
  });

  test('when the router’s namespace ends is no wire at any node', async () => {
    await using program = await WiresProgram.start();
    const [node] = (await program.hold(1)) as [string];
    const other = await WiresProgram.start();
    const [router] = (await other.hold(1)) as [string];
    await program.wire(router, wiresOf([node]));
    await other[Symbol.asyncDispose]();
    await until(async () => JSON.parse(await runIn(node, LOOK)).length === 0);
  });

  test('when the harness is gone is no holder: its stdin has ended', async () => {
    const program = await WiresProgram.start();
    await program.hold(1);
    program.child.stdin.end();
    await once(program.child, 'exit');
    expect(program.child.exitCode).toBe(0);
  });
});

describeWires('a program within a namespace', () => {
  const main = new URL('../../../node/main.ts', import.meta.url).pathname;
  const within = async (...args: string[]) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, 'within', ...args]);
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
    const [code] = await once(child, 'close');
    return { pid: child.pid, code, text: text.trim() };
  };

  test('is the process that was started, with its arguments, and its code is the code', async () => {
    await using program = await WiresProgram.start();
    const [namespace] = (await program.hold(1)) as [string];
    const { pid, code, text } = await within(
      namespace,
      'sh',
      '-c',
      'echo $$ $1; ls /sys/class/net >/dev/null; exit 7',
      'sh',
      'an argument',
    );
    expect({ code, text }).toEqual({ code: 7, text: `${pid} an argument` });
  });

  test('that is not there, or in a namespace that is not there, is said', async () => {
    await using program = await WiresProgram.start();
    const [namespace] = (await program.hold(1)) as [string];
    expect(await within(namespace, 'no-such-program')).toMatchObject({
      code: 127,
      text: 'no-such-program: not found',
    });
    expect(await within('/proc/0/ns/net', 'sh')).toMatchObject({
      code: 126,
      text: expect.stringContaining('ENOENT'),
    });
    expect(await within()).toMatchObject({ code: 126, text: expect.stringContaining('usage') });
  });
});
