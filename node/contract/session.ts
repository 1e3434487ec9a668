/**
 * A node under the contract: commands in, events out, one peer at a time.
 *
 *     idle ──configure──▶ ready ──reset──▶ idle ──configure──▶ … ──stop──▶ bye
 *
 * Commands are carried out one after the other: what comes while a socket is being bound or closed waits.
 */
import { Random } from '../core/random.ts';
import { MAX_PAYLOAD_BYTES } from '../core/wire.ts';
import { BadCommand, parseCommand } from './commands.ts';
import type { Host, HostHandlers, OpenHost } from './host.ts';
import { digestOf } from './names.ts';
import { readPeerOptions } from './options.ts';
import type { CommandSession, EventSink } from './stdio.ts';
import { CONTRACT_VERSION, type Command, type ConfigureCommand, type EventBody } from './types.ts';

const PROGRAM = 'meshbed-peer 0.1';

export class ContractSession implements CommandSession {
  readonly #sink: EventSink<EventBody>;
  readonly #exit: () => void;
  readonly #open: OpenHost;
  readonly #waiting: Command[] = [];
  #isBusy = false;
  #host: Host | null = null;
  /** Of the `inject` that is being carried out. */
  #ref = '';

  /** `exit` is called when a `stop` has been carried out; `open` brings up what runs the peer. */
  constructor(sink: EventSink<EventBody>, exit: () => void, open: OpenHost) {
    this.#sink = sink;
    this.#exit = exit;
    this.#open = open;
  }

  start(): void {
    this.#sink.emit({ type: 'idle', contract: CONTRACT_VERSION, program: PROGRAM });
  }

  /** One line of stdin. Never throws: what cannot be read becomes an `error` event. */
  line(line: string): void {
    try {
      const command = parseCommand(line);
      if (command !== null) this.command(command);
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** One that is known to be well formed. */
  command(command: Command): void {
    this.#waiting.push(command);
    this.#work();
  }

  error(code: string, text: string): void {
    this.#sink.emit({ type: 'error', code, text });
  }

  #work(): void {
    while (!this.#isBusy) {
      const command = this.#waiting.shift();
      if (!command) return;
      const pending = this.#carryOut(command);
      if (!pending) continue;
      this.#isBusy = true;
      pending
        .catch((error: unknown) => this.#refuse(error))
        .finally(() => {
          this.#isBusy = false;
          this.#work();
        });
    }
  }

  #carryOut(command: Command): Promise<void> | undefined {
    try {
      switch (command.type) {
        case 'configure':
          return this.#configure(command);
        case 'inject':
          return this.#inject(command.ref, command.data);
        case 'peers':
          this.#need('peers').setNeighbours(command.peers);
          return undefined;
        case 'stats':
          this.#sink.emit({ type: 'stats', counters: this.#host?.stats() ?? {} });
          return undefined;
        case 'ping':
          this.#sink.emit({ type: 'pong', ref: command.ref });
          return undefined;
        case 'reset':
          return this.#reset();
        case 'stop':
          return this.#stop();
      }
    } catch (error) {
      this.#refuse(error);
      return undefined;
    }
  }

  async #configure(command: ConfigureCommand): Promise<void> {
    if (this.#host) throw new BadCommand('already-configured', 'configure: a run is on; reset comes first');
    this.#sink.run = command.run;
    const { options, problems } = readPeerOptions(command.options);
    for (const { code, text } of problems) this.error(code, text);
    if (problems.some(({ code }) => code === 'bad-option')) return;
    const { node, boot, seed, key, listen, peers } = command;
    const setup = {
      ...options,
      name: node,
      boot,
      listen,
      key,
      random: Random.of(seed, node, boot),
    };
    try {
      this.#host = await this.#open(setup, this.#handlers());
    } catch (error) {
      const text = `configure: cannot listen on ${listen.host} port ${listen.port}: ${(error as Error).message}`;
      throw new BadCommand('cannot-listen', text);
    }
    this.#sink.emit({ type: 'ready', ...this.#host.address });
    this.#sink.flush();
    this.#host.setNeighbours(peers);
  }

  #handlers(): HostHandlers {
    return {
      accepted: (message) => {
        this.#sink.emit({ type: 'injected', ref: this.#ref, message });
        this.#sink.flush();
      },
      delivered: ({ message, payload, hops, via }) => {
        const event = { type: 'delivered', message, digest: digestOf(payload), hops } as const;
        this.#sink.emit(via === undefined ? event : { ...event, via });
      },
      gap: (origin, count) => this.#sink.emit({ type: 'gap', origin, count }),
      neighbour: (node, reason) =>
        this.#sink.emit(reason === null ? { type: 'peer-up', node } : { type: 'peer-down', node, reason }),
    };
  }

  #inject(ref: string, data: string): undefined {
    const host = this.#need('inject', ref);
    this.#ref = ref;
    const payload = Buffer.from(data, 'base64');
    const refusal = host.inject(payload);
    if (refusal === 'empty')
      throw new BadCommand('empty-payload', 'inject: an empty message is not sent to anybody', ref);
    if (refusal === 'too-long') {
      const text = `inject: ${payload.length} bytes; a message holds at most ${MAX_PAYLOAD_BYTES}`;
      throw new BadCommand('payload-too-long', text, ref);
    }
  }

  async #reset(): Promise<void> {
    await this.#host?.close(false);
    this.#host = null;
    this.#sink.emit({ type: 'idle', contract: CONTRACT_VERSION, program: PROGRAM });
  }

  async #stop(): Promise<void> {
    this.#waiting.length = 0;
    await this.#host?.close(true);
    this.#host = null;
    this.#sink.emit({ type: 'bye' });
    this.#sink.flush();
    this.#exit();
  }

  #need(type: string, ref?: string): Host {
    if (!this.#host) throw new BadCommand('not-configured', `${type}: there is no run; configure first`, ref);
    return this.#host;
  }

  #refuse(error: unknown): void {
    if (!(error instanceof BadCommand)) throw error;
    const { code, message: text, ref } = error;
    this.#sink.emit(ref === undefined ? { type: 'error', code, text } : { type: 'error', code, text, ref });
  }
}
