/**
 * A node under the contract as a child process: a fixture that sends commands and waits for events.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { NodeEvent } from '../../../node/contract/types.ts';
import { HUNG_MS } from '../../hung.ts';

export const MAIN = fileURLToPath(new URL('../../../node/main.ts', import.meta.url));
export const KEY = '0f'.repeat(32);

type EventOf<T extends NodeEvent['type']> = Extract<NodeEvent, { type: T }>;

export class ContractChild {
  readonly name: string;
  readonly events: NodeEvent[] = [];
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
  readonly process: ChildProcess;
  host = '127.0.0.1';
  port = 0;
  #rest = '';
  #hasExited = false;
  readonly #watchers = new Set<() => void>();

  /** `command`: program and arguments; by default the bundled peer. */
  constructor(name: string, command: readonly string[] = [process.execPath, MAIN, 'contract']) {
    this.name = name;
    const [file = '', ...args] = command;
    this.process = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.exited = new Promise((resolve) =>
      this.process.once('close', (code, signal) => {
        this.#hasExited = true;
        for (const watch of [...this.#watchers]) watch();
        resolve({ code, signal });
      }),
    );
    this.process.stdin!.on('error', () => {});
    this.process.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (this.#rest + chunk).split('\n');
      this.#rest = lines.pop()!;
      for (const line of lines) this.events.push(JSON.parse(line));
      for (const watch of [...this.#watchers]) watch();
    });
  }

  write(text: string): void {
    this.process.stdin!.write(text);
  }

  send(command: object): void {
    this.write(`${JSON.stringify(command)}\n`);
  }

  ofType<T extends NodeEvent['type']>(type: T): EventOf<T>[] {
    return this.events.filter((event): event is EventOf<T> => event.type === type);
  }

  /** The `count`th event of a type, now or as soon as it comes. */
  event<T extends NodeEvent['type']>(type: T, count = 1): Promise<EventOf<T>> {
    return this.#comes(`${type} number ${count}`, () => this.ofType(type)[count - 1]);
  }

  /** The event of that index, whatever it is. */
  nth(index: number): Promise<NodeEvent> {
    return this.#comes(`event with index ${index}`, () => this.events[index]);
  }

  #comes<T>(what: string, find: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = find();
        if (!found && !this.#hasExited) return;
        clearTimeout(timer);
        this.#watchers.delete(look);
        if (found) resolve(found);
        else fail('before it exited');
      };
      const fail = (when: string) => {
        const seen = this.events.map((event) => JSON.stringify(event)).join('\n');
        reject(new Error(`${this.name}: no ${what} ${when}; seen:\n${seen}`));
      };
      const timer = setTimeout(() => fail(`in ${HUNG_MS} ms`), HUNG_MS);
      this.#watchers.add(look);
      look();
    });
  }

  /** Answers once everything sent before has been carried out. */
  async settled(): Promise<void> {
    this.send({ type: 'ping', ref: 'settled' });
    await this.event('pong', this.ofType('pong').length + 1);
  }

  async configure(fields: object = {}): Promise<void> {
    const before = this.ofType('ready').length;
    this.send({
      type: 'configure',
      run: 'r1',
      node: this.name,
      boot: 1,
      seed: 1,
      key: KEY,
      listen: { host: this.host, port: 0 },
      peers: [],
      options: { keepalive: '500ms' },
      ...fields,
    });
    this.port = (await this.event('ready', before + 1)).port;
  }
}

/** Nodes that know each other, all to all; they are ended when the scope that holds them ends. */
export class ContractMesh implements AsyncDisposable {
  readonly nodes: ContractChild[];

  /** The nodes, as many as a test names: `const [n1, n2] = mesh.all;`. */
  get all(): [ContractChild, ContractChild, ContractChild] {
    return this.nodes as [ContractChild, ContractChild, ContractChild];
  }

  constructor(...names: string[]) {
    this.nodes = names.map((name) => new ContractChild(name));
  }

  /** Replaces a node that was killed by its successor. */
  replace(index: number): ContractChild {
    const successor = new ContractChild(this.nodes[index]!.name);
    this.nodes[index] = successor;
    return successor;
  }

  async start(fields: object = {}): Promise<this> {
    await Promise.all(this.nodes.map((node) => node.configure(fields)));
    this.introduce();
    await Promise.all(this.nodes.map((node) => node.event('peer-up', this.nodes.length - 1)));
    return this;
  }

  introduce(): void {
    const peers = this.nodes.map(({ name, host, port }) => ({ node: name, host, port }));
    for (const node of this.nodes)
      node.send({ type: 'peers', peers: peers.filter((peer) => peer.node !== node.name) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const node of this.nodes) node.process.kill('SIGKILL');
    await Promise.all(this.nodes.map((node) => node.exited));
  }
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64');
