/**
 * The processes of the benchmark: a sender, a receiver, and between them either the bare forwarder or the relay. Each
 * has a process of its own, so that their event loops do not disturb one another.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RelayCommand, RelayEvent } from '../../node/contract/relay.ts';
import type { Conditions } from '../../node/link/conditions.ts';

export type Via = 'forwarder' | 'relay';

export interface Passed {
  sent: number;
  received: number;
  tookMs: number;
  p50Ms: number;
  p99Ms: number;
  /** Of the process in between. */
  cpuMs: number;
  /** Lost by the relay itself, or by its sockets. */
  overload: number;
}

export type Order = { count: number; ratePerS: number } | { forMs: number };

export class Stage {
  readonly #sender = role('sender');
  readonly #receiver = role('receiver');
  readonly #forwarder = role('forwarder');
  readonly #relay = spawn(process.execPath, [join(import.meta.dirname, '../../node/main.ts'), 'relay'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  readonly #events = createInterface({ input: this.#relay.stdout })[Symbol.asyncIterator]();
  #senderPort = 0;
  #ports: Record<Via, number> = { forwarder: 0, relay: 0 };
  #late = 0;
  #refs = 0;

  static async open(): Promise<Stage> {
    const stage = new Stage();
    const [{ port: senderPort }, { port: receiverPort }] = await Promise.all([
      answer(stage.#sender),
      answer(stage.#receiver),
    ]);
    stage.#senderPort = senderPort;
    stage.#ports.forwarder = (await ask(stage.#forwarder, { to: receiverPort })).port;
    const a = { node: 'sender', host: '127.0.0.1', port: senderPort };
    const b = { node: 'receiver', host: '127.0.0.1', port: receiverPort };
    const listen = { host: '127.0.0.1' };
    const links = [{ link: 'bench', a, b }];
    stage.#say({ type: 'configure', run: 'bench', relay: 'relay', listen, seed: 1, links });
    stage.#ports.relay = (await stage.#event('ready')).links[0]!.aPort;
    return stage;
  }

  /** How often the relay said that it was late. */
  get late(): number {
    return this.#late;
  }

  async setConditions(conditions: Conditions): Promise<void> {
    this.#say({ type: 'link', ref: this.#ref(), changes: [{ from: 'sender', to: 'receiver', conditions }] });
    await this.#event('changed');
  }

  /** Sends through `via`, and waits `settleMs` for the last to arrive. */
  async pass(via: Via, order: Order, settleMs: number): Promise<Passed> {
    const ackPort = 'forMs' in order ? this.#senderPort : 0;
    await ask(this.#receiver, { reset: true, ackPort });
    const before = await this.#state(via);
    const { sent, tookMs } = await ask(this.#sender, { port: this.#ports[via], ...order });
    await sleep(settleMs);
    const { received, p50Ms, p99Ms } = await ask(this.#receiver, {});
    const after = await this.#state(via);
    const [cpuMs, overload] = [after.cpuMs - before.cpuMs, after.overload - before.overload];
    return { sent, received, tookMs, p50Ms, p99Ms, cpuMs, overload };
  }

  close(): void {
    for (const child of [this.#sender, this.#receiver, this.#forwarder]) child.disconnect();
    this.#relay.stdin.end();
  }

  async #state(via: Via): Promise<{ cpuMs: number; overload: number }> {
    if (via === 'forwarder') return { cpuMs: (await ask(this.#forwarder, {})).cpuMs, overload: 0 };
    this.#say({ type: 'counters', ref: this.#ref() });
    const { directions, health } = await this.#event('counters');
    const { receive, full, sendQueue } = directions[0]!.overload;
    return { cpuMs: health.cpuMs, overload: (receive ?? 0) + full + sendQueue };
  }

  #ref(): string {
    return `${++this.#refs}`;
  }

  #say(command: RelayCommand): void {
    this.#relay.stdin.write(`${JSON.stringify(command)}\n`);
  }

  async #event<T extends RelayEvent['type']>(type: T): Promise<Extract<RelayEvent, { type: T }>> {
    for (;;) {
      const { value, done } = await this.#events.next();
      if (done) throw new Error('the relay is gone');
      const event: RelayEvent = JSON.parse(value);
      if (event.type === 'error') throw new Error(event.text);
      if (event.type === 'late') this.#late++;
      if (event.type === type) return event as Extract<RelayEvent, { type: T }>;
    }
  }
}

function role(name: string): ChildProcess {
  return fork(join(import.meta.dirname, `${name}.ts`));
}

/** The answers are ours: see the three roles. */
export async function answer(child: ChildProcess): Promise<Record<string, number> & { port: number }> {
  const [message] = await once(child, 'message');
  return message;
}

// biome-ignore lint/suspicious/noExplicitAny: as above
export function ask(child: ChildProcess, question: object): Promise<any> {
  child.send(question);
  return answer(child);
}
