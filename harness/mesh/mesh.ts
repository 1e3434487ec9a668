/// <reference lib="esnext.disposable" preserve="true" />

/**
 * A mesh in the hands of a program: started, acted on and watched by its methods, judged when asked.
 *
 *     await using mesh = await Mesh.start('ring.yaml');
 *     const hello = await mesh.inject('hello', { from: 'n1' });
 *     await mesh.delivered(hello, { within: '1s' });
 *
 * A method that does something to the mesh is a step: written, checked, carried out and journaled as one of a file. So
 * the verdict means the same, and `steps` can be saved as a file's. What waits and what tells has no effect on the run.
 * All times are the runtime's own, so a mesh may run on any clock.
 */

import type { JournalRecord } from '../journal/record.ts';
import { verdictHeadline } from '../report/headline.ts';
import { judgeRecords } from '../report/outcome.ts';
import type { RunResult } from '../report/result.ts';
import { runScript } from '../scenario/run.ts';
import { ScenarioEnded } from '../scenario/scenario.ts';
import type { RunningScenario } from '../scenario/step-source.ts';
import type { WrittenStep } from '../topology/live-steps.ts';
import { silentOnDeaths, silentOnReturns } from '../topology/model/sight.ts';
import type { Step, Topology } from '../topology/topology.ts';
import { meshIsOver, NotSeenError } from './errors.ts';
import { HeldSteps } from './held-steps.ts';
import { awaitDelivery, awaitInjectionAnswers, type Receipt, receiptsOf } from './message.ts';
import { MeshNode } from './node.ts';
import { WithNodeActs } from './node-acts.ts';
import { awaitNotices, type Notice, type NoticeKind } from './notices.ts';
import type { MeshOptions } from './options.ts';
import { iterateJournalRecords } from './records.ts';
import { runtimeFromOptions, topologyFromOptions } from './start.ts';
import { durationMs } from './units.ts';
import type {
  ChurnWritten,
  Duration,
  Links,
  LinkWritten,
  MessagesWritten,
  Nodes,
  TopologyWritten,
} from './written.ts';

/** A message that was injected. */
export interface Message {
  /** The program's own name for it, the same on every node. */
  readonly id: string;
  /** Who injected it. */
  readonly from: string;
  readonly mesh: Mesh;
}

interface Within {
  within?: Duration;
}

export class Mesh extends WithNodeActs implements AsyncDisposable {
  /** In the topology's order. */
  readonly nodes: readonly MeshNode[];
  readonly #heldSteps: HeldSteps;
  readonly #running: RunningScenario;
  readonly #result: Promise<RunResult>;
  readonly #close: AbortController;
  #isJudged = false;

  /**
   * Resolves when the nodes that start with the mesh are ready and the mesh has come to rest: neighbours have met, and nobody
   * waits for a processor any more (`timeouts: { warmup }`). Steps of the topology are not done: they are yours.
   *
   * @throws TopologyError with all mistakes; MeshbedError when the runtime cannot run it, `NOT_READY` when no node
   * became ready. A node that did not is in the verdict.
   */
  static async start(
    topology: string | TopologyWritten | Topology,
    options: MeshOptions = {},
  ): Promise<Mesh> {
    const { seed, linkFaults = true, signal, runtime: which, ...others } = options;
    const loaded = await topologyFromOptions(topology, seed);
    const heldSteps = new HeldSteps(loaded, linkFaults);
    const close = new AbortController();
    const result = runScript(loaded, heldSteps, {
      ...others,
      runtime: await runtimeFromOptions(which),
      signal: signal === undefined ? close.signal : AbortSignal.any([close.signal, signal]),
    });
    result.catch(() => {});
    const first = await Promise.race([heldSteps.begun, result]);
    if ('verdict' in first)
      throw new NotSeenError('NOT_READY', verdictHeadline(first), 'See its nodes’ logs: `out`.');
    return new Mesh(heldSteps, first, result, close);
  }

