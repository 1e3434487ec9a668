/**
 * All nodes of a run: turns what the runtime hears from them into journal records, and brings them up.
 */

import type { AttackResult } from '../../node/contract/relay.ts';
import type { NodeEvent } from '../../node/contract/types.ts';
import { ClockMap, SAME_CLOCK } from '../clock-map.ts';
import type { Journal } from '../journal/journal.ts';
import { type Awaited, OUTSIDE } from '../journal/record.ts';
import type { Plan, PlannedNode } from '../plan/types.ts';
import type {
  Crossing,
  Exit,
  Interference,
  NodeBoot,
  Progress,
  Relayed,
  Runtime,
  Sink,
  Surroundings,
} from '../runtime/port.ts';
import { Actor } from './actor.ts';
import { LinkCounts } from './link-counts.ts';
import type { Meetings } from './meetings.ts';
import { type Overload, Strain } from './strain.ts';

/**
 * How long a node may take, in milliseconds, before the run goes on without it; longer by as much as overload has kept it from
 * its work. `warmUp`: how long the mesh may take to come to rest before the scenario begins (`warm-up.ts`).
 */
export type Patience = Record<Awaited | 'warmUp', number>;

export const PATIENCE_MS: Patience = { idle: 30_000, ready: 15_000, exit: 5_000, warmUp: 30_000 };

/** However overloaded the machine is, so many times the patience is the end of it. */
const LONGEST_STRETCH = 4;

/** How long the answer to an `inject` may take (docs/node-contract.md). */
const ANSWER_MS = 1_000;

/** Round trips before a node is configured; the shortest of them bounds the error of its clock. */
const FIRST_PINGS = 5;

/**
 * Lines of nonsense that are journaled of one life; a program that prints in a loop must not fill the memory. After that it is
 * only the first of them behind an event.
 */
export const MOST_NONSENSE = 100;

export class Cast implements Sink {
  readonly actors: ReadonlyMap<string, Actor>;
  private readonly plan: Plan;
  private readonly runtime: Runtime;
  private readonly journal: Journal;
  private readonly writeLog: (node: string, text: string) => void;
  private readonly patience: Patience;
  private readonly planned: ReadonlyMap<string, PlannedNode>;
  private readonly linkCounts = new LinkCounts();
  /** Told when something that the run stands on is gone. */
  whenBroken: (text: string) => void = () => {};
  /** Told what went through relays. */
  whenCrossed: Sink['crossed'] = () => {};
  /** While the mesh starts. */
  meetings: Meetings | null = null;
  readonly strain = new Strain();
  private readonly pings = new Map<string, number>();
  private pingCount = 0;
  private surroundings: Surroundings | null = null;

  constructor(
    plan: Plan,
    runtime: Runtime,
    journal: Journal,
    writeLog: (node: string, text: string) => void,
    patience: Patience = PATIENCE_MS,
  ) {
    this.plan = plan;
    this.runtime = runtime;
    this.journal = journal;
    this.writeLog = writeLog;
    this.patience = patience;
    this.planned = new Map(plan.nodes.map((node) => [node.name, node]));
    this.actors = new Map(plan.nodes.map((node) => [node.name, new Actor(node.name)]));
  }

  actor(node: string): Actor {
    const actor = this.actors.get(node);
    if (!actor) throw new Error(`no node ${node} in this plan`);
    return actor;
  }

  inState(...states: Actor['state'][]): Actor[] {
    return [...this.actors.values()].filter((actor) => states.includes(actor.state));
  }

  settleIn(surroundings: Surroundings): void {
    this.surroundings = surroundings;
  }

