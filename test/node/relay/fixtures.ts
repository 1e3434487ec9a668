/**
 * A relay as a process of its own, driven as the harness drives it, and nodes that are plain UDP sockets.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll } from 'vitest';
import type {
  DirectionCounters,
  RelayCommand,
  RelayConfigureCommand,
  RelayEnd,
  RelayEvent,
  RelayLink,
  RelayLinkChange,
} from '../../../node/contract/relay.ts';
import { HUNG_MS } from '../../hung.ts';

const MAIN = join(import.meta.dirname, '../../../node/main.ts');

type EventOf<T extends RelayEvent['type']> = Extract<RelayEvent, { type: T }>;

const idle: RelayProcess[] = [];

afterAll(async () => {
  for (const relay of idle.splice(0)) await relay[Symbol.asyncDispose]();
});

export class RelayProcess implements AsyncDisposable {
  readonly child: ChildProcess = spawn(process.execPath, [MAIN, 'relay'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  events: RelayEvent[] = [];
  readonly exit: Promise<unknown[]> = once(this.child, 'exit');
  #wake: () => void = () => {};
  #refs = 0;

  constructor() {
    createInterface({ input: this.child.stdout! }).on('line', (line) => {
      this.events.push(JSON.parse(line));
      this.#wake();
    });
  }

  say(command: RelayCommand): void {
    this.write(`${JSON.stringify(command)}\n`);
  }

  write(text: string): void {
    this.child.stdin!.write(text);
  }

  ref(): string {
    return `r${++this.#refs}`;
  }

  /** The first event of this type (and ref), whether it came already or is to come. */
  async event<T extends RelayEvent['type']>(type: T, ref?: string): Promise<EventOf<T>> {
    const wanted = (event: RelayEvent): event is EventOf<T> =>
      event.type === type && (ref === undefined || ('ref' in event && event.ref === ref));
    const untilMs = performance.now() + HUNG_MS;
    for (;;) {
      const found = this.events.find(wanted);
      if (found) return found;
      if (performance.now() > untilMs) throw new Error(`no ${type} ${ref}: ${JSON.stringify(this.events)}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, 500).unref();
      });
    }
  }

  async change(...changes: RelayLinkChange[]): Promise<EventOf<'changed'>> {
    const ref = this.ref();
    this.say({ type: 'link', ref, changes });
    return this.event('changed', ref);
  }

  async counters(): Promise<EventOf<'counters'>> {
    const ref = this.ref();
    this.say({ type: 'counters', ref });
    return this.event('counters', ref);
  }

  async direction(from: string, to: string): Promise<DirectionCounters> {
    const { directions } = await this.counters();
    return directions.find((each) => each.from === from && each.to === to)!;
  }

  /** Back to its beginning, for the next test to use; starting a process costs more than most tests. */
  async reset(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.events = [];
    this.say({ type: 'reset' });
    await this.event('idle');
    idle.push(this);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.stdin!.end();
    this.child.kill('SIGKILL');
    await this.exit;
  }
}

export class Node implements AsyncDisposable {
  readonly name: string;
  readonly host: string;
  readonly heard: { text: string; host: string; port: number }[] = [];
  readonly #socket: Socket;

  private constructor(name: string, host: string, socket: Socket) {
    this.name = name;
    this.host = host;
    this.#socket = socket;
    socket.on('message', (bytes, from) =>
      this.heard.push({ text: bytes.toString('latin1'), host: from.address, port: from.port }),
    );
  }

  static async open(name: string, host: string): Promise<Node> {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.bind(0, host);
    await once(socket, 'listening');
    // What a test sends in one go must find room here, however long this process waits for its turn.
    socket.setRecvBufferSize(1024 * 1024);
    return new Node(name, host, socket);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  get end(): RelayEnd {
    return { node: this.name, host: this.host, port: this.port };
  }

  get texts(): string[] {
    return this.heard.map(({ text }) => text);
  }

  /** Resolves when the system has them. */
  async send(port: number, ...texts: string[]): Promise<void> {
    for (const text of texts)
      await new Promise<void>((resolve, reject) => {
        this.#socket.send(Buffer.from(text, 'latin1'), port, this.host, (error) =>
          error ? reject(error) : resolve(),
        );
      });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }
}

/** Two nodes, a and b, and a relay with one link between them. */
export class Pair implements AsyncDisposable {
  readonly a: Node;
  readonly b: Node;
  readonly relay: RelayProcess;
  /** Where a finds b, and b finds a. */
  aPort = 0;
  bPort = 0;

  private constructor(a: Node, b: Node, relay: RelayProcess) {
    this.a = a;
    this.b = b;
    this.relay = relay;
  }

  static async open(
    link: Partial<Omit<RelayLink, 'a' | 'b'>> & { natTimeoutMs?: number } = {},
    more: Partial<RelayConfigureCommand> & { host?: string; hosts?: [string, string] } = {},
  ): Promise<Pair> {
    const { host = '127.0.0.1', hosts = [host, host], ...rest } = more;
    const pair = new Pair(
      await Node.open('a', hosts[0]),
      await Node.open('b', hosts[1]),
      idle.pop() ?? new RelayProcess(),
    );
    const { natTimeoutMs, ...conditions } = link;
    const b = natTimeoutMs === undefined ? pair.b.end : { ...pair.b.end, natTimeoutMs };
    const links = [{ link: 'a-b', a: pair.a.end, b, ...conditions }];
    pair.relay.say({
      type: 'configure',
      run: 'r',
      relay: 'relay1',
      listen: { host },
      seed: 1,
      links,
      ...rest,
    });
    const ready = await pair.relay.event('ready');
    pair.aPort = ready.links[0]!.aPort;
    pair.bPort = ready.links[0]!.bPort;
    return pair;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.relay.reset();
    await this.a[Symbol.asyncDispose]();
    await this.b[Symbol.asyncDispose]();
  }

  /** Waits until the relay has seen `offered` datagrams from a to b and holds none of them. */
  async settled(offered: number, from = 'a', to = 'b'): Promise<DirectionCounters> {
    return until(
      () => this.relay.direction(from, to),
      (each) => each.offered + each.strangers >= offered && each.inFlight === 0,
    );
  }
}

/** Asks again until it holds; when that has hung the last answer is returned, for `expect` to complain of. */
export async function until<T>(ask: () => T | Promise<T>, holds: (answer: T) => boolean): Promise<T> {
  const untilMs = performance.now() + HUNG_MS;
  for (;;) {
    const answer = await ask();
    if (holds(answer) || performance.now() > untilMs) return answer;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
