/**
 * All nodes of a run: turns what the runtime hears from them into journal records, and brings them up.
 */

import type { AttackResult } from '../../../node/contract/relay.ts';
import type { NodeEvent } from '../../../node/contract/types.ts';
import { ClockMap, SAME_CLOCK } from '../../common/clock-map.ts';
import { type Awaited, OUTSIDE } from '../../journal/record.ts';
import type { Plan, PlannedNode } from '../../plan/types.ts';
import type { Journal } from '../../recording/journal.ts';
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
} from '../../runtime/port/port.ts';
import { LinkCounts } from './link-counts.ts';
import type { Meetings } from './meetings.ts';
import { NodeHandle } from './node-handle.ts';
import { type Overload, OverloadLog } from './strain.ts';

/**
 * How long a node may take, in milliseconds, before the run goes on without it; longer by as much as overload has kept it from
 * its work. `warmUp`: how long the mesh may take to come to rest before the scenario begins (`warm-up.ts`).
 */
export type StartTimeouts = Record<Awaited | 'warmUp', number>;

export const START_TIMEOUTS_MS: StartTimeouts = { idle: 30_000, ready: 15_000, exit: 5_000, warmUp: 30_000 };

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

export class NodeSupervisor implements Sink {
  readonly actors: ReadonlyMap<string, NodeHandle>;
  private readonly plan: Plan;
  private readonly runtime: Runtime;
  private readonly journal: Journal;
  private readonly writeLog: (node: string, text: string) => void;
  private readonly patience: StartTimeouts;
  private readonly planned: ReadonlyMap<string, PlannedNode>;
  private readonly linkCounts = new LinkCounts();
  /** Told when something that the run stands on is gone. */
  whenBroken: (text: string) => void = () => {};
  /** Told what went through relays. */
  whenCrossed: Sink['crossed'] = () => {};
  /** While the mesh starts. */
  meetings: Meetings | null = null;
  readonly strain = new OverloadLog();
  private readonly pings = new Map<string, number>();
  private pingCount = 0;
  private surroundings: Surroundings | null = null;

  constructor(
    plan: Plan,
    runtime: Runtime,
    journal: Journal,
    writeLog: (node: string, text: string) => void,
    patience: StartTimeouts = START_TIMEOUTS_MS,
  ) {
    this.plan = plan;
    this.runtime = runtime;
    this.journal = journal;
    this.writeLog = writeLog;
    this.patience = patience;
    this.planned = new Map(plan.nodes.map((node) => [node.name, node]));
    this.actors = new Map(plan.nodes.map((node) => [node.name, new NodeHandle(node.name)]));
  }

  handle(node: string): NodeHandle {
    const handle = this.actors.get(node);
    if (!handle) throw new Error(`no node ${node} in this plan`);
    return handle;
  }

  inState(...states: NodeHandle['state'][]): NodeHandle[] {
    return [...this.actors.values()].filter((handle) => states.includes(handle.state));
  }

  settleIn(surroundings: Surroundings): void {
    this.surroundings = surroundings;
  }

  /** Starts the nodes, waits until all are idle, configures them, waits until all are ready; who fails is journaled. */
  async bringUp(nodes: readonly string[], progress: Progress): Promise<void> {
    const actors = nodes.map((node) => this.handle(node));
    for (const handle of actors) {
      handle.meant = 'up';
      const at = this.runtime.clock.now();
      handle.startUp(at, this.runtime.clock.isVirtual ? SAME_CLOCK : new ClockMap());
      this.journal.add({ type: 'start', phase: 'sent', at, node: handle.node, boot: handle.boot });
    }
    const boots = actors.map(({ node, boot }) => ({ node, boot }));
    await this.runtime.start(boots, progress);
    const at = this.runtime.clock.now();
    for (const boot of boots) this.journal.add({ type: 'start', phase: 'confirmed', at, ...boot });
    await this.awaitAll(actors, 'idle', progress);
    const idle = actors.filter((handle) => handle.has('idle') && !handle.has('exit'));
    for (const handle of idle) {
      if (!this.runtime.clock.isVirtual) for (let i = 0; i < FIRST_PINGS; i++) this.ping(handle);
      this.configure(handle);
    }
    await this.awaitAll(idle, 'ready', progress);
  }

  /** Asks for the node's clock; the answer narrows its map. */
  ping(handle: NodeHandle): void {
    const ref = `p${++this.pingCount}`;
    this.pings.set(ref, this.runtime.clock.now());
    this.runtime.send(handle.node, { type: 'ping', ref });
  }

