/**
 * All nodes of a run: turns what the runtime hears from them into journal records, and brings them up.
 */

import type { NodeEvent } from '../../../node/contract/types.ts';
import { ClockMap, SAME_CLOCK } from '../../common/clock-map.ts';
import type { Awaited } from '../../journal/record.ts';
import type { Plan, PlannedNode } from '../../plan/types.ts';
import type { Journal } from '../../recording/journal.ts';
import type { Crossing, NodeBoot, Observation } from '../../runtime/port/observation.ts';
import type {
  Adapted,
  Exit,
  NodeOutput,
  Progress,
  Runtime,
  Sink,
  Surroundings,
} from '../../runtime/port/port.ts';
import { LinkCounts } from './link-counts.ts';
import type { Meetings } from './meetings.ts';
import { NodeHandle } from './node-handle.ts';
import { type Overload, OverloadLog, overloadFromObservation } from './overload-log.ts';
import { Patience } from './patience.ts';
import { START_TIMEOUTS_MS, type StartTimeouts } from './start-timeouts.ts';

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
  readonly handles: ReadonlyMap<string, NodeHandle>;
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
  whenCrossed: (crossings: readonly Crossing[], missing: number) => void = () => {};
  /** While the mesh starts. */
  meetings: Meetings | null = null;
  readonly overload = new OverloadLog();
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
    this.patience = new Patience(plan.topology, patience);
    this.planned = new Map(plan.nodes.map((node) => [node.name, node]));
    this.handles = new Map(plan.nodes.map((node) => [node.name, new NodeHandle(node.name)]));
  }

  handle(node: string): NodeHandle {
    const handle = this.handles.get(node);
    if (!handle) throw new Error(`no node ${node} in this plan`);
    return handle;
  }

  inState(...states: NodeHandle['state'][]): NodeHandle[] {
    return [...this.handles.values()].filter((handle) => states.includes(handle.state));
  }

  settleIn(surroundings: Surroundings): void {
    this.surroundings = surroundings;
  }

  /** Starts the nodes, waits until all are idle, configures them, waits until all are ready; who fails is journaled. */
  async bringUp(nodes: readonly string[], progress: Progress): Promise<void> {
    const handles = nodes.map((node) => this.handle(node));
    for (const handle of handles) {
      handle.meant = 'up';
      const at = this.runtime.clock.now();
      handle.startUp(at, this.runtime.clock.isVirtual ? SAME_CLOCK : new ClockMap());
      this.journal.add({ type: 'start', phase: 'sent', at, node: handle.node, boot: handle.boot });
    }
    const boots = handles.map(({ node, boot }) => ({ node, boot }));
    await this.runtime.start(boots, progress);
    const at = this.runtime.clock.now();
    for (const boot of boots) this.journal.add({ type: 'start', phase: 'confirmed', at, ...boot });
    await this.awaitAll(handles, 'idle', progress);
    const idle = handles.filter((handle) => handle.has('idle') && !handle.has('exit'));
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
    let patienceMs = this.patience.ms(node, awaited);
    for (let stretched = patienceMs; ; patienceMs = stretched) {
      const enough = new AbortController();
      const patience = clock.sleepUntil(beganMs + patienceMs, enough.signal);
      const came = await handle.until(awaited, patience);
      enough.abort();
      if (came) return true;
      if (handle.has('exit')) return false;
      const lateMs = Math.round(this.overload.lateMs(node, beganMs));
      stretched = this.patience.stretchedMs(node, awaited, lateMs);
      if (stretched <= patienceMs) break;
    }
    this.journal.add({ type: 'silence', at: clock.now(), node, boot, awaited, patienceMs });
    return false;
  }

  /**
   * In the file, its injections come before what is done to it now: so it gets the time to answer them, as long as an answer may
   * take. On a virtual clock it has answered.
   */
  async awaitAnswers(handle: NodeHandle): Promise<void> {
    const { clock } = this.runtime;
    if (clock.isVirtual || !handle.owesAnswers || handle.has('exit')) return;
    const enough = new AbortController();
    await handle.untilAnswered(clock.sleepUntil(clock.now() + ANSWER_MS, enough.signal));
    enough.abort();
  }

  private noteOverload(overload: Overload): void {
    this.overload.note(overload);
    this.journal.add({ type: 'overload', ...overload });
  }

  event(from: NodeBoot, event: NodeEvent, atMs: number, adapted?: Adapted): void {
    const handle = this.handle(from.node);
    if (from.boot !== handle.boot) return;
    if (!adapted) this.learnClock(handle, from, event, atMs);
    const expected = handle.expect(event);
    if (expected !== null) {
      this.journal.add({ type: 'hole', at: atMs, ...from, expected, found: event.seq });
    }
    // It is no evidence, unless of that nothing with a number was lost in what stood before it.
    if (event.type === 'pong' && !handle.saidNonsense) return;
    handle.saidNonsense = false;
    const { atMs: at, errMs } = adapted ?? handle.clock.toHarness(event.t);
    const err = Math.round(errMs * 1000) / 1000;
    const source = adapted ? { source: 'adapter' as const } : {};
    this.journal.add({ type: 'event', at, err, ...from, event, ...source });
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

  output(from: NodeBoot, output: NodeOutput, at: number): void {
    switch (output.type) {
      case 'nonsense':
        this.nonsense(from, output.text, at);
        break;
      case 'unheard':
        if (from.boot === this.handle(from.node).boot) this.journal.add({ type: 'unheard', at, ...from });
        break;
      case 'log':
      case 'line':
        this.handle(from.node).hearLog(output.text);
        this.writeLog(from.node, output.text);
        break;
    }
  }

  private nonsense(from: NodeBoot, text: string, at: number): void {
    const handle = this.handle(from.node);
    if (from.boot !== handle.boot || (++handle.nonsenseCount > MOST_NONSENSE && handle.saidNonsense)) return;
    handle.saidNonsense = true;
    this.journal.add({ type: 'nonsense', at, ...from, text: text.slice(0, 1000) });
  }

  exit(from: NodeBoot, exit: Exit, atMs: number): void {
    const handle = this.handle(from.node);
    this.journal.add({ type: 'exit', at: atMs, ...from, exit, lastWords: handle.lastWords() });
    if (from.boot !== handle.boot) return;
    handle.state = 'ended';
    handle.reach('exit');
    this.meetings?.without(new Set([from.node]));
  }

  observe(observation: Observation): void {
    switch (observation.type) {
      case 'waited':
      case 'interfered':
      case 'late':
        this.noteOverload(overloadFromObservation(observation));
        break;
      case 'ran':
        this.overload.ran(observation.ranMs);
        break;
      case 'relayed':
      case 'refused':
        for (const record of this.linkCounts.recordsOf(observation)) this.journal.add(record);
        break;
      case 'memory': {
        const { from, peakBytes, atMs: at } = observation;
        if (this.asksForMemory()) this.journal.add({ type: 'memory', at, ...from, peakBytes });
        break;
      }
      case 'attacked': {
        const { node, result, atMs: at } = observation;
        this.journal.add({ type: 'attack', at, node, boot: this.handle(node).boot, ...result });
        break;
      }
      case 'kernel': {
        const { from, counts, atMs: at } = observation;
        this.journal.add({ type: 'kernel', at, ...from, socketDrops: counts.socketDrops });
        break;
      }
      // No evidence: a capture is for people, and may have holes.
      case 'crossed':
        this.whenCrossed(observation.crossings, observation.missing);
        break;
    }
  }

  /** It is nothing to most runs, and every node grows. */
  private asksForMemory(): boolean {
    const { expect, steps } = this.plan.topology;
    return expect.memory !== null || steps.some((step) => 'expect' in step && step.expect.memory);
  }

  broken(text: string): void {
    this.whenBroken(text);
  }

  private async awaitAll(
    handles: readonly NodeHandle[],
    awaited: 'idle' | 'ready',
    progress: Progress,
  ): Promise<void> {
    let done = 0;
    const what = awaited === 'idle' ? 'waiting for the nodes' : 'configuring the nodes';
    progress(what, done, handles.length);
    const waits = handles.map(async (handle) => {
      if (await this.awaitOne(handle, awaited)) progress(what, ++done, handles.length);
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
