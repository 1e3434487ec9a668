/**
 * One program that runs beside the nodes and speaks JSON Lines as a relay does (`node/contract/relay.ts`): a relay, the
 * canary, which is a relay without links, the router, or what lays wires. Questions and answers, its clock, and its end.
 */

import type { RelayCommand, RelayEvent } from '../../../node/contract/relay.ts';
import type { RouterCommand, RouterEvent } from '../../../node/contract/router.ts';
import type { WiresCommand, WiresEvent } from '../../../node/contract/wires.ts';
import { ClockMap } from '../../common/clock-map.ts';
import { EXIT, MeshbedError } from '../../common/errors.ts';
import { BoundedLineSplitter } from '../node-output/lines.ts';
import type { Streams } from '../node-output/output.ts';
import { realClock } from '../port/clock.ts';
import type { Exit } from '../port/port.ts';

/** The counts of a few thousand links in one line. */
const LINE_LIMIT_BYTES = 64 * 1024 * 1024;
const LOG_LIMIT_BYTES = 4 * 1024;
/** Of its stderr, kept to say why it ended. */
const KEPT_LOG_LINES = 5;
const FIRST_PINGS = 3;
/** Longer than a starved machine takes. Who says nothing for so long has died in all but name. */
const ANSWER_MS = 20_000;
/** The first word comes only after its start, which may be one of a hundred on two processors. */
const FIRST_ANSWER_MS = 120_000;
const OVERSLEPT_MS = 500;

/** What a runtime hands back for a program that it has started. */
export interface Launched {
  send(command: object): void;
}

export type LaunchHelper = (name: string, streams: Streams) => Promise<Launched>;

/** The languages of the programs that there are: what they are told, and what they say. */
export interface RelayTongue {
  command: RelayCommand;
  event: RelayEvent;
}

export interface RouterTongue {
  command: RouterCommand;
  event: RouterEvent;
}

export interface WiresTongue {
  command: WiresCommand;
  event: WiresEvent;
}

type Tongue = RelayTongue | RouterTongue | WiresTongue;

export type HelperEvent<T extends Tongue, Type extends T['event']['type']> = Extract<
  T['event'],
  { type: Type }
>;
export type LateEvent = HelperEvent<RelayTongue, 'late'>;

export interface HelperListener<T extends Tongue> {
  /** Of all that it says that is no answer. */
  told(event: T['event']): void;
  /** Once, in words, of an end that nobody asked for; of none before `start` or `begin` has resolved. */
  died(text: string): void;
}

interface Question<Event> {
  resolve(event: Event): void;
  reject(error: Error): void;
  sentMs: number;
  timer: NodeJS.Timeout;
}

/** The words that are asked with a `ref`, without it. */
type Asked<Command> = Command extends { ref: string } ? Omit<Command, 'ref'> : never;

