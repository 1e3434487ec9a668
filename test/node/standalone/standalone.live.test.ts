import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HUNG_MS } from '../../hung.ts';
import { MAIN } from '../contract/child.ts';

/** A peer on its own, as a child process with nothing on its stdin. */
class LoggedPeer {
  readonly name: string;
  readonly process: ChildProcess;
  readonly exited: Promise<number | null>;
  log = '';

  constructor(name: string, env: Record<string, string>) {
    this.name = name;
    this.process = spawn(process.execPath, [MAIN, 'peer'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...env, MESHBED_NAME: name, PATH: process.env.PATH },
    });
    this.exited = new Promise((resolve) => this.process.once('close', resolve));
    for (const stream of [this.process.stdout, this.process.stderr])
      stream!.setEncoding('utf8').on('data', (chunk: string) => {
        this.log += chunk;
      });
  }

  async logs(pattern: RegExp): Promise<void> {
    const untilMs = performance.now() + HUNG_MS;
    while (!pattern.test(this.log)) {
      if (performance.now() > untilMs)
        throw new Error(`${this.name} logged no ${pattern}, but:\n${this.log}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

class Neighbourhood implements AsyncDisposable {
  readonly peers: LoggedPeer[] = [];
  readonly #directory = mkdtempSync(join(tmpdir(), 'meshbed-test-'));
  #places: string[] = [];

  static async of(...names: string[]): Promise<Neighbourhood> {
    const all = new Neighbourhood();
    const ports = await Promise.all(names.map(freePort));
    all.#places = ports.map((port) => `127.0.0.1:${port}`);
    for (const [index, name] of names.entries()) all.start(name, ports[index]!);
    return all;
  }

  start(name: string, port: number): LoggedPeer {
    const peer = new LoggedPeer(name, this.env(name, port));
    this.peers.push(peer);
    return peer;
  }

  env(name: string, port: number): Record<string, string> {
    return {
      MESHBED_KEY: 'test',
      MESHBED_LISTEN: '127.0.0.1',
      MESHBED_PORT: `${port}`,
      MESHBED_PEERS: this.#places.join(','),
      MESHBED_KEEPALIVE: '300ms',
      MESHBED_CONTROL: join(this.#directory, name),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const peer of this.peers) peer.process.kill('SIGKILL');
    await Promise.all(this.peers.map((peer) => peer.exited));
    rmSync(this.#directory, { recursive: true });
  }
}

function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  return new Promise((resolve) =>
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    }),
  );
}

function command(args: string[], env: Record<string, string>): Promise<{ code: number; text: string }> {
  return new Promise((resolve) =>
    execFile(
      process.execPath,
      [MAIN, ...args],
      { env: { ...env, PATH: process.env.PATH } },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, text: out + err }),
    ),
  );
}

describe('peers on their own', () => {
  test('find each other, hear what one says, and tell who went and why', async () => {
    await using all = await Neighbourhood.of('ann', 'bob', 'cem');
    const [ann, bob, cem] = all.peers as [LoggedPeer, LoggedPeer, LoggedPeer];
    for (const peer of all.peers) await peer.logs(/2 neighbours up/);

    const said = await command(['say', 'hello', 'everybody'], all.env('ann', 0));
    expect(said.text).toMatch(/^ann said it to 2 neighbours: (bob, cem|cem, bob)\n$/);
    expect(said.code).toBe(0);
    for (const peer of [bob, cem]) await peer.logs(/ann says(, by way of \w+)?: hello everybody/);

    bob.process.kill('SIGKILL');
    await ann.logs(/bob is gone: it no longer answers \(1 neighbour up\)/);
    all.start('bob', await freePort());
    await ann.logs(/bob is gone.*\n.*bob is here \(2 neighbours up\)/);

    cem.process.kill('SIGTERM');
    expect(await cem.exited).toBe(0);
    await ann.logs(/cem is gone: it said goodbye/);
    expect((await command(['health'], all.env('ann', 0))).text).toBe('ann: up bob; down cem\n');
  });

  test('notice that one of them uses the name of another', async () => {
    await using all = await Neighbourhood.of('ann', 'ann');
    await Promise.any(all.peers.map((peer) => peer.logs(/is called ann too; set MESHBED_NAME/)));
  });
});

describe('what people type', () => {
  test('`say` where no peer runs', async () => {
    const { code, text } = await command(['say', 'hello'], {
      MESHBED_CONTROL: join(tmpdir(), 'nobody-there'),
    });
    expect(code).toBe(1);
    expect(text).toMatch(/^no peer to talk to here/);
  });

  test('`say` with nobody to hear it, with nothing to say, with too much', async () => {
    await using all = await Neighbourhood.of('ann');
    await all.peers[0]!.logs(/listens on/);
    const say = (...words: string[]) => command(['say', ...words], all.env('ann', 0));
    await expect
      .poll(() => say('anyone?'), { timeout: HUNG_MS })
      .toMatchObject({
        code: 1,
        text: 'ann has no neighbour that is up: nobody heard it\n',
      });
    expect(await say()).toMatchObject({ code: 2, text: 'usage: say TEXT\n' });
    expect((await say('x'.repeat(1_101))).text).toMatch(/1101 bytes; a message holds at most 1100/);
  });

  test('no key, or no such command', async () => {
    expect(await command(['peer'], {})).toMatchObject({
      code: 2,
      text: expect.stringMatching('MESHBED_KEY'),
    });
    expect(await command(['dance'], {})).toMatchObject({ code: 2, text: expect.stringMatching('usage') });
  });
});
