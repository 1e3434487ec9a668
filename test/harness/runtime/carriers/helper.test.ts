import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { Helper, type Launched } from '../../../../harness/runtime/carriers/helper.ts';

const configure = {
  type: 'configure',
  run: 'r',
  relay: 'relay 1',
  listen: { host: '127.0.0.1' },
  seed: 1,
  links: [],
} as const;

type Command = { type: string; ref?: string };

/** A helper whose program is a function: from each command to what it says. */
function played(answer: (command: Command) => object | string | null) {
  const deaths: string[] = [];
  const late: unknown[] = [];
  const helper: Helper = new Helper('relay 1', {
    told: (event) => event.type === 'late' && late.push(event),
    died: (text) => deaths.push(text),
  });
  let seq = 0;
  const say = (body: object | string) => {
    const line = typeof body === 'string' ? body : JSON.stringify({ run: 'r', seq: ++seq, t: 5, ...body });
    helper.stdout(Buffer.from(`${line}\n`));
  };
  const launched: Launched = {
    send(command) {
      const said = answer(command as Command);
      if (said !== null) queueMicrotask(() => say(said));
    },
  };
  const launch = async () => {
    queueMicrotask(() => say({ type: 'idle', contract: 1, program: 'played' }));
    return launched;
  };
  return {
    helper,
    deaths,
    late,
    say,
    begin: () => helper.begin(launch),
    start: () => helper.start(launch, { ...configure, links: [] }),
  };
}

const obedient = ({ type, ref }: Command) =>
  type === 'configure' ? { type: 'ready', host: '127.0.0.1', links: [] } : { type: 'pong', ref };

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

test('it learns the clock, configures, and knows when a thing happened', async () => {
  const { helper, start, say, late, deaths } = played(obedient);
  expect(await start()).toMatchObject({ type: 'ready', links: [] });
  const { fromMs, toMs } = helper.toHarness(5, 25);
  expect(toMs - fromMs).toBeGreaterThanOrEqual(20);
  expect(fromMs).toBeLessThanOrEqual(performance.now());
  say({ type: 'late', cause: 'loop', fromMs: 1, toMs: 2, lateMs: 1, datagrams: 0 });
  say('nonsense');
  say({ type: 'of-the-future' });
  expect(late).toHaveLength(1);
  expect(deaths).toEqual([]);
});

test('a refusal of the links is the end of the start, in its own words', async () => {
  const refuses = (command: Command) =>
    command.type === 'configure'
      ? { type: 'error', code: 'cannot-listen', text: 'configure: cannot listen on 127.0.0.1: EMFILE' }
      : obedient(command);
  const { start, deaths } = played(refuses);
  await expect(start()).rejects.toThrow(/relay 1 refuses: .*EMFILE/);
  expect(deaths).toEqual([]);
});

test('a program that ends while it is started: its last words', async () => {
  const { helper, start, deaths } = played(() => null);
  const starting = start();
  helper.stderr(Buffer.from('Error: something is missing\n'));
  helper.end({ code: 1, signal: null });
  await expect(starting).rejects.toThrow(/died \(exit code 1\); it said: Error: something is missing/);
  expect(deaths).toEqual([]);
});

test('one that ends later is reported once, and nobody waits for it', async () => {
  const { helper, start, deaths } = played((command) => (command.type === 'link' ? null : obedient(command)));
  await start();
  const asking = helper.ask({ type: 'link', changes: [] });
  helper.end({ code: null, signal: 'SIGKILL' });
  await expect(asking).rejects.toThrow(/died/);
  await expect(helper.ask({ type: 'counters' })).rejects.toThrow(/died/);
  expect(deaths).toEqual(['the relay 1 died (by SIGKILL)']);
  expect(helper.over).toBe(true);
});

test('one that needs no configure may be asked once it has begun, and its end is reported', async () => {
  const { helper, begin, deaths } = played(obedient);
  await begin();
  expect(await helper.ask({ type: 'counters' })).toMatchObject({ type: 'pong' });
  helper.end({ code: null, signal: 'SIGKILL' });
  expect(deaths).toEqual(['the relay 1 died (by SIGKILL)']);
});

test('one that does not answer for long has died in all but name', async () => {
  const { helper, start, deaths } = played((command) => (command.type === 'link' ? null : obedient(command)));
  await start();
  const asking = helper.ask({ type: 'link', changes: [] });
  const rejected = expect(asking).rejects.toThrow(/not answered/);
  await vi.advanceTimersByTimeAsync(21_000);
  await rejected;
  expect(deaths).toEqual(['the relay 1 has not answered for 20 s']);
});

test('how long an engine takes to start it is not its silence; how long it then takes to speak is', async () => {
  const { helper, deaths } = played(obedient);
  const dumb: Launched = { send: () => {} };
  const launching = async () => {
    await new Promise((resolve) => setTimeout(resolve, 60_000));
    return dumb;
  };
  const starting = helper.start(launching, { ...configure, links: [] });
  const rejected = expect(starting).rejects.toThrow(/not answered/);
  await vi.advanceTimersByTimeAsync(61_000);
  expect(helper.over).toBe(false);
  await vi.advanceTimersByTimeAsync(119_000);
  await rejected;
  expect(helper.over).toBe(true);
  expect(deaths).toEqual([]);
});

test('a refusal of a change is an error of ours, not an end of the relay', async () => {
  const { helper, start, deaths } = played((command) =>
    command.type === 'link'
      ? { type: 'error', code: 'no-such-link', text: 'link: no link', ref: command.ref }
      : obedient(command),
  );
  await start();
  await expect(helper.ask({ type: 'link', changes: [] })).rejects.toThrow(/no link/);
  expect(helper.over).toBe(false);
  expect(deaths).toEqual([]);
});

test('silenced, it tells nothing more', async () => {
  const { helper, start, deaths, late, say } = played(obedient);
  await start();
  helper.silence();
  say({ type: 'late', cause: 'loop', fromMs: 1, toMs: 2, lateMs: 1, datagrams: 0 });
  helper.end({ code: 1, signal: null });
  expect(late).toEqual([]);
  expect(deaths).toEqual([]);
});
