/**
 * The promises of the adapter, as tests, with a program that is forty lines of shell. Run on every runtime that starts programs.
 */

import { afterEach, describe, expect, test } from 'vitest';
import { AdaptedRuntime } from '../../../harness/adapter/adapted-runtime.ts';
import { digestOf } from '../../../harness/adapter/message-book.ts';
import type { Runtime } from '../../../harness/runtime/port/port.ts';
import type { NodeEvent } from '../../../node/contract/types.ts';
import { Ear, ping, quiet } from '../runtime/fixtures.ts';
import { dataOf, fakeProgram, planOfPrograms } from './fixtures.ts';

export interface AdapterSubject {
  make(): Runtime;
  /** Of the program: its image, where it needs one. */
  extra: Record<string, unknown>;
  /** The lines of files can be read: where that needs a program, it is there. */
  readsFiles: boolean;
  /** Names of what the run still has on this machine or engine. */
  leftovers(run: string): Promise<string[]>;
}

export function describeAdapter(name: string, subject: AdapterSubject): void {
  const open: { runtime: Runtime; run: string }[] = [];

  afterEach(async () => {
    for (const { runtime, run } of open.splice(0)) {
      await runtime.close();
      expect(await subject.leftovers(run)).toEqual([]);
    }
  });

  async function started(more: Record<string, unknown> = {}, count = 1, ofNodes: object = {}) {
    const plan = planOfPrograms(fakeProgram({ ...subject.extra, ...more }), count, ofNodes);
    const runtime = new AdaptedRuntime(subject.make());
    open.push({ runtime, run: plan.run });
    const ear = new Ear();
    const surroundings = await runtime.open(plan, ear, quiet);
    const nodes = plan.nodes.map(({ name: node }) => node);
    const boot = async (node: string, number: number) => {
      await runtime.start([{ node, boot: number }], quiet);
      runtime.send(node, {
        type: 'configure',
        run: plan.run,
        node,
        boot: number,
        seed: 1,
        key: plan.key,
        listen: surroundings.listen(node),
        peers: [],
        options: {},
      });
    };
    for (const node of nodes) await boot(node, 1);
    await Promise.all(
      nodes.map((node) => ear.hears(() => ear.events(node).some(({ type }) => type === 'ready'))),
    );
    const inject = (ref: string, text: string, node = 'n1') =>
      runtime.send(node, { type: 'inject', ref, data: dataOf(text) });
    const hears = async (type: NodeEvent['type'], node = 'n1') => {
      const found = () => ear.events(node).findLast((event) => event.type === type);
      await ear.hears(() => found() !== undefined);
      return found();
    };
    const logged = (text: string, node = 'n1') =>
      ear.hears(() => ear.texts(node, 'log').some((line) => line.includes(text)));
    return { runtime, ear, surroundings, inject, hears, logged, boot };
  }

  const listened = { delivered: { log: 'Received: (?<message>\\S+) (?<data>.*)' } };

  describe(`${name}: a program behind the adapter`, () => {
    test('is idle and then ready, and all that it writes is in its log, with where it came from', async () => {
      const { ear, surroundings, runtime } = await started();
      const { host, port } = surroundings.listen('n1');
      expect(ear.events('n1')).toMatchObject([
        { type: 'idle', seq: 1, run: null },
        { type: 'ready', seq: 2, host, port },
      ]);
      expect(ear.texts('n1', 'log')).toContain(`stdout: listening on ${host}:${port}`);
      await ping(runtime, ear, 'n1', 'p');
    });

    test('is told its neighbours, its settings and its environment', async () => {
      const files = { settings: 'of {node}\nnot {{node}}\n' };
      const { ear, surroundings } = await started({ files, env: { GREETING: 'from {node}' } }, 3);
      const { host, port } = surroundings.reach('n1', 'n2');
      const log = ear.texts('n1', 'log').join('\n');
      expect(log).toContain(`begins with 2 peers: ${host}:${port} `);
      expect(log).toContain('setting of n1\nstdout: setting not {node}');
      expect(log).toContain('greeting from n1');
    });

    test('takes messages by its stdin: the id is the ref, the digest that of what was put in', async () => {
      const { ear, inject, hears } = await started({ events: listened });
      inject('0.0', 'hello');
      expect(await hears('injected')).toMatchObject({ ref: '0.0', message: '0.0' });
      expect(await hears('delivered')).toMatchObject({ message: '0.0', digest: digestOf('hello') });
      expect(ear.events('n1').map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    });

    test('says the counters that a command beside it prints', async () => {
      const stats = { exec: ['sh', '-c', 'echo in 7; echo out 9'], received: 'in' };
      const { runtime, hears } = await started({ stats });
      runtime.send('n1', { type: 'stats' });
      const counters = { 'program.in': 7, 'program.out': 9, 'data.received': 7 };
      expect(await hears('stats')).toMatchObject({ counters });
    });

    test('passes its own messages over, once each, where it reports them too', async () => {
      const { ear, inject, hears } = await started();
      inject('0.0', 'hello');
      await hears('injected');
      inject('0.0', 'hello');
      await hears('delivered');
      expect(ear.events('n1').filter(({ type }) => type === 'delivered')).toHaveLength(1);
    });

    test('speaks of neighbours by name and by address, and of itself to nobody', async () => {
      const { ear, surroundings, inject, hears, logged } = await started({}, 2);
      const { host, port } = surroundings.reach('n1', 'n2');
      inject('0.0', `joined ${host}:${port}`);
      expect(await hears('peer-up')).toMatchObject({ node: 'n2' });
      inject('0.1', 'lost n2');
      expect(await hears('peer-down')).toMatchObject({ node: 'n2', reason: 'silence' });
      inject('0.2', 'joined n1');
      inject('0.3', 'joined somebody');
      await logged('peer-up of somebody, which is no node');
      expect(ear.events('n1').filter(({ type }) => type === 'peer-up')).toHaveLength(1);
    });

    test('is read through colours, letters of other alphabets, and JSON', async () => {
      const json = { where: { event: 'received' }, message: 'msg.id', data: 'msg.text' };
      const { inject, hears } = await started({ events: { delivered: { json } } });
      inject('0.0', 'json hello');
      expect(await hears('delivered')).toMatchObject({ message: '0.0', digest: digestOf('hello') });
      const other = await started({ events: listened });
      other.inject('0.0', 'colour hello');
      expect(await other.hears('delivered')).toMatchObject({ digest: digestOf('colour hello') });
      other.inject('0.1', 'latin');
      await other.ear.hears(
        (ear) => ear.events('n1').filter(({ type }) => type === 'delivered').length === 2,
      );
      expect(await other.hears('delivered')).toMatchObject({ message: '0.1', digest: digestOf('\ufffd') });
    });

    test.skipIf(!subject.readsFiles)(
      'is read in files, from their beginning, also where they are rotated',
      async () => {
        const { ear, inject } = await started({
          events: { delivered: { ...listened.delivered, file: 'log' } },
        });
        const texts = ['file one', 'file two', 'rotated three', 'file four'];
        for (const [i, text] of texts.entries()) {
          inject(`0.${i}`, text);
          await ear.hears(() => ear.events('n1').filter(({ type }) => type === 'delivered').length > i);
        }
        const heard = ear
          .events('n1')
          .flatMap((event) => (event.type === 'delivered' ? [event.message] : []));
        expect(heard).toEqual(['0.0', '0.1', '0.2', '0.3']);
      },
    );

    test.skipIf(!subject.readsFiles)('leaves a hole where its log is emptied in place', async () => {
      const { ear, inject, logged } = await started({
        events: { delivered: { ...listened.delivered, file: 'log' } },
      });
      const heard = () => ear.events('n1').filter(({ type }) => type === 'delivered');
      inject('0.0', 'file one');
      await ear.hears(() => heard().length > 0);
      inject('0.1', 'emptied two');
      await ear.hears(() => heard().length > 1);
      await logged('log: the file was cut off');
      expect(heard().map(({ seq }) => seq)).toEqual([4, 7]);
    });

    test('is not read on where it writes ten million bytes in one line, and ends like any other', async () => {
      const { ear, runtime, inject, logged } = await started();
      inject('0.0', 'huge');
      await logged('not whole');
      await runtime.apply({ type: 'kill', node: 'n1' });
      expect(ear.exits('n1')).toMatchObject([{ signal: 'SIGKILL' }]);
    });

    test('leaves a hole where it writes a line that is too long to be read', async () => {
      const { ear, runtime, inject, logged } = await started();
      inject('0.0', 'long');
      await logged('not whole');
      await ping(runtime, ear, 'n1', 'p');
      const seqs = ear.events('n1').map(({ seq }) => seq);
      expect(seqs.at(-1)).toBe(seqs.length + 1);
    });

    test('is read to its end, half a line at the end too', async () => {
      const { ear, inject } = await started({ events: listened });
      inject('0.0', 'half');
      await ear.hears(() => ear.exits('n1').length > 0);
      expect(ear.of('n1').at(-2)).toMatchObject({
        what: 'event',
        event: { type: 'delivered', message: '0.0' },
      });
    });

    test('that crashes has exited, with its last words in the log', async () => {
      const { ear, inject } = await started();
      inject('0.0', 'crash');
      await ear.hears(() => ear.exits('n1').length > 0);
      expect(ear.exits('n1')).toEqual([{ code: 3, signal: null }]);
      expect(ear.texts('n1', 'log')).toContain('stderr: cannot go on');
    });

    test('ends by a signal, or by a command', async () => {
      const { ear, runtime, logged } = await started();
      runtime.send('n1', { type: 'stop' });
      await ear.hears(() => ear.exits('n1').length > 0);
      await logged('told to end');
      expect(ear.exits('n1')).toMatchObject([{ code: 0 }]);
      const other = await started({
        stop: { exec: ['sh', '-c', ': > "$0/ends"', '{dir}'] },
        ...endsByFile,
      });
      other.runtime.send('n1', { type: 'stop' });
      await other.ear.hears(() => other.ear.exits('n1').length > 0);
    });

    test('is killed and started again, with an empty folder and its next number', async () => {
      const { ear, runtime, boot, inject, logged } = await started({ env: { GREETING: 'boot {boot}' } });
      inject('0.0', 'file one');
      inject('0.1', 'hello');
      await logged('Received: 0.1');
      await runtime.apply({ type: 'kill', node: 'n1' });
      expect(ear.exits('n1')).toMatchObject([{ signal: 'SIGKILL' }]);
      await boot('n1', 2);
      await logged('greeting boot 2');
      const again = ear.of('n1').filter(({ boot: number }) => number === 2);
      expect(again.find(({ what }) => what === 'event')).toMatchObject({ event: { type: 'idle', seq: 1 } });
      expect(ear.texts('n1', 'log')).not.toContain('stdout: finds a log');
    });

    test('takes messages by a command beside it, which has its environment and its folder', async () => {
      const exec = [
        'sh',
        '-c',
        'test "$GREETING$1" = "of n1hello" && test -e "$0/program.sh"',
        '{dir}',
        '{text}',
      ];
      const { inject, hears } = await started({
        inject: { exec: [...exec, '{ref}'] },
        env: { GREETING: 'of {node}' },
      });
      inject('0.0', 'hello');
      expect(await hears('injected')).toMatchObject({ ref: '0.0' });
    });

    test('has refused a message where that command fails, with what it said', async () => {
      const exec = ['sh', '-c', 'echo "cannot {ref}" >&2; exit 4', '{text}'];
      const { inject, hears } = await started({ inject: { exec } });
      inject('0.0', 'hello');
      const text = '`sh` exited with 4: cannot 0.0';
      expect(await hears('error')).toMatchObject({ ref: '0.0', code: 'not-injected', text });
    });

    test('has refused a message where that command does not end, or writes without measure', async () => {
      const { inject, hears } = await started({
        inject: { exec: ['sh', '-c', 'sleep 100', '{ref}', '{text}'] },
      });
      inject('0.0', 'hello');
      const text = expect.stringContaining('it took longer than 10 s');
      expect(await hears('error')).toMatchObject({ ref: '0.0', code: 'not-injected', text });
      const megabytes = 'x=x; i=0; until [ $i = 22 ]; do x=$x$x; i=$((i + 1)); done; echo "$x"; exit 1';
      const other = await started({ inject: { exec: ['sh', '-c', megabytes, '{ref}', '{text}'] } });
      other.inject('0.0', 'hello');
      const said = (await other.hears('error')) as { text: string };
      expect(said.text).toMatch(/^`sh` exited with 1: x+$/);
      expect(said.text.length).toBeLessThan(20_000);
    });

    test('takes what it has started along, when it is killed and when it ends', async () => {
      for (const end of ['kill', 'stop'] as const) {
        const { ear, runtime, inject, logged } = await started();
        inject('0.0', 'fork');
        inject('0.1', 'hello');
        await logged('Received: 0.1');
        if (end === 'kill') await runtime.apply({ type: 'kill', node: 'n1' });
        else runtime.send('n1', { type: 'stop' });
        await ear.hears(() => ear.exits('n1').length > 0);
      }
    });

    test('has refused a message where there is no such command', async () => {
      const { inject, hears } = await started({ inject: { exec: ['no-such-command', '{ref}', '{text}'] } });
      inject('0.0', 'hello');
      expect(await hears('error')).toMatchObject({ ref: '0.0' });
    });

    test('is ready when a command says so', async () => {
      const exec = ['sh', '-c', 'test -e "$0/settings"', '{dir}'];
      const { ear } = await started({ ready: { exec }, files: { settings: '' } });
      expect(ear.events('n1').at(-1)).toMatchObject({ type: 'ready' });
    });
  });
}

/** Waits for a file in its folder, and for nothing else. */
const endsByFile = {
  command: [
    'sh',
    '-c',
    'echo listening on; until [ -e "$0/ends" ]; do sleep 0.1; done # $*',
    '{dir}',
    '{peers}',
  ],
  ready: { log: 'listening on' },
};
