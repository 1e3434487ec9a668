/**
 * The nodes of one run, as far as all runtimes do alike: who runs, who is being started, and that after the
 * close nothing starts and nothing is reported.
 */

import { forEachBounded } from '../../common/bounded.ts';
import { EXIT, MeshbedError } from '../../common/errors.ts';
import { type Gauge, GaugeLoop } from '../gauges/gauges.ts';
import { OutsideGauge } from '../gauges/interference.ts';
import { MemoryGauge } from '../gauges/peak-memory.ts';
import { WaitGauge } from '../gauges/processor-waits.ts';
import { DropGauge, type SocketPlace } from '../gauges/socket-drops.ts';
import { LineOutput } from '../node-output/line-output.ts';
import { Output, type Streams } from '../node-output/output.ts';
import { realClock } from '../port/clock.ts';
import type { NodeBoot, Observation } from '../port/observation.ts';
import type { NodeStart, Progress, Sink } from '../port/port.ts';

/** One boot of a node whose program has been started. */
export interface Running {
  readonly ended: boolean;
  /** By us. */
  readonly isPaused: boolean;
  /** Resolves after the sink has been told of its exit. */
  readonly gone: Promise<void>;
  /** Where the end of a program may be told late: resolves when that of one that has ended by now is reported. */
  exitTold?(): Promise<void>;
  /** Its process on this machine; null where it runs on another. */
  processId(): Promise<number | null>;
  send(command: object): void;
  /** Onto its stdin, as it is; told whether the system has taken it. */
  write(text: string, done?: (isTaken: boolean) => void): void;
  /** Closes its stdin. */
  hangUp(): void;
  kill(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  signal(name: string): Promise<void>;
}

/** What a node that does not read its stdin may leave unread in our memory. */
export const UNREAD_LIMIT_BYTES = 16 * 1024 * 1024;

export type Launch<Kind> = (start: NodeStart, output: Streams) => Promise<Kind>;

export class RunningNodes<Kind extends Running> {
  readonly #atOnce: number;
  #closed = false;
  /** The latest boot of each node. */
  readonly #running = new Map<string, Kind>();
  readonly #booting = new Map<string, Promise<Kind>>();
  /** What boots speak through that have not ended. */
  readonly #outputs = new Set<Streams>();
  readonly #gaugeLoop = new GaugeLoop();
  readonly #placeOf: (node: string) => SocketPlace | null;
  readonly #isDisconnected: (node: string) => boolean;

  /**
   * `placeOf` a node's sockets, among others in one network namespace; null where each node has its own. `isDisconnected`:
   * whether a step has taken it off the network.
   */
  constructor(
    atOnce: number,
    placeOf: (node: string) => SocketPlace | null,
    isDisconnected: (node: string) => boolean = () => false,
  ) {
    this.#atOnce = atOnce;
    this.#placeOf = placeOf;
    this.#isDisconnected = isDisconnected;
  }

  /** `settle` may hold up the next start until this one is over its worst. */
  async start(
    starts: readonly NodeStart[],
    sink: Sink,
    progress: Progress,
    launch: Launch<Kind>,
    settle: (started: Kind) => Promise<void> = async () => {},
  ): Promise<void> {
    let started = 0;
    await forEachBounded(starts, this.#atOnce, async (start) => {
      this.mustBeOpen();
      const running = await this.#boot(start, sink, launch);
      progress('starting the nodes', ++started, starts.length);
      // The last ones have nobody behind them.
      if (started + this.#atOnce <= starts.length) await settle(running);
    });
  }

  /** The latest boot of a node, whether it still runs or not. */
  latest(node: string): Kind | undefined {
    return this.#running.get(node);
  }

  all(): Kind[] {
    return [...this.#running.values()];
  }

  send(node: string, command: object): void {
    this.#running.get(node)?.send(command);
  }

  write(node: string, text: string): void {
    this.#running.get(node)?.write(text);
  }

  async put(node: string, text: string): Promise<boolean> {
    const running = this.#running.get(node);
    return running !== undefined && (await new Promise((resolve) => running.write(text, resolve)));
  }

  async signal(node: string, name: string): Promise<void> {
    const running = this.#running.get(node);
    if (running?.ended === false) await running.signal(name);
  }

  hangUp(node: string): void {
    this.#running.get(node)?.hangUp();
  }

  async apply(type: 'kill' | 'pause' | 'resume', node: string): Promise<void> {
    const running = this.#running.get(node);
    if (running !== undefined && !running.ended) await running[type]();
    // Its program has ended, but that may not have been told yet.
    if (type === 'kill') await running?.gone;
  }

  /** Reads what the kernel counts for them now, and tells what has changed, and who has ended. */
  async count(): Promise<void> {
    await this.#gaugeLoop.look();
    await Promise.all(this.all().map((running) => running.exitTold?.()));
  }

  mustBeOpen(): void {
    if (this.#closed)
      throw new MeshbedError('CLOSED', 'The runtime was closed.', 'Run it again.', EXIT.interrupted);
  }

  /** From here on nothing is reported. Resolves when nothing is being started any more. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const output of this.#outputs) output.silence();
    this.#gaugeLoop.close();
    await Promise.allSettled(this.#booting.values());
  }

  async #boot(start: NodeStart, sink: Sink, launch: Launch<Kind>): Promise<Kind> {
    const { node, boot } = start;
    const from: NodeBoot = { node, boot };
    if (this.#booting.has(node) || this.#running.get(node)?.ended === false) {
      throw new Error(`${node} runs already`);
    }
    const output =
      start.launch === undefined ? new Output(from, sink, realClock) : new LineOutput(from, sink, realClock);
    this.#outputs.add(output);
    const booting = launch(start, output).then((running) => {
      this.#running.set(node, running);
      return running;
    });
    this.#booting.set(node, booting);
    try {
      const running = await booting;
      void running.gone.then(() => this.#outputs.delete(output));
      void running.processId().then((pid) => {
        if (pid !== null && !this.#closed)
          void this.#gaugeLoop.watch(node, this.#gauges(from, running, pid, sink));
      });
      return running;
    } catch (error) {
      this.#outputs.delete(output);
      throw error;
    } finally {
      this.#booting.delete(node);
    }
  }

  #gauges(from: NodeBoot, running: Kind, pid: number, sink: Sink): Gauge[] {
    const place = this.#placeOf(from.node);
    const meant = {
      isPaused: () => running.isPaused,
      isDisconnected: () => this.#isDisconnected(from.node),
    };
    const observe = (observation: Observation) => {
      if (!this.#closed) sink.observe(observation);
    };
    return [
      new WaitGauge(pid, {
        waited: (fromMs, toMs, lateMs) => observe({ type: 'waited', from, fromMs, toMs, lateMs }),
        ran: (ranMs) => observe({ type: 'ran', from, ranMs }),
      }),
      new DropGauge(pid, place, (counts) => {
        observe({ type: 'kernel', from, counts, atMs: realClock.now() });
      }),
      new OutsideGauge(pid, meant, place === null, (how, fromMs, toMs) => {
        observe({ type: 'interfered', from, how, fromMs, toMs });
      }),
      new MemoryGauge(pid, (peakBytes) => {
        observe({ type: 'memory', from, peakBytes, atMs: realClock.now() });
      }),
    ];
  }
}
