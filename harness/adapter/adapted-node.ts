/**
 * One boot of a node whose program knows nothing of the contract, as the contract has it:
 *
 *     idle ──configure, and the condition of `ready` holds──▶ ready ──stop──▶ its exit
 *
 * 1. Events count up by one; where a line was not whole, a number is left out, since an event may have been in it.
 * 2. A line counts at the moment at which it reached the harness. A message went in between the beginning and the end of the
 *    attempt, and is reported with that error.
 * 3. What is said to it before it is ready is done when it is; what is said after its end is not done.
 */

import type { Command, EventBody, NodeEvent } from '../../node/contract/types.ts';
import { CONTRACT_VERSION } from '../../node/contract/types.ts';
import type { NodeBoot } from '../runtime/port/observation.ts';
import type { Adapted, Clock, NodeOutput, ProgramAccess, Sink } from '../runtime/port/port.ts';
import type { ProgramSpec } from '../topology/model/program.ts';
import { fillPlaceholdersInList } from '../topology/text/placeholders.ts';
import { countersIn } from './counters.ts';
import type { Became, Groups, LineRead, LineReader, ReadEvent } from './line-reader.ts';
import { digestOf, type MessageBook } from './message-book.ts';
import { isReady } from './probe.ts';
import type { StartValues } from './start-values.ts';
import { injectMessage } from './way-in.ts';

/** Between two looks whether it is ready. */
const LOOK_EVERY_MS = 100;
/** A node takes so many messages at once; each may be a process. */
const AT_ONCE = 4;
/** How long its last counters may keep it from being stopped. */
const LAST_COUNT_MS = 1_000;
const LONGEST_LOG_CHARS = 16 * 1024;

export interface AdaptedContext {
  from: NodeBoot;
  program: ProgramSpec;
  /** What it is called in `idle`. */
  programName: string;
  values: StartValues;
  reader: LineReader;
  messages: MessageBook;
  access: ProgramAccess;
  clock: Clock;
  sink: Pick<Sink, 'event' | 'output'>;
  /** The node that a name or an address stands for; null where it is none. */
  nodeNamed(text: string): string | null;
  /** Where somebody wants to know what each line meant. */
  whenRead?: WhenRead;
}

/** Hears of each line, behind the events that have come of it. */
export type WhenRead = (from: NodeBoot, line: LineRead, atMs: number) => void;

export class AdaptedNode {
  readonly #context: AdaptedContext;
  readonly #over = new AbortController();
  /** Of messages that it has injected, those whose own line has come. */
  readonly #ownSeen = new Set<string>();
  readonly #waiting: { ref: string; data: string }[] = [];
  #injecting = 0;
  #run: string | null = null;
  #seq = 0;
  #isIdle = false;
  #saidReady = false;
  #isReady = false;
  #strangers = 0;
  #counting: Promise<void> = Promise.resolve();

  constructor(context: AdaptedContext) {
    this.#context = context;
  }

  get boot(): number {
    return this.#context.from.boot;
  }

