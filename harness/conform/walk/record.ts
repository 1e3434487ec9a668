/**
 * All that the instances of a program said, life by life, and waiting for what they may say.
 */

import type { NodeEvent } from '../../../node/contract/types.ts';
import { realClock, sleep } from '../../runtime/port/clock.ts';
import type { NodeBoot, Observation, Relayed } from '../../runtime/port/observation.ts';
import type { Exit, NodeOutput, Sink } from '../../runtime/port/port.ts';

export type RecordedEvent<Type extends NodeEvent['type']> = Extract<NodeEvent, { type: Type }>;

export interface Heard {
  event: NodeEvent;
  /** On the harness's clock. */
  atMs: number;
}

/** One start of an instance, from its first word to its end. */
export class RecordedIncarnation {
  readonly node: string;
  readonly boot: number;
  readonly heard: Heard[] = [];
  readonly nonsense: string[] = [];
  readonly log: string[] = [];
  exit: Exit | null = null;
  /** When that was, on the harness's clock. */
  endedMs: number | null = null;
  /** It has written more than can be read. */
  isUnheard = false;
  /** We have asked it to end, or have ended it. */
  isEnding = false;

  constructor(node: string, boot: number) {
    this.node = node;
    this.boot = boot;
  }

  events<Type extends NodeEvent['type']>(type: Type): RecordedEvent<Type>[] {
    return this.heard.flatMap(({ event }) => (event.type === type ? [event as RecordedEvent<Type>] : []));
  }

  get endedWell(): boolean {
    return this.exit?.code === 0;
  }

  /** How it ended, in words. */
  get ending(): string {
    const { node, exit, log } = this;
    const how = exit?.signal ? `by ${exit.signal}` : `with code ${exit?.code ?? 'unknown'}`;
    const words =
      log.length === 0 ? 'it said nothing on stderr' : `its last words: ${log.slice(-3).join(' | ')}`;
    return `${node} exited ${how}; ${words}`;
  }
}

const MOST_NONSENSE = 20;
const MOST_LOG_LINES = 20;

export class Record implements Sink {
  readonly incarnations: RecordedIncarnation[] = [];
  counts: readonly Relayed[] = [];
  broken_: string | null = null;
  #delays: { fromMs: number; toMs: number; lateMs: number }[] = [];
  #waiting = new Set<() => void>();

  begin(node: string, boot: number): RecordedIncarnation {
    const incarnation = new RecordedIncarnation(node, boot);
    this.incarnations.push(incarnation);
    return incarnation;
  }

  /** Waits until `done`, or until the time is up; tells which. `done` is asked again whenever something was said. */
  async until(done: () => boolean, withinMs: number): Promise<boolean> {
    const untilMs = realClock.now() + withinMs;
    while (!done()) {
      const leftMs = untilMs - realClock.now();
      if (leftMs <= 0) return false;
      await this.#news(leftMs);
    }
    return true;
  }

  /** How long the machine may have kept this node waiting since that moment. */
  delayMs(fromMs: number): number {
    return this.#delays.reduce((sum, delay) => (delay.toMs >= fromMs ? sum + delay.lateMs : sum), 0);
  }

  event(from: NodeBoot, event: NodeEvent, atMs: number): void {
    this.#of(from)?.heard.push({ event, atMs });
    this.#tell();
  }

  output(from: NodeBoot, output: NodeOutput): void {
    const incarnation = this.#of(from);
    if (!incarnation) return;
    const { nonsense, log } = incarnation;
    if (output.type === 'nonsense' && nonsense.length < MOST_NONSENSE) nonsense.push(output.text);
    if (output.type === 'unheard') incarnation.isUnheard = true;
    if (output.type === 'log') {
      log.push(output.text);
      if (log.length > MOST_LOG_LINES) log.shift();
    }
  }

  exit(from: NodeBoot, exit: Exit, atMs: number): void {
    const incarnation = this.#of(from);
    if (incarnation) {
      incarnation.exit = exit;
      incarnation.endedMs = atMs;
    }
    this.#tell();
  }

  /** Of the rest, what matters shows in what does not arrive. */
  observe(observation: Observation): void {
    if (observation.type === 'waited' || observation.type === 'late') this.#delays.push(observation);
    if (observation.type === 'relayed') this.counts = observation.counts;
  }

  broken(text: string): void {
    this.broken_ ??= text;
    this.#tell();
  }

  #of({ node, boot }: NodeBoot): RecordedIncarnation | undefined {
    return this.incarnations.find((incarnation) => incarnation.node === node && incarnation.boot === boot);
  }

  #tell(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  async #news(withinMs: number): Promise<void> {
    const enough = new AbortController();
    const wake = () => enough.abort();
    this.#waiting.add(wake);
    await sleep(withinMs, enough.signal);
    this.#waiting.delete(wake);
  }
}
