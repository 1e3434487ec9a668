/**
 * The processes of the router's benchmark: a sender and a receiver in namespaces of their own, wired to the router in a
 * third. The receiver tells the sender what came by a wire between the two, past the router, as it does past a relay.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RouterEventBody } from '../../node/contract/router.ts';
import type { Conditions } from '../../node/link/conditions.ts';
import { ip, lay, ROUTER_NODE, Spaced } from '../../test/node/router/wired.ts';
import { answer, ask, type Order, type Passed } from '../relay/stage.ts';

const SENDER = { node: 'sender', addresses: ['198.18.0.2'] };
const RECEIVER = { node: 'receiver', addresses: ['198.18.0.3'] };
const ACK_HOST = '198.19.0.2';
const STREAM_PORT = 7000;
/** What /proc/…/stat counts in. */
const TICKS_PER_S = 100;

export class RouterStage {
  readonly #router = new Spaced('node/main.ts', ['router']);
  readonly #sender = role('sender');
  readonly #receiver = role('receiver');
  #ports = { sender: 0, receiver: 0 };
  late = 0;

  static async open(): Promise<RouterStage> {
    const stage = new RouterStage();
    try {
      await stage.#lay();
      return stage;
    } catch (error) {
      stage.close();
      throw error;
    }
  }

  async setConditions(conditions: Conditions, back: Conditions = {}): Promise<void> {
    const changes = [
      { from: 'sender', to: 'receiver', conditions },
      { from: 'receiver', to: 'sender', conditions: back },
    ];
    await this.#router.asked({ type: 'link', ref: 'l', changes }, ({ type }) => type === 'changed');
  }

  /** Sends through the router, and waits `settleMs` for the last to arrive. */
  async pass(order: Order, settleMs: number): Promise<Passed> {
    const ackPort = 'forMs' in order ? this.#ports.sender : 0;
    await ask(this.#receiver, { reset: true, ackPort, ackHost: ACK_HOST });
    const before = await this.#state();
    const to = { port: this.#ports.receiver, host: RECEIVER.addresses[0] };
    const { sent, tookMs } = await ask(this.#sender, { ...to, ...order });
    await sleep(settleMs);
    const { received, p50Ms, p99Ms } = await ask(this.#receiver, {});
    const after = await this.#state();
    const [cpuMs, overload] = [after.cpuMs - before.cpuMs, after.overload - before.overload];
    return { sent, received, tookMs, p50Ms, p99Ms, cpuMs, overload };
  }

  /** Bits a second that a stream of TCP gets through. */
  async stream(bytes: number): Promise<number> {
    const [from, to] = [agent(this.#sender.pid!), agent(this.#receiver.pid!)];
    try {
      await to.asked({ listen: STREAM_PORT }, ({ listening }) => listening === STREAM_PORT);
      const push = { push: [RECEIVER.addresses[0], STREAM_PORT, bytes] };
      const { pushed, tookMs } = await from.asked(push, (line) => 'pushed' in line || 'error' in line);
      if (pushed !== bytes) throw new Error(`of ${bytes} bytes came ${pushed}`);
      return (bytes * 8000) / (tookMs as number);
    } finally {
      from.end();
      to.end();
    }
  }

  /** Of a core, while nothing is sent. */
  async idleShare(forMs: number): Promise<number> {
    const before = ticksOf(this.#router.pid);
    await sleep(forMs);
    return ((ticksOf(this.#router.pid) - before) * 1000) / TICKS_PER_S / forMs;
  }

  close(): void {
    for (const child of [this.#sender, this.#receiver]) child.kill('SIGKILL');
    this.#router.end();
  }

  async #lay(): Promise<void> {
    const [sender, receiver] = await Promise.all([answer(this.#sender), answer(this.#receiver)]);
    this.#ports = { sender: sender.port, receiver: receiver.port };
    await this.#router.heard(({ type }) => type === 'idle');
    const [senderPid, receiverPid] = [this.#sender.pid!, this.#receiver.pid!];
    lay(this.#router.pid, senderPid, SENDER);
    lay(this.#router.pid, receiverPid, RECEIVER);
    ip(
      senderPid,
      'link',
      'add',
      'acks',
      'type',
      'veth',
      'peer',
      'name',
      'acks',
      'netns',
      String(receiverPid),
    );
    for (const [pid, address] of [
      [senderPid, `${ACK_HOST}/24`],
      [receiverPid, '198.19.0.3/24'],
    ] as const) {
      ip(pid, 'link', 'set', 'acks', 'up');
      ip(pid, 'address', 'add', address, 'dev', 'acks');
    }
    const links = [{ link: 'bench', a: 'sender', b: 'receiver' }];
    const configure = {
      type: 'configure',
      run: 'bench',
      router: 'router',
      seed: 1,
      elsewhere: 'open',
      links,
    };
    await this.#router.asked(
      { ...configure, addresses: ['198.18.0.1'], nodes: [SENDER, RECEIVER] },
      isA('ready'),
    );
    const changes = [SENDER, RECEIVER].map(({ node }) => ({ node, wire: `w-${node}` }));
    await this.#router.asked({ type: 'nodes', ref: 'n', changes }, isA('changed'));
  }

  async #state(): Promise<{ cpuMs: number; overload: number }> {
    this.late += this.#router.lines.filter(isA('late')).length;
    const line = await this.#router.asked({ type: 'counters', ref: 'c' }, isA('counters'));
    const { pairs, health } = line as unknown as RouterEventBody & { type: 'counters' };
    const lost = pairs.reduce((sum, { overload: { full, sendQueue } }) => sum + full + sendQueue, 0);
    return { cpuMs: health.cpuMs, overload: lost + health.receive };
  }
}

const isA = (wanted: string) => (line: Record<string, unknown>) => line.type === wanted;

/** In a namespace of its own, speaking by `process.send`. */
function role(name: string): ChildProcess {
  const args = ['--net', ROUTER_NODE!, join(import.meta.dirname, `../relay/${name}.ts`)];
  const env = { ...process.env, BENCH_HOST: '0.0.0.0' };
  return spawn('unshare', args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env });
}

/** In the namespace of a process. */
function agent(pid: number): Spaced {
  return new Spaced('test/node/router/agent.ts', [], { besidePid: pid });
}

function ticksOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
