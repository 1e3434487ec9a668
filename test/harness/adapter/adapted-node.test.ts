import { describe, expect, it, test } from 'vitest';
import { withAdaptersWhereNeeded } from '../../../harness/adapter/adapted-runtime.ts';
import { digestOf } from '../../../harness/adapter/message-book.ts';
import type {
  Executed,
  NodeStart,
  ProgramAccess,
  Runtime,
  Sink,
  Surroundings,
} from '../../../harness/runtime/port/port.ts';
import type { Command } from '../../../node/contract/types.ts';
import { dataOf, fakeProgram, planOfPrograms } from './fixtures.ts';

/** A runtime that starts nothing; the test says what its programs write, and hears what is done to them. */
class FakeRuntime implements Runtime {
  readonly name = 'process';
  nowMs = 0;
  readonly clock = {
    isVirtual: false,
    now: () => this.nowMs,
    sleepUntil: async (atMs: number) => {
      this.nowMs = Math.max(this.nowMs, atMs);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
  sink: Sink | null = null;
  readonly starts: NodeStart[] = [];
  readonly sent: [string, Command][] = [];
  readonly done: string[] = [];
  executed: Executed = { code: 0, text: '' };
  isOpen = true;
  readonly programs: ProgramAccess = {
    folder: (node) => `/files/${node}`,
    write: async (node, text) => {
      this.done.push(`${node} reads ${text}`);
      return this.isOpen;
    },
    signal: async (node, signal) => {
      this.done.push(`${node} gets ${signal}`);
    },
    exec: async (node, command) => {
      this.done.push(`beside ${node}: ${command.join(' ')}`);
      this.nowMs += 100;
      return this.executed;
    },
  };

  async open(_: unknown, sink: Sink): Promise<Surroundings> {
    this.sink = sink;
    const address = (node: string) => ({ host: `10.0.0.${node.slice(1)}`, port: 9000 });
    return {
      listen: address,
      reach: (_from, to) => ({ host: '10.0.9.9', port: 9000 + Number(to.slice(1)) }),
      facts: {},
      outside: { address, networks: {} },
    };
  }
  async start(starts: readonly NodeStart[]): Promise<void> {
    this.starts.push(...starts);
  }
  send(node: string, command: Command): void {
    this.sent.push([node, command]);
  }
  async apply(): Promise<void> {}
  async close(): Promise<void> {}

  writes(node: string, text: string, source = 'stdout', isCut = false): void {
    this.nowMs += 1;
    this.sink?.output({ node, boot: 1 }, { type: 'line', source, text, isCut }, this.nowMs);
  }
}

/** Three nodes that have been started, the first of them ready; and what is heard of them. */
async function started(more: Record<string, unknown> = {}) {
  const plan = planOfPrograms(fakeProgram(more), 3);
  const inner = new FakeRuntime();
  const runtime = withAdaptersWhereNeeded(inner, plan.topology);
  const heard: string[] = [];
  const log: string[] = [];
  const errs: number[] = [];
  const counters: object[] = [];
  await runtime.open(
    plan,
    {
      event: ({ node }, { run: _run, t: _t, type, ...fields }, _at, how) => {
        heard.push([node, type, ...Object.values(fields)].join(' '));
        if ('counters' in fields) counters.push(fields.counters as object);
        errs.push(how?.errMs ?? Number.NaN);
      },
      output: (_, output) => log.push(output.type === 'unheard' ? 'unheard' : output.text),
      exit: ({ node }) => heard.push(`${node} exit`),
      observe: () => {},
      broken: () => {},
    },
    () => {},
  );
  await runtime.start(
    plan.nodes.map(({ name: node }) => ({ node, boot: 1 })),
    () => {},
  );
  const configure = (node: string) => runtime.send(node, { type: 'configure', run: 'r' } as Command);
  configure('n1');
  const settle = async () => {
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
  };
  const inject = (ref: string, text: string, node = 'n1') =>
    runtime.send(node, { type: 'inject', ref, data: dataOf(text) });
  const since = () => heard.splice(0);
  return { runtime, inner, heard, log, errs, counters, configure, settle, inject, since };
}

const READY = 'listening on 10.0.0.1:9000';

describe('a node behind the adapter', () => {
  it('is started with what its program is told', async () => {
    const { inner } = await started({ env: { NAME: '{node} {boot}' }, separator: ';' });
    expect(inner.starts[0]?.launch).toMatchObject({
      command: ['sh', '/files/n1/program.sh', '10.0.0.1:9000', '/files/n1', '10.0.9.9:9002;10.0.9.9:9003'],
      env: { NAME: 'n1 1' },
      follow: [],
    });
  });

  it('is told its neighbours as the file writes them', async () => {
    const { inner } = await started({ neighbour: '{node}=/ip4/{host}/tcp/{port}' });
    expect(inner.starts[0]?.launch?.command?.slice(4)).toEqual([
      'n2=/ip4/10.0.9.9/tcp/9002',
      'n3=/ip4/10.0.9.9/tcp/9003',
    ]);
  });

  it('is idle when its program runs, and ready once the line has come and it is configured', async () => {
    const { inner, since, configure } = await started();
    expect(since()).toEqual(['n1', 'n2', 'n3'].map((node) => `${node} idle 1 fake, behind an adapter 1`));
    inner.writes('n1', READY);
    inner.writes('n1', READY);
    expect(since()).toEqual(['n1 ready 10.0.0.1 9000 2']);
    inner.writes('n2', 'listening on 10.0.0.2:9000');
    expect(since()).toEqual([]);
    configure('n2');
    expect(since()).toEqual(['n2 ready 10.0.0.2 9000 2']);
  });

  it('that is told to inject before it is ready does it then', async () => {
    const { inner, since, settle, inject } = await started();
    inject('0.0', 'hello');
    await settle();
    expect(inner.done).toEqual([]);
    inner.writes('n1', READY);
    await settle();
    expect(inner.done).toEqual(['n1 reads 0.0 hello\n']);
    expect(since().slice(-2)).toEqual(['n1 ready 10.0.0.1 9000 2', 'n1 injected 0.0 0.0 3']);
  });

  it('has injected some time between the beginning and the end of the attempt', async () => {
    const { inner, errs, settle, inject, since } = await started({
      inject: { exec: ['say', '{ref}', '{text}'] },
    });
    inner.writes('n1', READY);
    inject('0.0', 'hello');
    await settle();
    expect(inner.done).toEqual(['beside n1: say 0.0 hello']);
    expect(errs.at(-1)).toBe(50);
    inner.executed = { code: 2, text: 'no' };
    inject('0.1', 'hello');
    await settle();
    expect(since().at(-1)).toBe('n1 error not-injected `say` exited with 2: no 0.1 4');
  });

  it('with a closed stdin refuses', async () => {
    const { inner, settle, inject, since } = await started();
    inner.writes('n1', READY);
    inner.isOpen = false;
    inject('0.0', 'hello');
    await settle();
    expect(since().at(-1)).toBe('n1 error not-injected its standard input is closed 0.0 3');
  });

  it('delivers what was put in, under the digest that the journal has, and anything else under its own', async () => {
    const { inner, settle, inject, since } = await started();
    inner.writes('n1', READY);
    inject('0.0', '\u0000\u0001');
    await settle();
    const text = inner.done[0]?.slice('n1 reads 0.0 '.length).trim();
    expect(text).toMatch(/^[\w-]{2}$/);
    since();
    inner.writes('n2', `Received: 0.0 ${text}`);
    inner.writes('n3', 'Received: 0.0 other');
    inner.writes('n3', 'Received: 7.7 strange');
    expect(since()).toEqual([
      `n2 delivered 0.0 ${digestOf('\u0000\u0001')} 2`,
      `n3 delivered 0.0 ${digestOf('other')} 2`,
      `n3 delivered 7.7 ${digestOf('strange')} 3`,
    ]);
  });

  it('whose lines have no content delivers what was put in', async () => {
    const { inner, settle, inject, since } = await started({
      events: { delivered: { log: 'Received: (?<message>\\S+)( via (?<via>\\S+))?( in (?<hops>\\d+))?' } },
    });
    inner.writes('n1', READY);
    inject('0.0', 'hello');
    await settle();
    since();
    inner.writes('n2', 'Received: 0.0 via 10.0.9.9:9003 in 2');
    expect(since()).toEqual([`n2 delivered 0.0 ${digestOf('hello')} 2 n3 2`]);
  });

  test.each([
    ['joined: n2', 'stdout', ['n1 peer-up n2 2']],
    ['joined: 10.0.9.9:9003', 'stdout', ['n1 peer-up n3 2']],
    ['joined: 10.0.0.2', 'stdout', ['n1 peer-up n2 2']],
    // Of its neighbours' address it has been told another; several nodes have this one.
    ['joined: 10.0.9.9', 'stdout', []],
    ['joined: n1', 'stdout', []],
    ['joined: nobody', 'stdout', []],
    ['joined: n2', 'stderr', []],
    ['lost: n2 (silence)', 'stderr', ['n1 peer-down n2 silence 2']],
  ])('%j on %s', async (line, source, events) => {
    const { inner, since } = await started();
    since();
    inner.writes('n1', line, source);
    expect(since()).toEqual(events);
  });

  it.each([
    ['a title', '\u001b]0;agent\u0007Received: 0.0 hello'],
    ['a link', '\u001b]8;;http://x\u001b\\Received: \u001b]8;;\u001b\\0.0 hello'],
    ['colours of three numbers', '\u001b[38:2:1:2:3mReceived:\u001b[0m 0.0 hello'],
    ['a character set', '\u001b(BReceived: 0.0 \u001b7hello'],
  ])('is read through %s', async (_, text) => {
    const { inner, since } = await started({
      events: { delivered: { log: '^Received: (?<message>\\S+) (?<data>\\w+)$' } },
    });
    since();
    inner.writes('n1', text);
    expect(since()).toEqual([`n1 delivered 0.0 ${digestOf('hello')} 2`]);
  });

  it('leaves a number out where a line that may mean something was too long', async () => {
    const { inner, runtime, since, log } = await started();
    since();
    inner.writes('n1', 'xxx', 'stdout', true);
    runtime.send('n1', { type: 'ping', ref: 'p' });
    expect(since()).toEqual(['n1 pong p 3']);
    expect(log).toContain('stdout: xxx…');
  });

  it('says its counters under names of their own, and the one that counts what it received', async () => {
    const stats = { exec: ['count', '{node}'], received: 'net.in' };
    const { runtime, inner, settle, counters } = await started({ stats });
    const asked = async (executed: Executed) => {
      inner.executed = executed;
      runtime.send('n1', { type: 'stats' });
      await settle();
      return counters.at(-1);
    };
    const text = '{"net": {"in": 7, "out": 9}, "delivered": 1, "name": "x"}';
    expect(await asked({ code: 0, text })).toEqual({
      'program.net.in': 7,
      'program.net.out': 9,
      'program.delivered': 1,
      'data.received': 7,
    });
    expect(inner.done).toEqual(['beside n1: count n1']);
    expect(await asked({ code: 1, text })).toEqual({});
    expect(await asked({ code: 0, text: 'no counters here' })).toEqual({});
  });

  it('is stopped by a signal, or by a command', async () => {
    const { runtime, inner, settle } = await started({ stop: 'SIGINT' });
    runtime.send('n1', { type: 'stop' });
    const other = await started({ stop: { exec: ['leave', '{node}'] } });
    other.runtime.send('n1', { type: 'stop' });
    await settle();
    expect([...inner.done, ...other.inner.done]).toEqual(['n1 gets SIGINT', 'beside n1: leave n1']);
  });

  it('says nothing behind its exit, whatever is still under way', async () => {
    const { inner, runtime, inject, settle, since } = await started();
    inner.writes('n1', READY);
    since();
    inject('0.0', 'hello');
    inner.sink?.exit({ node: 'n1', boot: 1 }, { code: 1, signal: null }, 5);
    runtime.send('n1', { type: 'ping', ref: 'p' });
    await settle();
    expect(since()).toEqual(['n1 exit']);
  });
});

test('a node without a program is as it was', async () => {
  const plan = planOfPrograms(fakeProgram(), 1);
  const inner = new FakeRuntime();
  const { programs: _, ...topology } = plan.topology;
  expect(withAdaptersWhereNeeded(inner, topology)).toBe(inner);
});
