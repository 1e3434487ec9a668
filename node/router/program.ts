/**
 * A router on this process's stdin and stdout. This thread reads lines and writes them; packets are the other's
 * (`thread.ts`), so that no line keeps them waiting.
 */
import { writeSync } from 'node:fs';
import { MessageChannel, Worker } from 'node:worker_threads';
import { BadCommand } from '../contract/commands.ts';
import type { RouterEventBody } from '../contract/router.ts';
import { type CommandSession, type EventSink, speakOnStdio } from '../contract/stdio.ts';
import { parseRouterCommand } from './commands.ts';
import { Backlog, type FromThread, type ThreadData, type ToThread } from './thread-messages.ts';

/** A thousand nodes with ten thousand links and all their conditions. */
const MAX_LINE_LENGTH = 16 * 1024 * 1024;
const LOOK_AT_BACKLOG_EVERY_MS = 100;

class RouterProgram implements CommandSession {
  readonly #sink: EventSink<RouterEventBody>;
  readonly #exit: () => void;
  readonly #commands = new MessageChannel();
  readonly #backlog = new Int32Array(new SharedArrayBuffer(Backlog.WORDS * Int32Array.BYTES_PER_ELEMENT));
  #wakeFd = -1;
  #looksAtBacklog = false;

  constructor(sink: EventSink<RouterEventBody>, exit: () => void) {
    this.#sink = sink;
    this.#exit = exit;
  }

  start(): void {
    const workerData: ThreadData = { commands: this.#commands.port2, backlog: this.#backlog };
    const thread = new Worker(new URL('./thread.ts', import.meta.url), {
      workerData,
      transferList: [this.#commands.port2],
      // That node:ffi is experimental is for us to know (docs/decisions.md).
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    thread.on('message', (message: FromThread) => this.#receive(message));
    thread.on('error', (error) => this.#fail(error));
  }

  /** One line of stdin. Never throws. */
  line(line: string): void {
    try {
      const command = parseRouterCommand(line);
      if (command !== null) this.#post({ command });
    } catch (error) {
      if (!(error instanceof BadCommand)) throw error;
      this.#post({ refused: { code: error.code, text: error.message, ref: error.ref } });
    }
  }

  error(code: string, text: string): void {
    this.#post({ refused: { code, text, ref: undefined } });
  }

  #post(message: ToThread): void {
    this.#commands.port1.postMessage(message);
    this.#wake();
  }

  #wake(): void {
    if (this.#wakeFd >= 0) writeSync(this.#wakeFd, new BigUint64Array([1n]));
  }

  #receive(message: FromThread): void {
    if ('wakeFd' in message) {
      this.#wakeFd = message.wakeFd;
      // What was said before there was anybody to be woken.
      this.#wake();
      return;
    }
    const { run, event } = message;
    this.#sink.run = run;
    this.#sink.emit(event);
    if (event.type === 'capture') this.#captured(event.records.length);
    if (event.type === 'bye') {
      this.#wakeFd = -1;
      this.#exit();
    }
  }

  #captured(bytes: number): void {
    Atomics.store(this.#backlog, Backlog.WRITTEN, this.#sink.backlog());
    Atomics.sub(this.#backlog, Backlog.ON_THE_WAY, bytes);
    if (this.#looksAtBacklog) return;
    this.#looksAtBacklog = true;
    setInterval(() => {
      Atomics.store(this.#backlog, Backlog.WRITTEN, this.#sink.backlog());
    }, LOOK_AT_BACKLOG_EVERY_MS);
  }

  /** The thread cannot go on, or could not begin: without it there is no router. */
  #fail(error: Error): void {
    this.#sink.emit({ type: 'error', code: 'cannot-route', text: error.message });
    this.#sink.flush();
    process.stdout.write('', () => process.exit(1));
  }
}

export function runRouter(): void {
  speakOnStdio<RouterEventBody>(MAX_LINE_LENGTH, (sink, exit) => new RouterProgram(sink, exit));
}