  private constructor(
    heldSteps: HeldSteps,
    running: RunningScenario,
    result: Promise<RunResult>,
    close: AbortController,
  ) {
    super();
    this.#heldSteps = heldSteps;
    this.#running = running;
    this.#result = result;
    this.#close = close;
    this.nodes = running.plan.nodes.map((planned) => new MeshNode(planned, running));
  }

  get topology(): Topology {
    return this.#running.plan.topology;
  }

  /** The run's name, unique among runs. */
  get run(): string {
    return this.#running.plan.run;
  }

  /** The engine's names of the networks, by those of the topology; one of nodes that name none is `mesh`. */
  get networks(): Readonly<Record<string, string>> {
    return this.#running.surroundings.outside?.networks ?? {};
  }

  /** What was done so far, in order, each with its moment: as a file's steps would be after loading. */
  get steps(): readonly Step[] {
    return this.#heldSteps.steps;
  }

  /** @throws MeshbedError `UNKNOWN_NODE`. */
  node(name: string): MeshNode {
    return MeshNode.find(this.nodes, name);
  }

  // What is done to the mesh. Each resolves when the effect is confirmed. What is done to nodes is in `NodeActs`.

  /**
   * Any step as a file has it, without its time, which is now: `{ kill: 'n3' }`.
   *
   * @throws StepError when it cannot be done to the mesh as it is; nothing was done then.
   */
  async act(step: WrittenStep): Promise<void> {
    await this.#while(this.#heldSteps.act(step));
  }

  /**
   * One message, or as many as asked for. Resolves when the origins have said `injected`.
   *
   * @throws NotSeenError `INJECT_REFUSED` or `UNANSWERED`.
   */
  inject(text: string, how: { from: Nodes }): Promise<Message>;
  inject(messages: MessagesWritten, how: { from: Nodes }): Promise<Message[]>;
  async inject(what: string | MessagesWritten, { from }: { from: Nodes }): Promise<Message | Message[]> {
    const steps = await this.#while(this.#heldSteps.act({ inject: what, from }));
    const refs = steps.flatMap((step) =>
      step.verb === 'inject' ? Array.from({ length: step.count }, (_, i) => `${step.index}.${i}`) : [],
    );
    const taken = await this.#while(awaitInjectionAnswers(this.#running, refs));
    const messages = taken.map(({ message, node }) => ({ id: message ?? '', from: node, mesh: this }));
    const [first] = messages;
    if (typeof what !== 'string') return messages;
    if (first === undefined) throw new NotSeenError('UNANSWERED', `No node of ${from} runs.`, 'Start one.');
    return first;
  }

  partition = (groups: readonly Nodes[]): Promise<void> => this.act({ partition: groups });
  heal = (): Promise<void> => this.act({ heal: 'all' });
  cut = (links: Links): Promise<void> => this.act({ cut: links });
  mend = (links: Links): Promise<void> => this.act({ mend: links });
  /** New conditions, in place of all that these links had. */
  link = (change: LinkWritten): Promise<void> => this.act({ link: change });
  /** Resolves when it is over. */
  churn = (how: ChurnWritten): Promise<void> => this.act({ churn: how });

  // What is waited for.

  /**
   * Resolves when every node that is owed the message has delivered it, or has not in time where the topology's `share`
   * allows that. By default `within` and `to` are those of the topology's `expect`.
   *
   * @throws NotSeenError `NOT_DELIVERED` with the findings, `OWED_TO_NOBODY`.
   */
  async delivered(
    message: Message | string,
    { within, to }: Within & { to?: 'present' | 'eventual' } = {},
  ): Promise<Receipt[]> {
    const { delivery } = this.topology.expect;
    const settings = {
      asked: true,
      withinMs: within === undefined ? (delivery?.withinMs ?? 5000) : durationMs(within),
      to: to ?? delivery?.to ?? 'present',
      ...(delivery?.share === undefined ? {} : { share: delivery.share }),
    };
    return await this.#while(awaitDelivery(this.#running, idOf(message), settings));
  }