  /** Waits for one milestone of one node; journals the silence when it does not come. True when it came. */
  async awaitOne(handle: NodeHandle, awaited: Awaited): Promise<boolean> {
    if (handle.has(awaited)) return true;
    const { node, boot } = handle;
    const { clock } = this.runtime;
    const beganMs = clock.now();
    let patienceMs = this.patience[awaited];
    for (let stretched = patienceMs; ; patienceMs = stretched) {
      const enough = new AbortController();
      const patience = clock.sleepUntil(beganMs + patienceMs, enough.signal);
      const came = await handle.until(awaited, patience);
      enough.abort();
      if (came) return true;
      if (handle.has('exit')) return false;
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
  async awaitAnswers(handle: NodeHandle): Promise<void> {
    const { clock } = this.runtime;
    if (clock.isVirtual || !handle.owesAnswers || handle.has('exit')) return;
    const enough = new AbortController();
    await handle.untilAnswered(clock.sleepUntil(clock.now() + ANSWER_MS, enough.signal));
    enough.abort();
  }

  private noteOverload(overload: Overload): void {
    this.strain.note(overload);
    this.journal.add({ type: 'overload', ...overload });
  }

  event(from: NodeBoot, event: NodeEvent, atMs: number): void {
    const handle = this.handle(from.node);
    if (from.boot !== handle.boot) return;
    this.learnClock(handle, from, event, atMs);
    const expected = handle.expect(event);
    if (expected !== null) {
      this.journal.add({ type: 'hole', at: atMs, ...from, expected, found: event.seq });
    }
    // It is no evidence, unless of that nothing with a number was lost in what stood before it.
    if (event.type === 'pong' && !handle.saidNonsense) return;
    handle.saidNonsense = false;
    const { atMs: at, errMs: err } = handle.clock.toHarness(event.t);
    this.journal.add({ type: 'event', at, err: Math.round(err * 1000) / 1000, ...from, event });
    if (event.type === 'peer-up') this.meetings?.up(from.node, event.node, atMs);
    if (event.type === 'peer-down') this.meetings?.down(from.node, event.node);
    if ((event.type === 'injected' || event.type === 'error') && event.ref !== undefined)
      handle.answered(event.ref);
    if (event.type === 'idle') handle.reach('idle');
    if (event.type === 'ready') {
      if (handle.state === 'starting') handle.state = 'ready';
      handle.reach('ready');
    }
  }

  nonsense(from: NodeBoot, text: string, atMs: number): void {
    const handle = this.handle(from.node);
    if (from.boot !== handle.boot || (++handle.nonsenseCount > MOST_NONSENSE && handle.saidNonsense)) return;
    handle.saidNonsense = true;
    this.journal.add({ type: 'nonsense', at: atMs, ...from, text: text.slice(0, 1000) });
  }

  unheard(from: NodeBoot, at: number): void {
    if (from.boot === this.handle(from.node).boot) this.journal.add({ type: 'unheard', at, ...from });
  }

  log(from: NodeBoot, text: string): void {
    this.handle(from.node).hearLog(text);
    this.writeLog(from.node, text);
  }

  exit(from: NodeBoot, exit: Exit, atMs: number): void {
    const handle = this.handle(from.node);
    this.journal.add({ type: 'exit', at: atMs, ...from, exit, lastWords: handle.lastWords() });
    if (from.boot !== handle.boot) return;
    handle.state = 'ended';
    handle.reach('exit');
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
    const asks = expect.memory !== null || steps.some((step) => 'expect' in step && step.expect.memory);
    if (asks) this.journal.add({ type: 'memory', at, ...from, peakBytes });
  }

  attacked(node: string, result: AttackResult, at: number): void {
    this.journal.add({ type: 'attack', at, node, boot: this.handle(node).boot, ...result });
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
    actors: readonly NodeHandle[],
    awaited: 'idle' | 'ready',
    progress: Progress,
  ): Promise<void> {
    let done = 0;
    const what = awaited === 'idle' ? 'waiting for the nodes' : 'configuring the nodes';
    progress(what, done, actors.length);
    const waits = actors.map(async (handle) => {
      if (await this.awaitOne(handle, awaited)) progress(what, ++done, actors.length);
    });
    await Promise.all(waits);
  }

  private configure(handle: NodeHandle): void {
    const planned = this.planned.get(handle.node)!;
    const surroundings = this.surroundings!;
    this.runtime.send(handle.node, {
      type: 'configure',
      run: this.plan.run,
      node: handle.node,
      boot: handle.boot,
      seed: planned.seed,
      key: this.plan.key,
      listen: surroundings.listen(handle.node),
      peers: planned.neighbours.map((node) => ({ node, ...surroundings.reach(handle.node, node) })),
      options: this.plan.topology.peer,
    });
  }

  private learnClock(handle: NodeHandle, from: NodeBoot, event: NodeEvent, atMs: number): void {
    let sentMs = handle.startSentMs;
    if (event.type === 'pong') {
      sentMs = this.pings.get(event.ref) ?? sentMs;
      this.pings.delete(event.ref);
    }
    const jumpMs = handle.learnClock(event, sentMs, atMs);
    if (jumpMs !== null) this.journal.add({ type: 'clock', at: atMs, ...from, jumpMs: Math.round(jumpMs) });
  }
}
