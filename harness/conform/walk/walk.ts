/**
 * The instances of the program under trial, and what the requirements do to them. There are three, in a line:
 *
 *     n1 ── n2 ── n3      and later, when they have been given other neighbours,      n1 ── n3 ── n2
 *
 * All links run through relays, so that they can be cut, and so that an instance which is not told an address cannot
 * know it. The walk does and waits; what it means is the requirements' business.
 */

import { createHash } from 'node:crypto';

import type { Command, Endpoint, NodeEvent } from '../../../node/contract/types.ts';
import type { Plan } from '../../plan/types.ts';
import { realClock, sleep } from '../../runtime/port/clock.ts';
import type { RawStdin, Runtime, Surroundings } from '../../runtime/port/port.ts';
import { Record, type RecordedEvent, type RecordedIncarnation } from './record.ts';
import { Tap } from './tap.ts';

/** How long a program may take, in milliseconds. The first three are those of a run. */
export const WALK_TIMEOUTS_MS = {
  idle: 30_000,
  ready: 15_000,
  exit: 5_000,
  /** For an answer to `inject`; what the machine held it up is added. */
  answer: 1_000,
  /** For all else that is due soon: answers, deliveries. */
  soon: 5_000,
  /** For the first words about neighbours, before a program is taken not to speak of them. */
  meet: 3_000,
  /** For the death of a neighbour to be noticed. */
  death: 30_000,
  /** In which nothing must come. */
  quiet: 1_000,
};
export type WalkTimeouts = typeof WALK_TIMEOUTS_MS;

export const NAMES = ['n1', 'n2', 'n3'] as const;
export type Name = (typeof NAMES)[number];

/** One `inject`, and what became of it. */
export interface WalkMessage {
  ref: string;
  from: Name;
  digest: string;
  /** The `injected` or `error` with its `ref`; null where none came in time. */
  answer: RecordedEvent<'injected'> | RecordedEvent<'error'> | null;
}

const LINE: Each<Name, Name[]> = { n1: ['n2'], n2: ['n1', 'n3'], n3: ['n2'] };
const OTHER_LINE: Each<Name, Name[]> = { n1: ['n3'], n2: ['n3'], n3: ['n1', 'n2'] };
type Each<Key extends string, Value> = { [key in Key]: Value };

export class Walk {
  readonly runtime: Runtime & RawStdin;
  readonly record = new Record();
  readonly patience: WalkTimeouts;
  readonly messages: WalkMessage[] = [];
  /** The line that the instances were told. */
  neighbours: Each<Name, Name[]> = LINE;
  /** Between n1 and n3, once they have become neighbours; null in containers, where we cannot stand between them. */
  tap: Tap | null = null;
  /** Of the runs that the instances were configured for; the last goes on. */
  readonly runs: string[];
  /** When each `ping` was sent, by its `ref`. */
  readonly pings = new Map<string, number>();
  readonly #plan: Plan;
  readonly #incarnations = new Map<Name, RecordedIncarnation>();
  #surroundings!: Surroundings;
  #refs = 0;
  #hasWaited = false;

  constructor(runtime: Runtime & RawStdin, plan: Plan, patience: Partial<WalkTimeouts> = {}) {
    this.runtime = runtime;
    this.#plan = plan;
    this.runs = [plan.run];
    this.patience = { ...WALK_TIMEOUTS_MS, ...patience };
  }

  async open(): Promise<void> {
    this.#surroundings = await this.runtime.open(this.#plan, this.record, () => {});
  }

  async close(): Promise<void> {
    await this.runtime.close();
    this.tap?.close();
  }

  incarnation(name: Name): RecordedIncarnation {
    return this.#incarnations.get(name)!;
  }

  incarnations(): RecordedIncarnation[] {
    return NAMES.map((name) => this.incarnation(name));
  }

  /** The first thing that an instance said of that kind, now or within the time; undefined also when it exits. */
  async hears<Type extends NodeEvent['type']>(
    name: Name,
    type: Type,
    withinMs: number,
    fits: (event: RecordedEvent<Type>) => boolean = () => true,
  ): Promise<RecordedEvent<Type> | undefined> {
    const incarnation = this.incarnation(name);
    const find = () => incarnation.events(type).find(fits);
    await this.record.until(() => find() !== undefined || incarnation.exit !== null, withinMs);
    return find();
  }

  async start(names: readonly Name[], boot: number): Promise<void> {
    for (const name of names) this.#incarnations.set(name, this.record.begin(name, boot));
    const boots = names.map((node) => ({ node, boot }));
    await this.runtime.start(boots, () => {});
  }

  /** `places`: where it listens and finds its neighbours; by default as the runtime has it. */
  configure(name: Name, more: object = {}, places: Places = this.places()): void {
    this.send(name, {
      type: 'configure',
      run: this.runs.at(-1)!,
      node: name,
      boot: this.incarnation(name).boot,
      seed: 1,
      key: this.#plan.key,
      listen: places.listen(name),
      peers: this.#peers(name, places),
      options: this.#plan.topology.peer,
      ...more,
    });
  }

  places(): Places {
    const tapped: Each<string, Endpoint | undefined> = {};
    if (this.tap) [tapped['n1 n3'], tapped['n3 n1']] = this.tap.places;
    const { listen, reach } = this.#surroundings;
    return { listen, reach: (from, to) => tapped[`${from} ${to}`] ?? reach(from, to) };
  }