  /** Who has delivered the message so far, in order of time. */
  receipts(message: Message | string): Receipt[] {
    return receiptsOf(this.#running.journal.history, idOf(message));
  }

  /**
   * Resolves when all neighbours of the node that run and are no infrastructure, or those of `by`, take it for dead. `within` is by default the
   * topology's `detect`.
   *
   * @throws NotSeenError `DEATH_NOT_SEEN`.
   */
  noticedDeath(node: string, options: Within & { by?: string | readonly string[] } = {}): Promise<Notice[]> {
    return this.#noticed(node, 'death', options, this.topology.expect.keepalive?.detectMs);
  }

  /** Resolves when they take it for alive again. `within` is by default the topology's `recover`. */
  noticedReturn(node: string, options: Within & { by?: string | readonly string[] } = {}): Promise<Notice[]> {
    return this.#noticed(node, 'return', options, this.topology.expect.keepalive?.recoverMs);
  }

  /** By the run's own clock. */
  async sleep(duration: Duration): Promise<void> {
    await this.#while(this.#running.sleepUntil(this.now() + durationMs(duration)));
  }

  /** Milliseconds since the mesh was ready, by the run's own clock. */
  now(): number {
    return this.#running.now();
  }

  // What it tells.

  /** The journal's records as they come, from now on or from its first; ends with the mesh. */
  events(options: { from?: 'now' | 'start' } = {}): AsyncIterableIterator<JournalRecord> {
    return iterateJournalRecords(this.#running.journal, options.from ?? 'now');
  }

  /** Judges what is known at this moment, and goes on. What is still owed, and all that may yet come, is not in it. */
  soFar(): RunResult {
    const { records, history } = this.#running.journal;
    return judgeRecords(records, { cut: { text: 'the mesh is still held' } }, history);
  }

  /**
   * Ends the run as a file's ends: waits until every obligation is decided and the mesh has been quiet, closes it, and
   * judges. No step is taken any more. Calling it again gives the same result.
   */
  verdict(): Promise<RunResult> {
    this.#isJudged = true;
    this.#heldSteps.finish();
    return this.#result;
  }

  /** Ends everything, whatever is under way. After it nothing of the mesh is left; what was not judged is not. */
  async close(): Promise<void> {
    this.#close.abort();
    const result = this.#result;
    // The caller of `verdict` gets what went wrong.
    await (this.#isJudged ? result.catch(() => {}) : result);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #noticed(
    name: string,
    what: NoticeKind,
    { within, by }: Within & { by?: string | readonly string[] },
    usualMs: number | null | undefined,
  ): Promise<Notice[]> {
    const { neighbours } = this.node(name);
    const silent = what === 'death' ? silentOnDeaths(this.topology) : silentOnReturns(this.topology);
    const named = by === undefined ? neighbours.filter((each) => !silent.has(each)) : [by].flat();
    const witnesses = named.map((each) => this.node(each));
    const running = () => witnesses.filter(({ state }) => state === 'ready').map((each) => each.name);
    const withinMs = within === undefined ? (usualMs ?? 5000) : durationMs(within);
    return await this.#while(awaitNotices(this.#running, name, what, running, withinMs));
  }

  /** What was under way when the run ended rejects with the reason. */
  async #while<Result>(work: Promise<Result>): Promise<Result> {
    const ended = this.#result.then(({ endText }) => {
      throw meshIsOver(endText);
    });
    try {
      return await Promise.race([work, ended]);
    } catch (error) {
      throw error instanceof ScenarioEnded ? meshIsOver(error.ending.text) : error;
    }
  }
}

function idOf(message: Message | string): string {
  return typeof message === 'string' ? message : message.id;
}
