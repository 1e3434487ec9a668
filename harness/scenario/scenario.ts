/**
 * One scenario in time: start, steps, ending. Ends early when interrupted, when a step cannot be carried out, or when
 * there is no mesh left to speak of.
 */

import { availableParallelism } from 'node:os';
import { judge } from '../check/judge.ts';
import { delayBounds } from '../plan/delays.ts';
import type { Plan } from '../plan/types.ts';
import type { Journal } from '../recording/journal.ts';
import { realClock } from '../runtime/port/clock.ts';
import type { Runtime, Surroundings } from '../runtime/port/port.ts';
import { stepText } from '../topology/steps/text.ts';
import type { Step } from '../topology/topology.ts';
import { awaitEnding, type Ending, openObligations } from './ending.ts';
import { LinkControl } from './nodes/link-control.ts';
import { Meetings } from './nodes/meetings.ts';
import type { NodeHandle } from './nodes/node-handle.ts';
import type { NodeSupervisor } from './nodes/node-supervisor.ts';
import { LONGEST_COUNT_MS, OwedCounter } from './owed-counter.ts';
import type { RunProgress } from './progress.ts';
import type { StepSource } from './step-source.ts';
import { performStep } from './steps/perform.ts';
import type { StepContext } from './steps/step-context.ts';
import { meetingPatienceMs, warmUp } from './warm-up.ts';
import { watchClocks, watchLateness } from './watch.ts';

export interface ScenarioParts {
  plan: Plan;
  runtime: Runtime;
  journal: Journal;
  supervisor: NodeSupervisor;
  progress: RunProgress;
  stepSource: StepSource;
  /** How long the mesh may take to come to rest before the scenario begins; 0: it begins at once. */
  warmUpMs: number;
}

const TELL_EVERY_MS = 250;
/** How long to wait for the last `stats`, when a check needs them and when none does. */
const STATS_WAIT_MS = 1000;
const STATS_WAIT_UNASKED_MS = 100;

/** Why what was under way ended before its time. */
export class ScenarioEnded extends Error {
  readonly ending: Ending;

  constructor(ending: Ending) {
    super(ending.text);
    this.ending = ending;
  }
}

export class Scenario {
  private readonly parts: ScenarioParts;
  private readonly over = new AbortController();
  private readonly context: StepContext;
  private zeroMs: number | null = null;
  /** Null while it is not known. */
  private judgingMs = 0;
  private owed: number | null = 0;
  private isEnding = false;

  constructor(parts: ScenarioParts) {
    this.parts = parts;
    const links = new LinkControl(parts.plan.topology, parts.runtime, parts.journal);
    this.context = { ...parts, links, sleepUntil: (atMs) => this.sleepUntil(atMs) };
    parts.supervisor.whenBroken = (text) => this.cutShort({ reason: 'broken', text });
  }

  /**
   * Plays it to its end, whatever that is. Rejects only when the runtime cannot be opened or its first nodes cannot
   * be started.
   */
  async play(
    signal: AbortSignal | undefined,
    tellFacts: (facts: Record<string, unknown>) => Promise<void>,
  ): Promise<Ending> {
    const interrupt = () => this.cutShort({ reason: 'interrupted', text: 'interrupted' });
    if (signal?.aborted) interrupt();
    signal?.addEventListener('abort', interrupt, { once: true });
    try {
      const ending = await this.untilOver(async () => {
        return await this.carryOut(await this.startUp(tellFacts));
      });
      return await this.close(ending);
    } finally {
      signal?.removeEventListener('abort', interrupt);
      this.over.abort();
    }
  }

  /** Opens the runtime and brings up the nodes that start with the mesh. */
  private async startUp(tellFacts: (facts: Record<string, unknown>) => Promise<void>): Promise<Surroundings> {
    const { plan, runtime, supervisor, progress } = this.parts;
    const phase = progress.phase.bind(progress);
    const surroundings = await runtime.open(plan, supervisor, phase);
    supervisor.settleIn(surroundings);
    await tellFacts(surroundings.facts);
    if (!runtime.clock.isVirtual) {
      void watchLateness(supervisor, runtime.clock, () => this.judgingMs, this.over.signal);
    }
    const first = plan.nodes.filter((node) => node.startMs === 0).map((node) => node.name);
    supervisor.meetings = new Meetings(plan.topology, new Set(first));
    await supervisor.bringUp(first, phase);
    await this.settle(supervisor.meetings);
    return surroundings;
  }