  send(name: Name, command: Command): void {
    this.runtime.send(name, command);
  }

  /** Does it still read and answer? Everything sent before has then been carried out. */
  async answers(name: Name): Promise<boolean> {
    const ref = this.newRef();
    this.pings.set(ref, realClock.now());
    this.send(name, { type: 'ping', ref });
    return (await this.hears(name, 'pong', this.patience.soon, (event) => event.ref === ref)) !== undefined;
  }

  newRef(): string {
    return `conform ${++this.#refs}`;
  }

  /** Injects, and waits for the answer. `more`: fields beside those of the contract. */
  async inject(from: Name, payload: Buffer | string, more: object = {}): Promise<WalkMessage> {
    const ref = this.newRef();
    const bytes = Buffer.from(payload);
    const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    const message: WalkMessage = { ref, from, digest, answer: null };
    this.messages.push(message);
    const sentMs = realClock.now();
    this.send(from, { ...more, type: 'inject', ref, data: bytes.toString('base64') });
    const answer = () =>
      this.incarnation(from).heard.find(
        ({ event }) => (event.type === 'injected' || event.type === 'error') && event.ref === ref,
      );
    await this.record.until(
      () => answer() !== undefined || this.incarnation(from).exit !== null,
      this.patience.soon,
    );
    const heard = answer();
    const lateMs = (heard?.atMs ?? Infinity) - sentMs - this.patience.answer;
    if (heard && lateMs <= this.record.delayMs(sentMs)) message.answer = heard.event as WalkMessage['answer'];
    return message;
  }

  /** What an instance reported of a message: by its id, or where the id is another one, by its content. */
  deliveries(name: Name, { answer, digest }: WalkMessage): RecordedEvent<'delivered'>[] {
    const id = answer?.type === 'injected' ? answer.message : null;
    const own = this.record.incarnations
      .filter((incarnation) => incarnation.node === name)
      .flatMap((incarnation) => incarnation.events('delivered'));
    const byId = own.filter((event) => event.message === id);
    return byId.length > 0 ? byId : own.filter((event) => event.digest === digest);
  }

  /** Waits until the message was delivered by all of these; names those by which it was not. */
  async lacking(message: WalkMessage, names: readonly Name[]): Promise<Name[]> {
    const missing = () => names.filter((name) => this.deliveries(name, message).length === 0);
    const hopeless = () => missing().every((name) => this.incarnation(name).exit !== null);
    await this.record.until(hopeless, this.patience.soon);
    return missing();
  }

  get speaksOfNeighbours(): boolean {
    return this.record.incarnations.some((incarnation) => incarnation.events('peer-up').length > 0);
  }

  /** Who has not said, as its last word about it, that a neighbour is up. */
  strangers(): [Name, Name][] {
    return NAMES.flatMap((name) =>
      this.neighbours[name]
        .filter((to) => this.lastWord(name, to) !== 'peer-up')
        .map((to): [Name, Name] => [name, to]),
    );
  }

  lastWord(name: Name, about: Name): 'peer-up' | 'peer-down' | undefined {
    const words = this.incarnation(name).heard.flatMap(({ event }) =>
      (event.type === 'peer-up' || event.type === 'peer-down') && event.node === about ? [event.type] : [],
    );
    return words.at(-1);
  }

  /** Gives a program that speaks of neighbours the time to meet them. */
  async settle(): Promise<void> {
    if (!this.speaksOfNeighbours) {
      if (this.#hasWaited) return;
      this.#hasWaited = true;
      await this.record.until(() => this.speaksOfNeighbours, this.patience.meet);
    }
    if (this.speaksOfNeighbours) {
      await this.record.until(() => this.strangers().length === 0, this.patience.soon);
    }
  }

  async cut(a: Name, b: Name, cut: boolean): Promise<void> {
    const changes = [
      { from: a, to: b, cut },
      { from: b, to: a, cut },
    ];
    await this.runtime.apply({ type: 'link', changes });
  }

  /** Datagrams that `from` has sent to where it finds, or found, `to`. */
  async offered(from: Name, to: Name): Promise<number> {
    await this.runtime.apply({ type: 'count' });
    return this.record.counts.find((counts) => counts.from === from && counts.to === to)?.offered ?? 0;
  }

  /** From now on n1 and n3 are neighbours, and n1 and n2 are not. */
  async rewire(): Promise<void> {
    const { listen } = this.#surroundings;
    if (this.runtime.name === 'process') this.tap = await Tap.open([listen('n1'), listen('n3')]);
    this.neighbours = OTHER_LINE;
    for (const name of NAMES) this.send(name, { type: 'peers', peers: this.#peers(name, this.places()) });
  }

  async kill(name: Name): Promise<void> {
    this.incarnation(name).isEnding = true;
    await this.runtime.apply({ type: 'kill', node: name });
  }

  /** Waits for its exit; true when it came. */
  async exits(name: Name): Promise<boolean> {
    const incarnation = this.incarnation(name);
    return await this.record.until(() => incarnation.exit !== null, this.patience.exit);
  }

  async quiet(): Promise<void> {
    await sleep(this.patience.quiet);
  }

  #peers(name: Name, places: Places) {
    return this.neighbours[name].map((node) => ({ node, ...places.reach(name, node) }));
  }
}

export type Places = Pick<Surroundings, 'listen' | 'reach'>;