  /** Starts the nodes, waits until all are idle, configures them, waits until all are ready; who fails is journaled. */
  async bringUp(nodes: readonly string[], progress: Progress): Promise<void> {
    const actors = nodes.map((node) => this.actor(node));
    for (const actor of actors) {
      actor.meant = 'up';
      const at = this.runtime.clock.now();
      actor.rise(at, this.runtime.clock.isVirtual ? SAME_CLOCK : new ClockMap());
      this.journal.add({ type: 'start', phase: 'sent', at, node: actor.node, boot: actor.boot });
    }
    const boots = actors.map(({ node, boot }) => ({ node, boot }));
    await this.runtime.start(boots, progress);
    const at = this.runtime.clock.now();
    for (const boot of boots) this.journal.add({ type: 'start', phase: 'confirmed', at, ...boot });
    await this.awaitAll(actors, 'idle', progress);
    const idle = actors.filter((actor) => actor.has('idle') && !actor.has('exit'));
    for (const actor of idle) {
      if (!this.runtime.clock.isVirtual) for (let i = 0; i < FIRST_PINGS; i++) this.ping(actor);
      this.configure(actor);
    }
    await this.awaitAll(idle, 'ready', progress);
  }

  /** Asks for the node's clock; the answer narrows its map. */
  ping(actor: Actor): void {
    const ref = `p${++this.pingCount}`;
    this.pings.set(ref, this.runtime.clock.now());
    this.runtime.send(actor.node, { type: 'ping', ref });
  }

  /** Waits for one milestone of one node; journals the silence when it does not come. True when it came. */
  async awaitOne(actor: Actor, awaited: Awaited): Promise<boolean> {
    if (actor.has(awaited)) return true;
    const { node, boot } = actor;
    const { clock } = this.runtime;
    const beganMs = clock.now();
    let patienceMs = this.patience[awaited];
    for (let stretched = patienceMs; ; patienceMs = stretched) {
      const enough = new AbortController();
      const patience = clock.sleepUntil(beganMs + patienceMs, enough.signal);
      const came = await actor.until(awaited, patience);
      enough.abort();
      if (came) return true;
      if (actor.has('exit')) return false;
      const lateMs = Math.round(this.strain.lateMs(node, beganMs));
      stretched = this.patience[awaited] + Math.min(lateMs, this.patience[awaited] * (LONGEST_STRETCH - 1));
      if (stretched <= patienceMs) break;
    }
    this.journal.add({ type: 'silence', at: clock.now(), node, boot, awaited, patienceMs });
    return false;
  }

  /**
   * What it was told to inject comes before what is done to it now, as the file has it: so it may answer, for as long as an
   * answer may take. On a virtual clock it has answered.
   */
  async awaitAnswers(actor: Actor): Promise<void> {
    const { clock } = this.runtime;
    if (clock.isVirtual || !actor.owesAnswers || actor.has('exit')) return;
    const enough = new AbortController();
    await actor.untilAnswered(clock.sleepUntil(clock.now() + ANSWER_MS, enough.signal));
    enough.abort();
  }

  private noteOverload(overload: Overload): void {
    this.strain.note(overload);
    this.journal.add({ type: 'overload', ...overload });
  }

  event(from: NodeBoot, event: NodeEvent, atMs: number): void {
    const actor = this.actor(from.node);
    if (from.boot !== actor.boot) return;
    this.learnClock(actor, from, event, atMs);
    const expected = actor.expect(event);
    if (expected !== null) {
      this.journal.add({ type: 'hole', at: atMs, ...from, expected, found: event.seq });
    }
    // It is no evidence, unless of that nothing with a number was lost in what stood before it.
    if (event.type === 'pong' && !actor.saidNonsense) return;
    actor.saidNonsense = false;
    const { atMs: at, errMs: err } = actor.clock.toHarness(event.t);
    this.journal.add({ type: 'event', at, err: Math.round(err * 1000) / 1000, ...from, event });
    if (event.type === 'peer-up') this.meetings?.up(from.node, event.node, atMs);
    if (event.type === 'peer-down') this.meetings?.down(from.node, event.node);
    if ((event.type === 'injected' || event.type === 'error') && event.ref !== undefined)
      actor.answered(event.ref);
    if (event.type === 'idle') actor.reach('idle');
    if (event.type === 'ready') {
      if (actor.state === 'starting') actor.state = 'ready';
      actor.reach('ready');
    }
  }

  nonsense(from: NodeBoot, text: string, atMs: number): void {
    const actor = this.actor(from.node);
    if (from.boot !== actor.boot || (++actor.nonsenseCount > MOST_NONSENSE && actor.saidNonsense)) return;
    actor.saidNonsense = true;
    this.journal.add({ type: 'nonsense', at: atMs, ...from, text: text.slice(0, 1000) });
  }