  /** From the last node's `ready` to the scenario's start, which this fixes. */
  private async settle(meetings: Meetings): Promise<void> {
    const { plan, runtime, supervisor, journal, progress, warmUpMs } = this.parts;
    const { clock } = runtime;
    const { topology } = plan;
    meetings.without(new Set(supervisor.inState('ended', 'starting').map(({ node }) => node)));
    if (!clock.isVirtual) void watchClocks(supervisor, clock, this.over.signal);
    const warmed = await warmUp({
      meetings,
      meetingMs: meetingPatienceMs(topology.expect.keepalive?.recoverMs, delayBounds(topology).linkMs),
      limitMs: supervisor.inState('ready').length === 0 ? 0 : warmUpMs,
      isVirtual: clock.isVirtual,
      now: () => clock.now(),
      sleepUntil: async (atMs) => {
        await clock.sleepUntil(atMs, this.over.signal);
        this.over.signal.throwIfAborted();
      },
      gather: () => runtime.apply({ type: 'count' }),
      overload: supervisor.overload,
      processors: availableParallelism(),
      tell: () =>
        progress.phase(
          'waiting until the mesh is at rest: neighbours that have met',
          meetings.met,
          meetings.total,
        ),
    });
    supervisor.meetings = null;
    this.over.signal.throwIfAborted();
    this.beginTime();
    const counts = { met: meetings.met, possible: meetings.total };
    journal.add({ type: 'warm-up', at: clock.now(), ...warmed, ...counts });
  }

  private async carryOut(surroundings: Surroundings): Promise<Ending> {
    const { plan, runtime, journal, supervisor, stepSource } = this.parts;
    if (plan.nodes.some(({ startMs }) => startMs === 0) && supervisor.inState('ready').length === 0) {
      return { reason: 'broken', text: 'no node became ready' };
    }
    void this.tell();
    const now = () => this.now();
    const playing = { ...this.context, surroundings, now, act: (step: Step) => this.act(step) };
    const played = Promise.all([stepSource.play(playing), ...this.lateJoiners()]).then(() => true);
    const givenUpMs = stepSource.deadlineMs();
    const late = givenUpMs === null ? [] : [this.sleepUntil(givenUpMs).then(() => false)];
    if (!(await Promise.race([played, ...late])))
      return { reason: 'deadline', text: 'the deadline came while steps were being carried out' };
    this.isEnding = true;
    return awaitEnding({
      journal,
      expect: plan.topology.expect,
      deadlineMs: stepSource.deadlineMs() ?? Number.POSITIVE_INFINITY,
      isVirtual: runtime.clock.isVirtual,
      now,
      sleepUntil: (atMs) => this.sleepUntil(atMs),
      gather: () => this.lastCounts(),
      tell: (open) => {
        this.owed = open;
      },
      judged: (forMs) => {
        this.judgingMs += forMs;
      },
    });
  }

  private async act(step: Step): Promise<void> {
    const { plan, journal, runtime, progress } = this.parts;
    this.over.signal.throwIfAborted();
    const { index, verb } = step;
    const text = stepText(step);
    const known = plan.topology.steps[index] === step;
    const at = runtime.clock.now();
    journal.add({ type: 'step', at, index, verb, text, ...(known ? {} : { step }) });
    progress.step(step.atMs, text);
    await this.guarded(text, () => performStep(step, this.context));
  }

  private lateJoiners(): Promise<void>[] {
    const { plan, supervisor } = this.parts;
    return plan.nodes.map(async ({ name, startMs }) => {
      if (startMs === null || startMs === 0) return;
      await this.sleepUntil(startMs);
      this.parts.progress.step(startMs, `start ${name}`);
      const handle: NodeHandle = supervisor.handle(name);
      handle.meant = 'up';
      await this.guarded(`start ${name}`, () => handle.inTurn(() => supervisor.bringUp([name], () => {})));
    });
  }

