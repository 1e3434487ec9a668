/**
 * The runtime `process`: every node is a child process on this machine. It needs nothing but Node, and it
 * isolates nothing: the nodes see the machine's files and its network.
 */

import { hostname, platform, release } from 'node:os';

import type { Command } from '../../../node/contract/types.ts';
import type { Plan } from '../../plan/types.ts';
import { realClock } from '../clock.ts';
import { Guardian } from '../guardian/guardian.ts';
import { Nodes } from '../nodes.ts';
import type { Fault, NodeBoot, Progress, Runtime, Sink, Surroundings } from '../port.ts';
import { type Addresses, takeAddresses } from './addresses.ts';
import { Child } from './child.ts';
import { mark, OWNER_VARIABLE, RUN_VARIABLE } from './proc.ts';
import { type Program, programOf } from './program.ts';

/** Programs that start at the same time. More only makes all of them slower. */
const STARTS_AT_ONCE = 4;
/** A program that says nothing at its start does not hold up the next for longer. */
const FIRST_WORD_MS = 1_000;

interface Run {
  sink: Sink;
  programs: ReadonlyMap<string, Program>;
  addresses: Addresses;
  guardian: Guardian;
  env: Record<string, string>;
}

export class ProcessRuntime implements Runtime {
  readonly name = 'process';
  readonly clock = realClock;
  readonly #nodes = new Nodes<Child>(STARTS_AT_ONCE);
  #run: Promise<Run> | null = null;
  #closing: Promise<void> | null = null;

  async open(plan: Plan, sink: Sink, _progress: Progress): Promise<Surroundings> {
    this.#nodes.mustBeOpen();
    this.#run = prepare(plan, sink);
    const { addresses } = await this.#run;
    this.#nodes.mustBeOpen();
    return {
      listen: (node) => addresses.of(node),
      reach: (_from, to) => addresses.of(to),
      facts: {
        runtime: 'process',
        isolation: 'none',
        addresses: addresses.block,
        node: process.version,
        system: `${platform()} ${release()}`,
        host: hostname(),
      },
    };
  }

  async start(boots: readonly NodeBoot[], progress: Progress): Promise<void> {
    this.#nodes.mustBeOpen();
    const run = await this.#run;
    if (run === null) throw new Error('start before open');
    const launch = async ({ node }: NodeBoot, output: Parameters<typeof Child.spawn>[2]) => {
      const program = run.programs.get(node);
      if (program === undefined) throw new Error(`no node ${node} in this plan`);
      await run.addresses.free(node);
      const child = await Child.spawn(program, run.env, output);
      run.guardian.watch(child.mark);
      void child.gone.then(() => run.guardian.ended(child.mark));
      return child;
    };
    await this.#nodes.start(boots, run.sink, progress, launch, (child) => child.firstWord(FIRST_WORD_MS));
  }

  send(node: string, command: Command): void {
    this.#nodes.send(node, command);
  }

  async apply(fault: Fault): Promise<void> {
    await this.#nodes.apply(fault);
  }

  close(): Promise<void> {
    this.#closing ??= this.#remove();
    return this.#closing;
  }

  async #remove(): Promise<void> {
    await this.#nodes.close();
    const run = await this.#run?.catch(() => null);
    await Promise.all(this.#nodes.all().map((child) => child.kill()));
    await run?.addresses.release();
    run?.guardian.done();
  }
}

async function prepare(plan: Plan, sink: Sink): Promise<Run> {
  const programs = new Map(plan.nodes.map((node) => [node.name, programOf(node)]));
  const addresses = await takeAddresses(plan.nodes.map((node) => node.name));
  const env = { [RUN_VARIABLE]: plan.run, [OWNER_VARIABLE]: mark(process.pid) ?? '' };
  return { sink, programs, addresses, guardian: Guardian.start(plan.run, null), env };
}
