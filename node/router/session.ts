/**
 * A router under the harness: commands in, events out, one run at a time. It lives in the router's thread; all it does
 * is done when the method returns.
 */
import { BadCommand } from '../contract/commands.ts';
import {
  ROUTER_CONTRACT_VERSION,
  type RouterCommand,
  type RouterConfigureCommand,
  type RouterEventBody,
  type RouterNodeChange,
} from '../contract/router.ts';
import { Capture } from '../relay/capture.ts';
import { toUnixMs } from '../relay/unix.ts';
import { Router, type WirePort } from './router.ts';
import { Saturation } from './saturation.ts';

const PROGRAM = 'meshbed-router 0.1';

export interface RouterOutput {
  run: string | null;
  emit(event: RouterEventBody): void;
  /** Of captures that nobody has read yet, in bytes. */
  backlog(): number;
}

export class RouterSession {
  readonly #out: RouterOutput;
  readonly #socket: WirePort;
  #router: Router | null = null;
  #capture: Capture | null = null;
  #saturation = new Saturation(performance.now());
  isOver = false;

  constructor(socket: WirePort, out: RouterOutput) {
    this.#socket = socket;
    this.#out = out;
  }

  start(): void {
    this.#out.emit({ type: 'idle', contract: ROUTER_CONTRACT_VERSION, program: PROGRAM });
  }

  /** Never throws: what cannot be done becomes an `error` event. */
  command(command: RouterCommand): void {
    try {
      this.#carryOut(command);
    } catch (error) {
      if (!(error instanceof BadCommand)) throw error;
      this.refuse(error.code, error.message, error.ref);
    }
  }

  refuse(code: string, text: string, ref?: string): void {
    this.#out.emit(ref === undefined ? { type: 'error', code, text } : { type: 'error', code, text, ref });
  }

  /** When something is due next; Infinity for never. */
  get nextDueMs(): number {
    return this.#router?.nextDueMs ?? Number.POSITIVE_INFINITY;
  }

  /** True if there is more to do at once. */
  turn(): boolean {
    if (this.#router !== null) return this.#router.turn();
    // Nothing is to wait in the ring for a run that it does not belong to.
    while (this.#socket.next() !== null);
    return false;
  }

  /** Now and then: reports what there is to be reported. `waitedMs`: of all time, so much was spent waiting. */
  look(nowMs: number, waitedMs: number): void {
    this.#socket.tellTime();
    const lookedAtMs = this.#saturation.fromMs;
    const isSaturated = this.#saturation.look(nowMs, waitedMs);
    if (this.#router === null) return;
    if (isSaturated) this.#router.lateness.note('saturated', lookedAtMs, nowMs, undefined, 0);
    this.#router.look(lookedAtMs, nowMs);
    this.#reportLateness(false);
    this.#capture?.flush();
  }

  #carryOut(command: RouterCommand): void {
    switch (command.type) {
      case 'configure':
        return this.#configure(command);
      case 'nodes':
        return this.#changeNodes(command.ref, command.changes);
      case 'link':
        return this.#changeLinks(command);
      case 'counters':
        return this.#counters(command.ref);
      case 'attack':
        return this.#attack(command);
      case 'ping':
        return this.#out.emit({ type: 'pong', ref: command.ref });
      case 'reset':
        this.#close();
        return this.start();
      case 'stop':
        this.#close();
        this.isOver = true;
        return this.#out.emit({ type: 'bye' });
    }
  }

  #configure(command: RouterConfigureCommand): void {
    if (this.#router) throw new BadCommand('already-configured', 'configure: a run is on; reset comes first');
    this.#out.run = command.run;
    this.#capture = command.capture ? new Capture(captureInto(this.#out)) : null;
    this.#router = new Router(this.#socket, command, this.#capture, ({ number, direction: { from, to } }) =>
      this.#out.emit({ type: 'pair', direction: number, from, to }),
    );
    this.#out.emit({ type: 'ready' });
  }

  #changeNodes(ref: string, changes: readonly RouterNodeChange[]): void {
    const router = this.#need('nodes', ref);
    for (const { node, gates = [] } of changes) {
      this.#needNode(router, 'nodes', node, ref);
      const gate = gates.find((number) => !router.hosts.hasGate(number));
      if (gate !== undefined)
        throw new BadCommand('no-such-gate', `nodes: there is no gate ${gate} here`, ref);
    }
    const missing = router.changeNodes(changes);
    if (missing !== null)
      throw new BadCommand('no-such-wire', `nodes: there is no interface ${missing} here`, ref);
    this.#out.emit({ type: 'changed', ref, throughAtMs: toUnixMs(performance.now()) });
  }

  #changeLinks({ ref, changes, sides }: RouterCommand & { type: 'link' }): void {
    const router = this.#need('link', ref);
    const named = [...changes.flatMap(({ from, to }) => [from, to]), ...(sides ?? []).flat()];
    for (const node of named) this.#needNode(router, 'link', node, ref);
    this.#out.emit({ type: 'changed', ref, throughAtMs: toUnixMs(router.changeLinks(changes, sides)) });
  }

  #counters(ref: string): void {
    const router = this.#need('counters', ref);
    router.look(this.#saturation.fromMs, performance.now());
    this.#reportLateness(true);
    this.#capture?.flush();
    const [pairs, refusals, health] = [router.counters(), router.refusals(), router.health()];
    this.#out.emit({ type: 'counters', ref, pairs, refusals, health });
  }

  /** What it comes to is reported later. */
  #attack({ ref, node, ...plan }: RouterCommand & { type: 'attack' }): void {
    const router = this.#need('attack', ref);
    this.#needNode(router, 'attack', node, ref);
    const hasBegun = router.attack(node, plan, (result) => {
      this.#out.emit({ type: 'attacked', ref, ...result });
    });
    if (!hasBegun)
      throw new BadCommand('cannot-attack', `attack: ${node} or the router has no address of IPv4`, ref);
  }

  #reportLateness(all: boolean): void {
    if (this.#router === null) return;
    for (const { cause, fromMs, toMs, lateMs, datagrams } of this.#router.lateness.take(
      performance.now(),
      all,
    )) {
      const body = { cause, fromMs: toUnixMs(fromMs), toMs: toUnixMs(toMs), datagrams };
      this.#out.emit({ type: 'late', ...body, ...(lateMs === undefined ? {} : { lateMs }) });
    }
  }

  #close(): void {
    this.#reportLateness(true);
    this.#router = null;
    this.#capture?.flush();
    this.#capture = null;
  }

  #need(type: string, ref: string): Router {
    if (this.#router === null)
      throw new BadCommand('not-configured', `${type}: there is no run; configure first`, ref);
    return this.#router;
  }

  #needNode(router: Router, type: string, node: string, ref: string): void {
    if (router.hosts.numberOf(node) === undefined)
      throw new BadCommand('no-such-node', `${type}: there is no node ${node} here`, ref);
  }
}

function captureInto(out: RouterOutput) {
  return {
    emit: (records: Uint8Array, lost: number) => {
      const { buffer, byteOffset, length } = records;
      const base64 = Buffer.from(buffer, byteOffset, length).toString('base64');
      out.emit({ type: 'capture', records: base64, lost });
    },
    backlog: () => out.backlog(),
  };
}