  /** A step that cannot be carried out ends the run: what follows would test something else. */
  private async guarded(what: string, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (error instanceof ScenarioEnded) throw error;
      const why = error instanceof Error ? error.message : String(error);
      this.cutShort({ reason: 'broken', text: `\`${what}\` could not be carried out: ${why}` });
      throw this.over.signal.reason;
    }
  }

  private beginTime(): void {
    const zeroMs = this.parts.runtime.clock.now();
    this.zeroMs = zeroMs;
    this.parts.journal.begin(zeroMs);
  }

  /** The journal's last line, and before it the last counters; where all is decided they have been read, and nothing comes after. */
  private async close(ending: Ending): Promise<Ending> {
    const { journal, runtime } = this.parts;
    if (this.zeroMs === null) this.beginTime();
    if (ending.reason === 'deadline') await this.lastCounts();
    journal.add({ type: 'end', at: runtime.clock.now(), ...ending });
    return ending;
  }

  private async lastCounts(): Promise<void> {
    await this.lastStats();
    await this.parts.runtime.apply({ type: 'count' });
  }

  private async lastStats(): Promise<void> {
    const { supervisor, runtime, journal, plan } = this.parts;
    const asked = supervisor.inState('ready');
    const before = journal.history.stats;
    const missing = () =>
      asked.some(({ node, boot }) => {
        const incarnation = journal.history.incarnation(node, boot);
        return incarnation !== undefined && !before.has(incarnation);
      });
    for (const { node } of asked) runtime.send(node, { type: 'stats' });
    const waitMs = plan.topology.expect.traffic ? STATS_WAIT_MS : STATS_WAIT_UNASKED_MS;
    const untilMs = runtime.clock.now() + waitMs;
    while (missing() && runtime.clock.now() < untilMs) {
      await runtime.clock.sleepUntil(runtime.clock.now() + 5);
    }
  }

  /** For onlookers, and so by real time, whatever the runtime's clock. */
  private async tell(): Promise<void> {
    const { plan, journal, supervisor, progress, runtime } = this.parts;
    const count = () => openObligations(judge(journal.history, plan.topology.expect, this.now())).pending;
    const longestMs = runtime.clock.isVirtual ? Infinity : LONGEST_COUNT_MS;
    const counter = new OwedCounter(count, realClock.now, longestMs);
    while (!this.over.signal.aborted) {
      if (!this.isEnding) this.owed = counter.look();
      progress.spread({
        atMs: this.now(),
        messages: journal.history.injectionsByMessage.size,
        deliveries: journal.history.deliveryCount,
        owed: this.owed,
        up: supervisor.inState('ready').length,
        nodes: supervisor.handles.size,
      });
      await realClock.sleepUntil(realClock.now() + TELL_EVERY_MS, this.over.signal);
    }
  }

  private now(): number {
    return this.parts.runtime.clock.now() - (this.zeroMs ?? 0);
  }

  private async sleepUntil(atMs: number): Promise<void> {
    await this.parts.runtime.clock.sleepUntil((this.zeroMs ?? 0) + atMs, this.over.signal);
    this.over.signal.throwIfAborted();
  }

  private cutShort(ending: Ending): void {
    if (!this.over.signal.aborted) this.over.abort(new ScenarioEnded(ending));
  }

  /** What `act` comes to, or the ending that cut it short. */
  private async untilOver(act: () => Promise<Ending>): Promise<Ending> {
    const { signal } = this.over;
    const cut = new Promise<Ending>((resolve) => {
      const end = () => resolve((signal.reason as ScenarioEnded).ending);
      if (signal.aborted) end();
      else signal.addEventListener('abort', end, { once: true });
    });
    const acted = signal.aborted ? cut : act();
    acted.catch(() => {});
    return Promise.race([
      cut,
      acted.catch((error: unknown) => {
        if (error instanceof ScenarioEnded) return error.ending;
        throw error;
      }),
    ]);
  }
}
