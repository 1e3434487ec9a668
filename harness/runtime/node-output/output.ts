/**
 * What one boot of a node says, from its first byte to its end: stdout and stderr as bytes in, calls of the
 * sink out. Keeps the port's promise that `exit` comes after the last event and exactly once.
 */

import type { NodeEvent } from '../../../node/contract/types.ts';
import type { NodeBoot } from '../port/observation.ts';
import type { Clock, Exit, Sink } from '../port/port.ts';
import { decodeEvent } from './events.ts';
import { BoundedLineSplitter } from './lines.ts';
import { MemoryKills } from './memory-kills.ts';
import { NONSENSE_BYTES, OutputQuota } from './quota.ts';

const SHOWN_CHARS = 400;
const LOG_LIMIT_BYTES = 16 * 1024;

/** What the parts that run a program hand over: all that it says, and its end. */
export interface Streams {
  stdout(chunk: Buffer): void;
  stderr(chunk: Buffer): void;
  /** Its end, behind all that it has said: that may take a moment to read. */
  end(exit: Exit): void | Promise<void>;
  /** Bytes of a file that is followed. */
  file?(name: string, chunk: Buffer): void;
  /** From here on they are those of another file, or of the same that was cut off: then lines may have been lost. */
  fileAnew?(name: string, isCutOff: boolean): void;
  /** A line from us, beside the program's own. */
  note(text: string): void;
  silence(): void;
  /** The next event is this program's first here, whatever number it has: it has served others before. */
  numberFrom(seq: number): void;
  /** Whether all that it has said could be read. */
  readonly isSound: boolean;
}

export class Output implements Streams {
  readonly #from: NodeBoot;
  readonly #clock: Clock;
  readonly #stdout: BoundedLineSplitter;
  readonly #stderr: BoundedLineSplitter;
  readonly #allowance = new OutputQuota();
  #unheard = false;
  #sink: Sink | null;
  #nowMs = 0;
  #saidBefore = 0;
  readonly #memoryKills = new MemoryKills();
  #isSound = true;

  constructor(from: NodeBoot, sink: Sink, clock: Clock) {
    this.#from = from;
    this.#sink = sink;
    this.#clock = clock;
    this.#stdout = new BoundedLineSplitter((text, tooLong) => this.#said(text, tooLong));
    this.#stderr = new BoundedLineSplitter((text) => this.#logged(text), LOG_LIMIT_BYTES);
  }

  stdout(chunk: Buffer): void {
    this.#nowMs = this.#clock.now();
    if (this.#hears(chunk.length)) this.#stdout.push(chunk);
  }

  stderr(chunk: Buffer): void {
    this.#nowMs = this.#clock.now();
    this.#stderr.push(chunk);
  }

  /**
   * Both streams are over and the program has gone. Half a line at the end is an event if it reads as one.
   * If it does not, a signal's victim is not to blame, any other program has said nonsense.
   */
  end(exit: Exit): void {
    this.#nowMs = this.#clock.now();
    const half = this.#stdout.end();
    if (half !== null && (exit.signal === null || decodeEvent(half).kind === 'event'))
      this.#said(half, false);
    const log = this.#stderr.end();
    if (log !== null) this.#logged(log);
    this.#sink?.exit(this.#from, this.#memoryKills.explained(exit), this.#nowMs);
    this.silence();
  }

  note(text: string): void {
    this.#nowMs = this.#clock.now();
    this.#logged(text);
  }

  get isSound(): boolean {
    return this.#isSound;
  }

  numberFrom(seq: number): void {
    this.#saidBefore = seq - 1;
  }

  /** From here on nothing is reported to anybody. */
  silence(): void {
    this.#sink = null;
  }

  #said(text: string, tooLong: boolean): void {
    if (this.#sink === null || this.#unheard) return;
    const decoded = tooLong ? ({ kind: 'nonsense' } as const) : decodeEvent(text);
    if (decoded.kind === 'event') this.#sink.event(this.#from, this.#numbered(decoded.event), this.#nowMs);
    else if (decoded.kind === 'nonsense' && this.#hears(NONSENSE_BYTES)) {
      this.#isSound = false;
      this.#sink.output(this.#from, { type: 'nonsense', text: shown(text, tooLong) }, this.#nowMs);
    }
  }

  #hears(bytes: number): boolean {
    if (this.#unheard) return false;
    if (this.#allowance.spend(bytes, this.#nowMs)) return true;
    this.#unheard = true;
    this.#isSound = false;
    this.#sink?.output(this.#from, { type: 'unheard' }, this.#nowMs);
    return false;
  }

  #numbered(event: NodeEvent): NodeEvent {
    return this.#saidBefore === 0 ? event : { ...event, seq: event.seq - this.#saidBefore };
  }

  #logged(text: string): void {
    this.#sink?.output(this.#from, { type: 'log', text }, this.#nowMs);
  }
}

function shown(text: string, tooLong: boolean): string {
  if (tooLong) return `${text}… (a line too long to be an event)`;
  return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text;
}
