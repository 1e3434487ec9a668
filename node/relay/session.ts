/**
 * A relay under the harness: commands in, events out, one run at a time. Commands are carried out one after the other;
 * what comes while sockets are being bound or closed waits.
 */

import { BadCommand } from '../contract/commands.ts';
import {
  RELAY_CONTRACT_VERSION,
  type RelayCommand,
  type RelayConfigureCommand,
  type RelayEventBody,
  type RelayLinkChange,
} from '../contract/relay.ts';
import type { CommandSession, EventSink } from '../contract/stdio.ts';
import { Canary } from './canary.ts';
import { Capture, type CaptureOut } from './capture.ts';
import { parseRelayCommand } from './commands.ts';
import { Relay } from './relay.ts';
import { toUnixMs } from './unix.ts';

const PROGRAM = 'meshbed-relay 0.1';

export class RelaySession implements CommandSession {
  readonly #sink: EventSink<RelayEventBody>;
  readonly #exit: () => void;
  #work: Promise<void> = Promise.resolve();
  #relay: Relay | null = null;
  #canary: Canary | null = null;
  #capture: Capture | null = null;

  /** `exit` is called when a `stop` has been carried out. */
  constructor(sink: EventSink<RelayEventBody>, exit: () => void) {
    this.#sink = sink;
    this.#exit = exit;
  }

  start(): void {
    this.#sink.emit({ type: 'idle', contract: RELAY_CONTRACT_VERSION, program: PROGRAM });
  }

  /** One line of stdin. Never throws: what cannot be read becomes an `error` event, in its turn. */
  line(line: string): void {
    this.#work = this.#work
      .then(() => {
        const command = parseRelayCommand(line);
        return command === null ? undefined : this.#carryOut(command);
      })
      .catch((error: unknown) => this.#refuse(error));
  }

  error(code: string, text: string): void {
    this.#sink.emit({ type: 'error', code, text });
  }

  #carryOut(command: RelayCommand): Promise<void> | undefined {
    switch (command.type) {
      case 'configure':
        return this.#configure(command);
      case 'link':
        return this.#change(command.ref, command.changes);
      case 'counters':
        return this.#counters(command.ref);
      case 'attack':
        return this.#attack(command);
      case 'ping':
        this.#sink.emit({ type: 'pong', ref: command.ref });
        return undefined;
      case 'reset':
        return this.#reset();
      case 'stop':
        return this.#stop();
    }
  }

  async #configure(command: RelayConfigureCommand): Promise<void> {
    if (this.#relay) throw new BadCommand('already-configured', 'configure: a run is on; reset comes first');
    this.#sink.run = command.run;
    try {
      this.#capture = command.capture ? new Capture(captureInto(this.#sink)) : null;
      this.#relay = await Relay.open(command, this.#capture);
    } catch (error) {
      const text = `configure: cannot listen on ${command.listen.host}: ${(error as Error).message}`;
      throw new BadCommand('cannot-listen', text);
    }
    this.#canary = new Canary(this.#relay.lateness, this.#onTick);
    this.#sink.emit({ type: 'ready', host: command.listen.host, links: this.#relay.links });
  }

  #change(ref: string, changes: readonly RelayLinkChange[]): undefined {
    const relay = this.#need('link', ref);
    for (const { from, to } of changes) {
      if (!relay.direction(from, to))
        throw new BadCommand('no-such-link', `link: no link from ${from} to ${to} in this relay`, ref);
    }
    const throughAtMs = toUnixMs(relay.change(changes));
    this.#sink.emit({ type: 'changed', ref, throughAtMs });
    this.#sink.flush();
  }

  #counters(ref: string): undefined {
    const relay = this.#need('counters', ref);
    this.#reportLateness(true);
    this.#capture?.flush();
    this.#sink.emit({ type: 'counters', ref, directions: relay.counters(), health: relay.health() });
  }

  /** What it comes to is reported later: other commands do not wait for it. */
  #attack({ ref, node, kinds, count, everyMs }: RelayCommand & { type: 'attack' }): undefined {
    const relay = this.#need('attack', ref);
    if (!relay.has(node))
      throw new BadCommand('no-such-node', `attack: ${node} is at no link of this relay`, ref);
    relay.attack(node, { kinds, count, everyMs }).then(
      (result) => this.#sink.emit({ type: 'attacked', ref, ...result }),
      (error: Error) => this.#sink.emit({ type: 'error', code: 'cannot-attack', text: error.message, ref }),
    );
  }

  readonly #onTick = (): void => {
    this.#reportLateness(false);
    this.#capture?.flush();
  };

  #reportLateness(all: boolean): void {
    if (!this.#relay) return;
    for (const window of this.#relay.lateness.take(performance.now(), all)) {
      const { cause, lateMs, datagrams } = window;
      const body = { cause, fromMs: toUnixMs(window.fromMs), toMs: toUnixMs(window.toMs), datagrams };
      this.#sink.emit({ type: 'late', ...body, ...(lateMs === undefined ? {} : { lateMs }) });
    }
  }

  async #close(): Promise<void> {
    this.#reportLateness(true);
    this.#canary?.stop();
    this.#canary = null;
    await this.#relay?.close();
    this.#relay = null;
    this.#capture?.flush();
    this.#capture = null;
  }

  async #reset(): Promise<void> {
    await this.#close();
    this.start();
  }

  async #stop(): Promise<void> {
    await this.#close();
    this.#sink.emit({ type: 'bye' });
    this.#sink.flush();
    this.#exit();
  }

  #need(type: string, ref: string): Relay {
    if (!this.#relay)
      throw new BadCommand('not-configured', `${type}: there is no run; configure first`, ref);
    return this.#relay;
  }

  #refuse(error: unknown): void {
    if (!(error instanceof BadCommand)) throw error;
    const { code, message: text, ref } = error;
    this.#sink.emit(ref === undefined ? { type: 'error', code, text } : { type: 'error', code, text, ref });
  }
}

function captureInto(sink: EventSink<RelayEventBody>): CaptureOut {
  return {
    emit: (records, lost) => {
      const { buffer, byteOffset, length } = records;
      const base64 = Buffer.from(buffer, byteOffset, length).toString('base64');
      sink.emit({ type: 'capture', records: base64, lost });
    },
    backlog: () => sink.backlog(),
  };
}
