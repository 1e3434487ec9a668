/**
 * The nodes of a program under trial: what is done to them, and waiting for what they say. What it means is the parts' business
 * (`../parts/`).
 */

import { AdaptedRuntime } from '../../adapter/adapted-runtime.ts';
import { stripTerminalEscapes } from '../../adapter/line-reader.ts';
import { type StartValues, valuesForPlaceholders } from '../../adapter/start-values.ts';
import { Record, type RecordedIncarnation } from '../../conform/walk/record.ts';
import type { Plan } from '../../plan/types.ts';
import { durationText } from '../../report/phrases.ts';
import { realClock } from '../../runtime/port/clock.ts';
import type { Executed, Runtime, Surroundings } from '../../runtime/port/port.ts';
import { START_TIMEOUTS_MS } from '../../scenario/nodes/start-timeouts.ts';
import type { ProgramSpec } from '../../topology/model/program.ts';
import { LineTally } from './line-tally.ts';
import type { AdaptNews } from './types.ts';

/** How long a program may take, in milliseconds. */
export const ADAPT_TIMEOUTS_MS = {
  /** To become ready and to end: as in a run, where the file names nothing else. */
  ready: START_TIMEOUTS_MS.ready,
  exit: START_TIMEOUTS_MS.exit,
  /** For neighbours to find each other. */
  meet: 10_000,
  /** For a message to come out elsewhere; longer where the file says so. */
  deliver: 5_000,
  /** For the death of a neighbour to be noticed. */
  death: 30_000,
  /** In which lines are shown that nothing waits for; and behind a death that nobody is expected to notice. */
  quiet: 1_000,
  watch: 3_000,
  watchDeath: 10_000,
};
export type AdaptTimeouts = typeof ADAPT_TIMEOUTS_MS;

/** One start of a node. */
export interface Start {
  incarnation: RecordedIncarnation;
  beganMs: number;
  /** From when on its program surely ran: a container takes a while to make. Null until then. */
  runsFromMs: number | null;
  /** The line that said that it is ready. */
  readyLine: { text: string; atMs: number } | null;
  /** When it was asked to end; null: nobody has. */
  askedToEndMs: number | null;
}

export class Trial {
  readonly record = new Record();
  readonly tally = new LineTally();
  readonly program: ProgramSpec;
  readonly plan: Plan;
  readonly patience: AdaptTimeouts;
  readonly say: (news: AdaptNews) => void;
  readonly starts: Start[] = [];
  readonly runtime: AdaptedRuntime;
  readonly #inner: Runtime;
  #surroundings!: Surroundings;

  constructor(
    runtime: Runtime,
    plan: Plan,
    patience: Partial<AdaptTimeouts>,
    say: (news: AdaptNews) => void,
  ) {
    const { programs = {}, timeouts = {} } = plan.topology;
    this.#inner = runtime;
    this.plan = plan;
    this.program = Object.values(programs)[0]!;
    this.say = say;
    const ofFile = {
      ...(timeouts.exit === undefined ? {} : { exit: timeouts.exit }),
      ready: this.program.ready.withinMs ?? timeouts.ready ?? ADAPT_TIMEOUTS_MS.ready,
    };
    this.patience = { ...ADAPT_TIMEOUTS_MS, ...ofFile, ...patience };
    this.runtime = new AdaptedRuntime(runtime, ({ node, boot }, read, atMs) => {
      const line = { ...read, text: stripTerminalEscapes(read.text), node, boot, atMs };
      if (read.saysReady) this.latest(node).readyLine ??= line;
      this.tally.add(line);
      say({ type: 'line', line });
    });
  }

  get nodes(): string[] {
    return this.plan.nodes.map(({ name }) => name);
  }

  async open(): Promise<void> {
    let last = '';
    this.#surroundings = await this.runtime.open(this.plan, this.record, (what) => {
      if (what !== last) this.act(what);
      last = what;
    });
  }

  async close(): Promise<void> {
    await this.runtime.close();
  }

  act(text: string): void {
    this.say({ type: 'act', text });
  }

  latest(node: string): Start {
    return this.starts.findLast(({ incarnation }) => incarnation.node === node)!;
  }

  runs(node: string): boolean {
    return this.latest(node).incarnation.exit === null;
  }

  /** What the placeholders of that node stand for. */
  values(name: string): StartValues {
    const node = this.plan.nodes.find((planned) => planned.name === name)!;
    const { key } = this.plan;
    const folder = this.#inner.programs!.folder(name);
    const { boot } = this.latest(name).incarnation;
    return valuesForPlaceholders({ node, boot, key, folder, surroundings: this.#surroundings });
  }

  /** Runs a command beside a node. */
  execute(node: string, command: readonly string[]): Promise<Executed> {
    return this.#inner.programs!.exec(node, command);
  }

  /** Starts nodes and tells them to become ready. */
  async start(names: readonly string[], boot: number): Promise<void> {
    for (const node of names) {
      const incarnation = this.record.begin(node, boot);
      const beganMs = realClock.now();
      this.starts.push({ incarnation, beganMs, runsFromMs: null, readyLine: null, askedToEndMs: null });
    }
    await this.runtime.start(
      names.map((node) => ({ node, boot })),
      () => {},
    );
    for (const name of names) {
      this.latest(name).runsFromMs = realClock.now();
      const { listen } = this.#surroundings;
      this.runtime.send(name, {
        type: 'configure',
        run: this.plan.run,
        node: name,
        boot,
        seed: 1,
        key: this.plan.key,
        listen: listen(name),
        peers: [],
        options: {},
      });
    }
  }

  /** Asks a node to end, as the description says. */
  stop(node: string): void {
    this.latest(node).askedToEndMs = realClock.now();
    this.runtime.send(node, { type: 'stop' });
  }

  async kill(node: string): Promise<void> {
    this.latest(node).askedToEndMs ??= realClock.now();
    await this.runtime.apply({ type: 'kill', node });
  }

  /** The exit that came by itself, in words; null while it runs, or where it was asked for. */
  crash(node: string): string | null {
    const { incarnation, beganMs, askedToEndMs } = this.latest(node);
    if (incarnation.exit === null || askedToEndMs !== null) return null;
    const lived = durationText((incarnation.endedMs ?? beganMs) - beganMs);
    return `${node} ended by itself ${exitText(incarnation)}, ${lived} after its start`;
  }
}

export function exitText({ exit }: RecordedIncarnation): string {
  return exit?.signal ? `by ${exit.signal}` : `with code ${exit?.code ?? 'unknown'}`;
}
