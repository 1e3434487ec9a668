/**
 * What one boot of a program says that knows nothing of the contract: lines of its streams and files, as they are, and its
 * end. What they mean is for the adapter; how much it may say is bounded as for any program.
 */

import type { NodeBoot } from '../port/observation.ts';
import type { Clock, Exit, Sink } from '../port/port.ts';
import { BoundedLineSplitter } from './lines.ts';
import { MemoryKills } from './memory-kills.ts';
import type { Streams } from './output.ts';
import { OutputQuota } from './quota.ts';

/** The largest message, as a log may escape it. */
const LINE_LIMIT_BYTES = 256 * 1024;
/** Engines tell a signal as a code above this one. */
const SIGNAL_CODES = 128;

export class LineOutput implements Streams {
  readonly #from: NodeBoot;
  readonly #clock: Clock;
  readonly #splitters = new Map<string, BoundedLineSplitter>();
  readonly #quota = new OutputQuota();
  readonly #memoryKills = new MemoryKills();
  #sink: Sink | null;
  #nowMs = 0;
  #isSound = true;

  constructor(from: NodeBoot, sink: Sink, clock: Clock) {
    this.#from = from;
    this.#sink = sink;
    this.#clock = clock;
  }

  stdout(chunk: Buffer): void {
    this.file('stdout', chunk);
  }

  stderr(chunk: Buffer): void {
    this.file('stderr', chunk);
  }

  file(name: string, chunk: Buffer): void {
    this.#nowMs = this.#clock.now();
    if (!this.#isSound || this.#sink === null) return;
    if (this.#quota.spend(chunk.length, this.#nowMs)) return this.#splitter(name).push(chunk);
    this.#isSound = false;
    this.#sink.output(this.#from, { type: 'unheard' }, this.#nowMs);
  }

  fileAnew(name: string, isCutOff: boolean): void {
    this.#nowMs = this.#clock.now();
    if (!this.#isSound || this.#sink === null) return;
    this.#endLine(name, isCutOff);
    if (isCutOff) this.#line(name, 'the file was cut off', true);
  }

  /** What a signal ended may have been in the middle of a line. */
  end(exit: Exit): void {
    this.#nowMs = this.#clock.now();
    const isBySignal = exit.signal !== null || (exit.code ?? 0) > SIGNAL_CODES;
    if (this.#isSound) for (const name of this.#splitters.keys()) this.#endLine(name, isBySignal);
    this.#sink?.exit(this.#from, this.#memoryKills.explained(exit), this.#nowMs);
    this.silence();
  }

  note(text: string): void {
    this.#sink?.output(this.#from, { type: 'log', text }, this.#clock.now());
  }

  silence(): void {
    this.#sink = null;
  }

  /** Such a program has no numbers. */
  numberFrom(): void {}

  get isSound(): boolean {
    return this.#isSound;
  }

  #splitter(name: string): BoundedLineSplitter {
    let splitter = this.#splitters.get(name);
    if (splitter === undefined) {
      splitter = new BoundedLineSplitter((text, isCut) => this.#line(name, text, isCut), LINE_LIMIT_BYTES);
      this.#splitters.set(name, splitter);
    }
    return splitter;
  }

  #endLine(name: string, isCut: boolean): void {
    const half = this.#splitters.get(name)?.end() ?? null;
    if (half !== null) this.#line(name, half, isCut);
  }

  #line(source: string, text: string, isCut: boolean): void {
    this.#sink?.output(this.#from, { type: 'line', source, text, isCut }, this.#nowMs);
  }
}
