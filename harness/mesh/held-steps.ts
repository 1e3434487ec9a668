/**
 * The script of a mesh that a program holds: steps come when they are asked for, and go the way of a file's steps,
 * through the same expansion (`../topology/live-steps.ts`), the same journal and the same `perform`.
 *
 * 1. A step that is refused was not begun: neither the mesh nor the journal knows of it.
 * 2. `finish` waits for all steps that have begun; from the call on no other is taken.
 */

import { EXIT, MeshbedError } from '../common/errors.ts';
import { deadlineAfterMs } from '../plan/deadline.ts';
import { openPlan } from '../plan/plan.ts';
import type { Plan } from '../plan/types.ts';
import type { RunningScenario, StepSource } from '../scenario/step-source.ts';
import { LiveSteps, type WrittenStep } from '../topology/live-steps.ts';
import type { Step, Topology } from '../topology/topology.ts';
import { ALL_VERBS } from '../topology/verbs/lookup.ts';
import { meshIsOver } from './errors.ts';

export class HeldSteps implements StepSource {
  /** What it has made happen, in order. */
  readonly steps: Step[] = [];
  readonly begun: Promise<RunningScenario>;
  readonly #topology: Topology;
  readonly #linkFaults: boolean;
  readonly #scenario: LiveSteps;
  readonly #underWay = new Set<Promise<unknown>>();
  #begin!: (running: RunningScenario) => void;
  #running: RunningScenario | null = null;
  #finish!: () => void;
  readonly #finished = new Promise<void>((resolve) => {
    this.#finish = resolve;
  });
  #finishedMs: number | null = null;
  /** How much of the journal has been looked through for crashes. */
  #read = 0;

  /** `linkFaults` false: no step will touch a link, so those that need no relay go straight. */
  constructor(topology: Topology, linkFaults: boolean) {
    this.#topology = topology;
    this.#linkFaults = linkFaults;
    this.#scenario = new LiveSteps(topology);
    this.begun = new Promise((resolve) => {
      this.#begin = resolve;
    });
  }

  planned(plan: Plan): Plan {
    const { links } = plan;
    return this.#linkFaults ? openPlan(plan) : { ...openPlan(plan), links };
  }

  async play(running: RunningScenario): Promise<void> {
    this.#running = running;
    this.#begin(running);
    await this.#finished;
    await Promise.allSettled(this.#underWay);
  }

  deadlineMs(): number | null {
    if (this.#finishedMs === null) return null;
    return deadlineAfterMs({ ...this.#topology, steps: this.steps }, this.#finishedMs);
  }

  /** Takes no more steps; the run goes on to its ending. */
  finish(): void {
    this.#finishedMs ??= this.#running?.now() ?? 0;
    this.#finish();
  }

  /**
   * Carries out a step as a file has it, but for its time, which is now. Resolves when its effect is confirmed.
   *
   * @throws StepError when it cannot be done to the mesh as it is.
   */
  async act(written: WrittenStep): Promise<Step[]> {
    const running = this.#running;
    if (running === null || this.#finishedMs !== null) throw meshIsOver('it is being judged');
    this.#refuse(written, running);
    this.#noteCrashes(running);
    const steps = this.#scenario.expand(written, running.now());
    const acting = this.#carryOut(steps, running);
    const later = this.#carryOutLater(running);
    this.#track(acting);
    this.#track(later);
    await Promise.all([acting, later]);
    return steps;
  }

  async #carryOut(steps: readonly Step[], running: RunningScenario): Promise<void> {
    this.steps.push(...steps);
    await Promise.all(steps.map((step) => running.act(step)));
  }

  /** What a step such as `churn` leaves to be done. */
  async #carryOutLater(running: RunningScenario): Promise<void> {
    const acts: Promise<void>[] = [];
    for (let nextMs = this.#scenario.nextMs; nextMs !== null; nextMs = this.#scenario.nextMs) {
      await running.sleepUntil(nextMs);
      acts.push(this.#carryOut(this.#scenario.advance(nextMs), running));
    }
    await Promise.all(acts);
  }

  #track(work: Promise<unknown>): void {
    this.#underWay.add(work);
    const done = () => this.#underWay.delete(work);
    work.then(done, done);
  }

  /** A file's steps cannot know of crashes; here they are seen, and a crashed node can be started again. */
  #noteCrashes({ journal }: RunningScenario): void {
    const { records, history } = journal;
    for (; this.#read < records.length; this.#read++) {
      const record = records[this.#read];
      if (record?.type !== 'exit') continue;
      const incarnation = history.incarnation(record.node, record.boot);
      if (incarnation?.crashed || incarnation?.wasLostSightOf) this.#scenario.crashed(record.node, record.at);
    }
  }

  #refuse(written: WrittenStep, { surroundings }: RunningScenario): void {
    const verbs = ALL_VERBS.filter(({ name }) => written[name] !== undefined);
    const refusal = verbs
      .map(({ name }) => surroundings.refuses?.(name) ?? null)
      .find((each) => each !== null);
    if (refusal) throw refusal;
    const verb = verbs.find(({ changesLinks }) => changesLinks !== undefined);
    if (verb === undefined || this.#linkFaults) return;
    throw new MeshbedError(
      'LINKS_GO_STRAIGHT',
      `\`${verb.name}\` needs links that go through relays, and this mesh was started with \`linkFaults: false\`.`,
      'Leave `linkFaults` out.',
      EXIT.badInput,
    );
  }
}