  unheard(from: NodeBoot, at: number): void {
    if (from.boot === this.actor(from.node).boot) this.journal.add({ type: 'unheard', at, ...from });
  }

  log(from: NodeBoot, text: string): void {
    this.actor(from.node).hearLog(text);
    this.writeLog(from.node, text);
  }

  exit(from: NodeBoot, exit: Exit, atMs: number): void {
    const actor = this.actor(from.node);
    this.journal.add({ type: 'exit', at: atMs, ...from, exit, lastWords: actor.lastWords() });
    if (from.boot !== actor.boot) return;
    actor.state = 'ended';
    actor.reach('exit');
    this.meetings?.without(new Set([from.node]));
  }

  waited({ node }: NodeBoot, fromMs: number, at: number, lateMs: number): void {
    this.noteOverload({ at, fromMs, node, lateMs: Math.round(lateMs), source: 'wait for a processor' });
  }

  interfered({ node }: NodeBoot, how: Interference, fromMs: number, at: number): void {
    this.noteOverload({ at, fromMs, node, lateMs: Math.round(at - fromMs), source: OUTSIDE[how] });
  }

  ran(_: NodeBoot, ranMs: number): void {
    this.strain.ran(ranMs);
  }

  relayed(counts: readonly Relayed[], at: number): void {
    for (const record of this.linkCounts.recordsOf(counts, at)) this.journal.add(record);
  }

  /** Only where somebody asks: it is nothing to most runs, and every node grows. */
  memory(from: NodeBoot, peakBytes: number, at: number): void {
    const { expect, steps } = this.plan.topology;
    const asks = expect.memory !== null || steps.some((step) => step.verb === 'expect' && step.expect.memory);
    if (asks) this.journal.add({ type: 'memory', at, ...from, peakBytes });
  }

  attacked(node: string, result: AttackResult, at: number): void {
    this.journal.add({ type: 'attack', at, node, boot: this.actor(node).boot, ...result });
  }

  late(source: string, fromMs: number, at: number, lateMs: number): void {
    this.noteOverload({ at, fromMs, node: null, lateMs: Math.round(lateMs), source });
  }

  kernel(from: NodeBoot, { socketDrops }: { socketDrops: number }, at: number): void {
    this.journal.add({ type: 'kernel', at, ...from, socketDrops });
  }

  /** No evidence: a capture is for people, and may have holes. */
  crossed(crossings: readonly Crossing[], missing: number): void {
    this.whenCrossed(crossings, missing);
  }

  broken(text: string): void {
    this.whenBroken(text);
  }

  private async awaitAll(
    actors: readonly Actor[],
    awaited: 'idle' | 'ready',
    progress: Progress,
  ): Promise<void> {
    let done = 0;
    const what = awaited === 'idle' ? 'waiting for the nodes' : 'configuring the nodes';
    progress(what, done, actors.length);
    const waits = actors.map(async (actor) => {
      if (await this.awaitOne(actor, awaited)) progress(what, ++done, actors.length);
    });
    await Promise.all(waits);
  }

  private configure(actor: Actor): void {
    const planned = this.planned.get(actor.node)!;
    const surroundings = this.surroundings!;
    this.runtime.send(actor.node, {
      type: 'configure',
      run: this.plan.run,
      node: actor.node,
      boot: actor.boot,
      seed: planned.seed,
      key: this.plan.key,
      listen: surroundings.listen(actor.node),
      peers: planned.neighbours.map((node) => ({ node, ...surroundings.reach(actor.node, node) })),
      options: this.plan.topology.peer,
    });
  }

  private learnClock(actor: Actor, from: NodeBoot, event: NodeEvent, atMs: number): void {
    let sentMs = actor.startSentMs;
    if (event.type === 'pong') {
      sentMs = this.pings.get(event.ref) ?? sentMs;
      this.pings.delete(event.ref);
    }
    const jumpMs = actor.learnClock(event, sentMs, atMs);
    if (jumpMs !== null) this.journal.add({ type: 'clock', at: atMs, ...from, jumpMs: Math.round(jumpMs) });
  }
}