  /** Its program runs. */
  started(): void {
    if (this.#isIdle) return;
    this.#isIdle = true;
    const program = `${this.#context.programName}, behind an adapter`;
    this.#emit({ type: 'idle', contract: CONTRACT_VERSION, program });
  }

  ended(): void {
    this.#over.abort();
  }

  command(command: Command): void {
    if (this.#over.signal.aborted) return;
    switch (command.type) {
      case 'configure':
        this.#run = command.run;
        void this.#untilReady();
        break;
      case 'inject':
        this.#waiting.push({ ref: command.ref, data: command.data });
        this.#work();
        break;
      case 'ping':
        this.#emit({ type: 'pong', ref: command.ref });
        break;
      case 'stats':
        this.#counting = this.#count();
        break;
      case 'stop':
        void this.#stop();
        break;
      // Its neighbours are those of its start; and it has no idle to go back to.
      case 'peers':
      case 'reset':
        break;
    }
  }

  line({ source, text, isCut }: Extract<NodeOutput, { type: 'line' }>, atMs: number): void {
    const { reader, from, whenRead } = this.#context;
    this.started();
    this.#log(`${source}: ${text.slice(0, LONGEST_LOG_CHARS)}${isCut ? '…' : ''}`, atMs);
    if (isCut && reader.isRead(source)) {
      this.#seq++;
      this.#log('meshbed: that line is not whole, and was not read', atMs);
      whenRead?.(from, { source, text, isCut, saysReady: false, events: [] }, atMs);
      return;
    }
    const saysReady = (!this.#saidReady || whenRead !== undefined) && reader.saysReady(source, text);
    if (saysReady && !this.#saidReady) {
      this.#saidReady = true;
      if (this.#run !== null) this.#becomeReady(atMs);
    }
    const events = reader.read(source, text).map((read) => ({ ...read, became: this.#heard(read, atMs) }));
    whenRead?.(from, { source, text, isCut, saysReady, events }, atMs);
  }

  #heard({ event, groups, isOwnReported }: ReadEvent, atMs: number): Became {
    if (event === 'delivered') return this.#delivered(groups, isOwnReported, atMs);
    const said = groups.node ?? '';
    const node = this.#context.nodeNamed(said);
    if (node === this.#context.from.node) return 'of itself';
    if (node === null) {
      if (++this.#strangers === 1) this.#log(`meshbed: ${event} of ${said}, which is no node`, atMs);
      return 'of nobody';
    }
    if (event === 'peer-up') this.#emit({ type: 'peer-up', node }, atMs);
    else this.#emit({ type: 'peer-down', node, reason: groups.reason ?? '' }, atMs);
    return 'event';
  }

  #delivered(groups: Groups, isOwnReported: boolean, atMs: number): Became {
    const { from, messages, nodeNamed } = this.#context;
    const { message, data } = groups;
    if (message === undefined) return 'of nobody';
    const known = messages.get(message);
    const isOwn = known?.node === from.node && known.boot === from.boot;
    if (isOwn && isOwnReported && !this.#ownSeen.has(message)) {
      this.#ownSeen.add(message);
      return 'its own';
    }
    const isAsPutIn = data === undefined || data === known?.text;
    const digest = isAsPutIn ? (known?.digest ?? '') : digestOf(data);
    const via = groups.via === undefined ? null : nodeNamed(groups.via);
    const hops = /^\d{1,9}$/.test(groups.hops ?? '') ? Number(groups.hops) : null;
    this.#emit(
      {
        type: 'delivered',
        message,
        digest,
        ...(hops === null ? {} : { hops }),
        ...(via === null ? {} : { via }),
      },
      atMs,
    );
    return 'event';
  }

  async #untilReady(): Promise<void> {
    const { program, values, clock } = this.#context;
    if (this.#saidReady) return this.#becomeReady(clock.now());
    if ('log' in program.ready) return;
    while (!this.#over.signal.aborted) {
      if (await isReady(program.ready, values, this.#execute)) return this.#becomeReady(clock.now());
      await clock.sleepUntil(clock.now() + LOOK_EVERY_MS, this.#over.signal);
    }
  }

  #becomeReady(atMs: number): void {
    if (this.#isReady || this.#over.signal.aborted) return;
    this.#isReady = true;
    this.#emit({ type: 'ready', ...this.#context.values.listen }, atMs);
    this.#work();
  }

  #work(): void {
    while (this.#isReady && this.#injecting < AT_ONCE) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#injecting++;
      void this.#inject(next.ref, next.data).finally(() => {
        this.#injecting--;
        this.#work();
      });
    }
  }

  async #inject(ref: string, data: string): Promise<void> {
    const { from, program, values, messages, clock, access } = this.#context;
    if (program.inject === undefined) return this.#refuse(ref, `${from.node} takes no messages`);
    const { text } = messages.asked(ref, from.node, from.boot, data);
    // Others may report it before the attempt has come to its end.
    messages.named(ref, ref);
    const beganMs = clock.now();
    const why = await injectMessage(
      program.inject,
      { ...values.texts, ref, text },
      { write: (line) => access.write(from.node, line), execute: this.#execute },
    );
    if (this.#over.signal.aborted) return;
    if (why !== null) return this.#refuse(ref, why);
    const endedMs = clock.now();
    this.#emit({ type: 'injected', ref, message: ref }, (beganMs + endedMs) / 2, (endedMs - beganMs) / 2);
  }

  #refuse(ref: string, text: string): void {
    this.#emit({ type: 'error', code: 'not-injected', text, ref });
  }

  /** Its own counters under names of their own, for nobody knows what they mean but for the one that is named. */
  async #count(): Promise<void> {
    const { program, values, clock } = this.#context;
    if (program.stats === undefined) return this.#emit({ type: 'stats', counters: {} });
    const { exec, received } = program.stats;
    const { code, text } = await this.#execute(fillPlaceholdersInList(exec, values.texts));
    const own = code === 0 ? countersIn(text) : {};
    if (Object.keys(own).length === 0)
      this.#log(`meshbed: the command of \`stats\` printed no counters: ${text}`, clock.now());
    const counters = Object.entries(own).map(([name, value]) => [`program.${name}`, value]);
    const count = received === undefined ? undefined : own[received];
    if (count !== undefined) counters.push(['data.received', count]);
    this.#emit({ type: 'stats', counters: Object.fromEntries(counters) });
  }

  /** What was asked of it before is answered first, if that does not take long. */
  async #stop(): Promise<void> {
    const { from, program, values, access, clock } = this.#context;
    const enough = new AbortController();
    await Promise.race([this.#counting, clock.sleepUntil(clock.now() + LAST_COUNT_MS, enough.signal)]);
    enough.abort();
    if (typeof program.stop === 'string') return await access.signal(from.node, program.stop);
    const { code, text } = await this.#execute(fillPlaceholdersInList(program.stop.exec, values.texts));
    if (code !== 0) this.#log(`meshbed: the command of \`stop\` failed: ${text}`, clock.now());
  }

  readonly #execute = (command: readonly string[]) =>
    this.#context.access.exec(this.#context.from.node, command);

  #log(text: string, atMs: number): void {
    this.#context.sink.output(this.#context.from, { type: 'log', text }, atMs);
  }

  #emit(body: EventBody, momentMs = this.#context.clock.now(), errMs = 0): void {
    if (this.#over.signal.aborted) return;
    const { from, sink, clock } = this.#context;
    const t = performance.timeOrigin + momentMs;
    const event: NodeEvent = { ...body, run: this.#run, seq: ++this.#seq, t };
    const adapted: Adapted = { atMs: momentMs, errMs };
    sink.event(from, event, clock.now(), adapted);
  }
}
