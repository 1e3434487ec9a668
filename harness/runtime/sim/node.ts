/**
 * One boot of a node in a simulation: the very session of the contract that the image runs, over a peer of the world
 * instead of a socket. Commands come in and events go out as objects, in no time.
 */

import { ContractSession } from '../../../node/contract/session.ts';
import type { EventSink } from '../../../node/contract/stdio.ts';
import type { Command, EventBody, NodeEvent } from '../../../node/contract/types.ts';
import type { NodeBoot } from '../port/observation.ts';
import type { Clock, Exit, Sink } from '../port/port.ts';
import type { SessionHosts } from './session-hosts.ts';

export class SimNode implements EventSink<EventBody> {
  run: string | null = null;
  readonly #boot: NodeBoot;
  readonly #sink: Sink;
  readonly #clock: Clock;
  readonly #hosts: SessionHosts;
  readonly #session: ContractSession;
  #seq = 0;
  #ended = false;
  /** What was sent to it while it was paused. */
  #unread: Command[] | null = null;

  constructor(boot: NodeBoot, sink: Sink, clock: Clock, hosts: SessionHosts) {
    this.#boot = boot;
    this.#sink = sink;
    this.#clock = clock;
    this.#hosts = hosts;
    this.#session = new ContractSession(this, () => this.#end({ code: 0, signal: null }), hosts.open);
  }

  get ended(): boolean {
    return this.#ended;
  }

  start(): void {
    this.#session.start();
  }

  send(command: Command): void {
    if (this.#ended) return;
    if (this.#unread !== null) this.#unread.push(command);
    else this.#session.command(command);
  }

  kill(): void {
    if (!this.#ended) this.#end({ code: null, signal: 'SIGKILL' });
  }

  pause(): void {
    if (this.#ended || this.#unread !== null) return;
    this.#unread = [];
    this.#hosts.pause(this.#boot.node);
  }

  resume(): void {
    if (this.#ended || this.#unread === null) return;
    const unread = this.#unread;
    this.#unread = null;
    this.#hosts.resume(this.#boot.node);
    const socketDrops = this.#hosts.overflowed(this.#boot.node);
    if (socketDrops > 0) {
      const atMs = this.#clock.now();
      this.#sink.observe({ type: 'kernel', from: this.#boot, counts: { socketDrops }, atMs });
    }
    for (const command of unread) this.send(command);
  }

  /** It says nothing any more. */
  silence(): void {
    this.#ended = true;
  }

  // What the session speaks through.

  emit(event: EventBody): void {
    if (this.#ended) return;
    const at = this.#clock.now();
    const said: NodeEvent = { ...event, run: this.run, seq: ++this.#seq, t: at };
    this.#sink.event(this.#boot, said, at);
  }

  flush(): void {}

  backlog(): number {
    return 0;
  }

  #end(exit: Exit): void {
    this.#hosts.end(this.#boot.node);
    this.#ended = true;
    this.#sink.exit(this.#boot, exit, this.#clock.now());
  }
}
