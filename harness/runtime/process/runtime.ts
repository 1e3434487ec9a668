/**
 * The runtime `process`: every node is a child process on this machine. It needs nothing but Node, and it
 * isolates nothing: the nodes see the machine's files and its network.
 */

import { hostname, platform, release } from 'node:os';

import type { Command } from '../../../node/contract/types.ts';
import { EXIT, MeshbedError } from '../../errors.ts';
import type { Plan } from '../../plan/types.ts';
import { forEachBounded } from '../bounded.ts';
import { realClock } from '../clock.ts';
import { Guardian } from '../guardian/guardian.ts';
import { Output } from '../output.ts';
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
  plan: Plan;
  sink: Sink;
  programs: Map<string, Program>;
  addresses: Addresses;
  guardian: Guardian;
}

export class ProcessRuntime implements Runtime {
  readonly name = 'process';
  readonly clock = realClock;
  #run: Run | null = null;
  #opening: Promise<Run> | null = null;
  #closing: Promise<void> | null = null;
  /** The latest boot of each node, and what boots speak through that have not ended. */
  readonly #children = new Map<string, Child>();
  readonly #booting = new Set<Promise<Child>>();
  readonly #outputs = new Set<Output>();

  async open(plan: Plan, sink: Sink, _progress: Progress): Promise<Surroundings> {
    this.#opening = this.#prepare(plan, sink);
    const { addresses } = await this.#opening;
    this.#mustBeOpen();
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
    let started = 0;
    await forEachBounded(boots, STARTS_AT_ONCE, async (boot) => {
      const run = this.#mustBeOpen();
      const booting = this.#boot(run, boot);
      this.#booting.add(booting);
      const child = await booting.finally(() => this.#booting.delete(booting));
      progress('starting the nodes', ++started, boots.length);
      // The last ones need not wait for their own first words: nobody is behind them.
      if (started + STARTS_AT_ONCE <= boots.length) await child.firstWord(FIRST_WORD_MS);
    });
  }

  send(node: string, command: Command): void {
    this.#children.get(node)?.send(command);
  }

  async apply(fault: Fault): Promise<void> {
    const child = this.#children.get(fault.node);
    if (fault.type === 'kill') await child?.kill();
    else if (fault.type === 'pause') await child?.pause();
    else child?.resume();
  }

  close(): Promise<void> {
    this.#closing ??= this.#remove();
    return this.#closing;
  }

  async #prepare(plan: Plan, sink: Sink): Promise<Run> {
    const programs = new Map(plan.nodes.map((node) => [node.name, programOf(node)]));
    const addresses = await takeAddresses(plan.nodes.map((node) => node.name));
    this.#run = { plan, sink, programs, addresses, guardian: Guardian.start(plan.run, null) };
    return this.#run;
  }

  async #boot(run: Run, boot: NodeBoot): Promise<Child> {
    const program = run.programs.get(boot.node);
    if (program === undefined) throw new Error(`no node ${boot.node} in this plan`);
    if (this.#children.get(boot.node)?.ended === false) throw new Error(`${boot.node} runs already`);
    await run.addresses.free(boot.node);
    const output = new Output(boot, run.sink, this.clock);
    this.#outputs.add(output);
    const env = { [RUN_VARIABLE]: run.plan.run, [OWNER_VARIABLE]: mark(process.pid) ?? '' };
    const child = await Child.spawn(program, env, output);
    this.#children.set(boot.node, child);
    run.guardian.watch(child.mark);
    void child.gone.then(() => {
      run.guardian.ended(child.mark);
      this.#outputs.delete(output);
    });
    return child;
  }

  #mustBeOpen(): Run {
    if (this.#closing !== null) throw closed();
    if (this.#run === null) throw new Error('start before open');
    return this.#run;
  }

  async #remove(): Promise<void> {
    for (const output of this.#outputs) output.silence();
    await this.#opening?.catch(() => {});
    await Promise.allSettled(this.#booting);
    await Promise.all([...this.#children.values()].map((child) => child.kill()));
    await this.#run?.addresses.release();
    this.#run?.guardian.done();
  }
}

export function closed(): MeshbedError {
  return new MeshbedError('CLOSED', 'The runtime was closed.', 'Run it again.', EXIT.interrupted);
}