export class Helper<T extends Tongue = RelayTongue> implements Streams {
  readonly name: string;
  readonly #clock = new ClockMap();
  readonly #splitter = new BoundedLineSplitter(
    (text, tooLong) => this.#said(text, tooLong),
    LINE_LIMIT_BYTES,
  );
  readonly #logSplitter = new BoundedLineSplitter((text) => this.note(text), LOG_LIMIT_BYTES);
  readonly #log: string[] = [];
  readonly #questions = new Map<string, Question<T['event']>>();
  readonly #listener: HelperListener<T>;
  #launched: Launched | null = null;
  #refs = 0;
  #nowMs = 0;
  #started = false;
  /** Why nothing more comes from it. */
  #over: string | null = null;

  constructor(name: string, listener: HelperListener<T>) {
    this.name = name;
    this.#listener = listener;
  }

  /** Runs it, learns its clock, and configures it. Rejects if it does not come so far. */
  async start(
    launch: LaunchHelper,
    configure: Extract<T['command'], { type: 'configure' }>,
  ): Promise<HelperEvent<T, 'ready'>> {
    await this.#launch(launch);
    await this.learnClock();
    return await this.configure(configure);
  }

  /** Runs it, until it is idle: one that needs no `configure`. */
  async begin(launch: LaunchHelper): Promise<void> {
    await this.#launch(launch);
    this.#started = true;
  }

  async #launch(launch: LaunchHelper): Promise<void> {
    const idle = this.#awaitEvent('idle');
    idle.catch(() => {});
    // How long an engine takes to start it is not its own silence.
    clearTimeout(this.#questions.get('idle')?.timer);
    this.#launched = await launch(this.name, this);
    this.#beginWaiting('idle');
    await idle;
  }

  async learnClock(): Promise<void> {
    for (let i = 0; i < FIRST_PINGS; i++) await this.ask({ type: 'ping' } as Asked<T['command']>);
  }

  async configure(command: Extract<T['command'], { type: 'configure' }>): Promise<HelperEvent<T, 'ready'>> {
    const ready = this.#awaitEvent('ready');
    this.#launched?.send(command);
    const event = (await ready) as HelperEvent<T, 'ready'>;
    this.#started = true;
    return event;
  }

  /** What is no question. */
  tell(command: T['command']): void {
    this.#launched?.send(command);
  }

  /** Rejects when it refuses, and when it has ended or ends before it answers. */
  async ask(command: Asked<T['command']>): Promise<T['event']> {
    const ref = `${this.name} ${++this.#refs}`;
    const answer = this.#awaitEvent(ref);
    this.#launched?.send({ ...command, ref });
    return await answer;
  }

  get started(): boolean {
    return this.#started;
  }

  /** When something was last heard of it, on our clock. */
  get heardAtMs(): number {
    return this.#nowMs;
  }

  get over(): boolean {
    return this.#over !== null;
  }

  /** A window of its clock on ours, as wide as the two may differ. */
  toHarness(fromMs: number, toMs: number): { fromMs: number; toMs: number } {
    const from = this.#clock.toHarness(fromMs);
    const to = this.#clock.toHarness(toMs);
    return { fromMs: from.atMs - from.errMs, toMs: to.atMs + to.errMs };
  }

  /** A moment of its clock on ours, as near as is known. */
  momentOf(ms: number): number {
    return this.#clock.toHarness(ms).atMs;
  }

  // What it says.

  stdout(chunk: Buffer): void {
    this.#nowMs = realClock.now();
    this.#splitter.push(chunk);
  }

  stderr(chunk: Buffer): void {
    this.#logSplitter.push(chunk);
  }

  note(text: string): void {
    this.#log.push(text);
    if (this.#log.length > KEPT_LOG_LINES) this.#log.shift();
  }

  numberFrom(): void {
    // Nobody counts what a helper says.
  }

  readonly isSound = true;

  end({ code, signal }: Exit): void {
    const rest = this.#logSplitter.end();
    if (rest !== null) this.note(rest);
    const how = signal === null ? `exit code ${code ?? 'unknown'}` : `by ${signal}`;
    const words = this.#log.length === 0 ? '' : `; it said: ${this.#log.join(' / ')}`;
    this.#die(`${this.#the()} died (${how})${words}`);
  }

  /** From here on nothing is reported to anybody, and no answer comes. */
  silence(): void {
    this.#over ??= `${this.#the()} was stopped`;
    for (const { reject, timer } of this.#questions.values()) {
      clearTimeout(timer);
      reject(helperFailed(this.#over));
    }
    this.#questions.clear();
  }

  #die(text: string): void {
    if (this.#over !== null) return;
    this.#over = text;
    this.silence();
    if (this.#started) this.#listener.died(text);
  }

  #awaitEvent(key: string): Promise<T['event']> {
    if (this.#over !== null) return Promise.reject(helperFailed(this.#over));
    return new Promise((resolve, reject) => {
      const sentMs = realClock.now();
      this.#questions.set(key, { resolve, reject, sentMs, timer: this.#impatience(key) });
    });
  }

  #beginWaiting(key: string): void {
    const question = this.#questions.get(key);
    if (question === undefined) return;
    clearTimeout(question.timer);
    question.timer = this.#impatience(key);
  }

  #impatience(key: string): NodeJS.Timeout {
    const answerMs = key === 'idle' ? FIRST_ANSWER_MS : ANSWER_MS;
    const dueMs = realClock.now() + answerMs;
    const look = () => {
      const question = this.#questions.get(key);
      // When we ourselves have slept, the answer may be there, unread.
      if (question !== undefined && realClock.now() > dueMs + OVERSLEPT_MS) {
        question.timer = this.#impatience(key);
      } else this.#die(`${this.#the()} has not answered for ${answerMs / 1000} s`);
    };
    return setTimeout(look, answerMs).unref();
  }

  #said(text: string, tooLong: boolean): void {
    const event = tooLong ? null : (parse(text) as T['event'] | null);
    if (event === null || this.#over !== null) return;
    const key = 'ref' in event && event.ref !== undefined ? event.ref : event.type;
    const question = this.#questions.get(key);
    if (question !== undefined) this.#clock.learn(event.t, question.sentMs, this.#nowMs);
    if (event.type === 'error') this.#refused(event, question);
    else if (question === undefined) this.#listener.told(event);
    else question.resolve(event);
    if (question === undefined) return;
    clearTimeout(question.timer);
    this.#questions.delete(key);
  }

  /** An error without a `ref` is about `configure`, the only command without one that can be refused. */
  #refused(event: { text: string }, question: Question<T['event']> | undefined): void {
    const error = helperFailed(`${this.#the()} refuses: ${event.text}`);
    if (question !== undefined) question.reject(error);
    else this.#questions.get('ready')?.reject(error);
  }

  #the(): string {
    return `the ${this.name}`;
  }
}

function helperFailed(text: string): MeshbedError {
  return new MeshbedError(
    'HELPER_FAILED',
    `A program beside the nodes failed: ${text}.`,
    'Run it again; meshbed doctor says what the machine lacks.',
    EXIT.noEngine,
  );
}

function parse(text: string): { type: string; t: number } | null {
  try {
    const value: unknown = JSON.parse(text);
    const event = value as { type: string; t: number };
    return typeof event?.type === 'string' && typeof event.t === 'number' ? event : null;
  } catch {
    return null;
  }
}
