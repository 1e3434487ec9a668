/**
 * A router and nodes in network namespaces of our own, with wires between them: everything real but the containers. All
 * of it is gone when it is closed, or when its test process is killed: a namespace lives as long as the program in it.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { WIRE_MAC } from '../../../node/contract/router.ts';

const ROUTER_MAC = '02:00:00:00:00:02';

/** What a router may do, and all that it needs to: an ordinary engine's containers may as well. */
const ALONE = ['setpriv', '--bounding-set=-all,+net_raw'];
const WITHOUT = ['setpriv', '--bounding-set=-all'];

/** A Node that has node:ffi: this one, or the one that `MESHBED_ROUTER_NODE` names. */
export const ROUTER_NODE = process.getBuiltinModule('node:ffi')
  ? process.execPath
  : process.env.MESHBED_ROUTER_NODE;

/** Why there can be no router on this machine; null if there can. */
export function noRouterHere(): string | null {
  if (process.platform !== 'linux') return 'it needs Linux';
  if (ROUTER_NODE === undefined) return 'it needs Node 26.1 or later, or MESHBED_ROUTER_NODE that names one';
  try {
    execFileSync('unshare', ['--net', ...ALONE, 'ip', 'link'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'it needs to be root, and ip, unshare and setpriv of the system';
  }
}

type Line = Record<string, unknown>;

/**
 * A program in a namespace of its own: an unnamed one, that ends with it. Of the privileges of root it has one. Orders in,
 * lines of JSON out.
 */
export class Spaced {
  readonly #child: ChildProcess;
  readonly lines: Line[] = [];
  #waiting: (() => void)[] = [];

  /** `besidePid`: in the namespace of that process instead, with all privileges. */
  constructor(
    script: string,
    args: readonly string[] = [],
    where: { besidePid?: number; privileges?: 'none' } = {},
  ) {
    const { besidePid, privileges } = where;
    const node = [ROUTER_NODE!, script, ...args];
    const stdio = ['pipe', 'pipe', 'inherit'] as const;
    this.#child =
      besidePid === undefined
        ? spawn('unshare', ['--net', ...(privileges === 'none' ? WITHOUT : ALONE), ...node], {
            stdio: [...stdio],
          })
        : spawn('nsenter', ['-t', String(besidePid), '-n', ...node], { stdio: [...stdio] });
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      this.lines.push(JSON.parse(line));
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  /** `unshare` becomes the program, so its process is in the namespace. */
  get pid(): number {
    return this.#child.pid!;
  }

  say(order: object): void {
    this.#child.stdin!.write(`${JSON.stringify(order)}\n`);
  }

  /** The first line that is so; it may have come already. Rejects after a while. */
  async heard(isIt: (line: Line) => boolean, forMs = 20_000): Promise<Line> {
    const endMs = performance.now() + forMs;
    for (;;) {
      const found = this.lines.find(isIt);
      if (found !== undefined) return found;
      const leftMs = endMs - performance.now();
      if (leftMs <= 0) throw new Error(`not heard; the last was ${JSON.stringify(this.lines.at(-1))}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** Says it, and waits for the next line that is so. */
  async asked(order: object, isIt: (line: Line) => boolean): Promise<Line> {
    this.lines.length = 0;
    this.say(order);
    return this.heard(isIt);
  }

  /** Nobody speaks to it any more. Resolves with its exit code when it is gone. */
  async hungUp(): Promise<number | null> {
    this.#child.stdin!.end();
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
    return this.#child.exitCode;
  }

  end(): void {
    this.#child.kill('SIGKILL');
  }
}

export interface WiredNode {
  node: string;
  addresses: string[];
}

export class Wired {
  readonly router: Spaced;
  readonly nodes = new Map<string, Spaced>();
  readonly #of: readonly WiredNode[];

  private constructor(router: Spaced, nodes: readonly WiredNode[]) {
    this.router = router;
    this.#of = nodes;
  }

  static async open(nodes: readonly WiredNode[]): Promise<Wired> {
    const wired = new Wired(new Spaced('node/main.ts', ['router']), nodes);
    try {
      await wired.router.heard(({ type }) => type === 'idle');
      for (const each of nodes) {
        const agent = new Spaced('test/node/router/agent.ts');
        wired.nodes.set(each.node, agent);
        // In its namespace by then.
        await agent.heard(({ ready }) => ready === true);
        lay(wired.router.pid, agent.pid, each);
      }
      return wired;
    } catch (error) {
      wired.close();
      throw error;
    }
  }

  node(name: string): Spaced {
    return this.nodes.get(name)!;
  }

  /** Another run: what was configured before is forgotten. */
  async configure(command: object): Promise<void> {
    await this.router.asked({ type: 'reset' }, ({ type }) => type === 'idle');
    const defaults = { run: 'run', router: 'router', seed: 1, links: [], elsewhere: 'open', nodes: this.#of };
    const addresses = ['198.18.0.1', 'fd00:12::1'];
    await this.router.asked(
      { type: 'configure', ...defaults, addresses, ...command },
      ({ type }) => type === 'ready',
    );
    const changes = this.#of.map(({ node }) => ({ node, wire: `w-${node}` }));
    await this.router.asked({ type: 'nodes', ref: 'n', changes }, ({ type }) => type === 'changed');
  }

  counters(): Promise<Line> {
    return this.router.asked({ type: 'counters', ref: 'c' }, ({ type }) => type === 'counters');
  }

  close(): void {
    for (const each of [this.router, ...this.nodes.values()]) each.end();
  }
}

/** A wire from the namespace of the router to that of a node. */
export function lay(routerPid: number, nodePid: number, { node, addresses }: WiredNode): void {
  const wire = `w-${node}`;
  const inRouter = (...args: string[]) =>
    execFileSync('nsenter', ['-t', String(routerPid), '-n', 'ip', ...args]);
  const inNode = (...args: string[]) => execFileSync('nsenter', ['-t', String(nodePid), '-n', 'ip', ...args]);
  const peer = ['peer', 'name', 'eth0', 'address', WIRE_MAC, 'netns', String(nodePid)];
  inRouter('link', 'add', wire, 'address', ROUTER_MAC, 'type', 'veth', ...peer);
  inRouter('link', 'set', wire, 'arp', 'off', 'up');
  inNode('link', 'set', 'lo', 'up');
  inNode('link', 'set', 'eth0', 'arp', 'off', 'gso_max_segs', '1', 'up');
  for (const address of addresses) {
    const family = address.includes(':') ? '-6' : '-4';
    inNode(family, 'address', 'add', address, 'dev', 'eth0');
    inNode(family, 'route', 'add', 'default', 'dev', 'eth0');
  }
}

/** In the namespace of a process. */
export function ip(pid: number, ...args: string[]): void {
  execFileSync('nsenter', ['-t', String(pid), '-n', 'ip', ...args]);
}
