/**
 * The runtime `process`: every node is a child process on this machine. On a flat network it needs nothing but Node, and
 * isolates nothing: the nodes see the machine's files and its network; on a routed one, only its files. What runs beside the
 * nodes are children like them.
 */

import { randomUUID } from 'node:crypto';
import { hostname, platform, release } from 'node:os';
import { join } from 'node:path';

import type { Command } from '../../../node/contract/types.ts';
import { EXIT, MeshbedError } from '../../common/errors.ts';
import type { Plan } from '../../plan/types.ts';
import type { Topology } from '../../topology/topology.ts';
import { Execution, notExecuted } from '../lifecycle/execution.ts';
import { RunningNodes } from '../lifecycle/running-nodes.ts';
import type { Streams } from '../node-output/output.ts';
import { realClock } from '../port/clock.ts';
import type {
  Executed,
  NodeStart,
  ProgramAccess,
  ProgramLaunch,
  Progress,
  RawStdin,
  Runtime,
  RuntimeFault,
  Sink,
  Surroundings,
} from '../port/port.ts';
import { START_VARIABLE } from '../system/proc.ts';
import type { Child } from './child.ts';
import { needsNetwork, requireFit } from './fits.ts';
import { FlatProcessNetwork } from './flat-network.ts';
import { requireAllPrograms } from './missing.ts';
import type { ProcessNetwork } from './network.ts';
import { type ProcessOwner, RunProcessOwner } from './process-owner.ts';
import {
  commandBesideProgram,
  foreignProgram,
  type Program,
  programOfNode,
  warmBundledPrograms,
} from './program.ts';
import { outputWithFollowedFiles, ProgramFiles } from './program-files.ts';
import { RoutedProcessNetwork } from './routed-network.ts';

/** Programs that start at the same time. More only makes all of them slower. */
const STARTS_AT_ONCE = 4;
/** A program that says nothing at its start does not hold up the next for longer. */
const FIRST_WORD_MS = 1_000;

interface Run {
  sink: Sink;
  plan: Plan;
  /** Null for those that are started by a launch of their own each time. */
  programs: ReadonlyMap<string, Program | null>;
  network: ProcessNetwork;
  owner: ProcessOwner;
}

export class ProcessRuntime implements Runtime, RawStdin {
  readonly name = 'process';
  readonly clock = realClock;
  readonly #nodes = new RunningNodes<Child>(
    STARTS_AT_ONCE,
    (node) => this.#run?.network.placeOf(node) ?? null,
    (node) => this.#run?.network.isDisconnected(node) ?? false,
  );
  #run: Run | null = null;
  /** Until links are carried. */
  #opening: Promise<void> | null = null;
  #closing: Promise<void> | null = null;
  readonly #files = new ProgramFiles();
  /** Of each node whose program was started by a launch: what its commands get. */
  readonly #launches = new Map<string, Pick<ProgramLaunch, 'env' | 'folder'>>();
  readonly programs: ProgramAccess = {
    folder: (node) => this.#files.folder(node),
    write: (node, text) => this.#nodes.put(node, text),
    signal: (node, signal) => this.#nodes.signal(node, signal),
    exec: (node, command) => this.#execute(node, command),
  };
  readonly #ownerOf: (run: string) => ProcessOwner;

  /** `ownerOf` a run: who starts its programs and sees to their end. By default they are its own, and end with it. */
  constructor(ownerOf: (run: string) => ProcessOwner = (run) => new RunProcessOwner(run)) {
    this.#ownerOf = ownerOf;
  }

  refuse(topology: Topology): void {
    requireAllPrograms(topology);
  }

  async open(plan: Plan, sink: Sink, progress: Progress): Promise<Surroundings> {
    this.#nodes.mustBeOpen();
    this.#run = prepare(plan, sink, this.#ownerOf);
    this.#opening = this.#open(this.#run, progress);
    // What failed because we were closed in between failed for that reason.
    await this.#opening.finally(() => this.#nodes.mustBeOpen());
    const { network } = this.#run;
    return {
      listen: (node) => network.listen(node),
      reach: (from, to) => network.reach(from, to),
      facts: {
        runtime: 'process',
        ...network.facts(),
        ...network.carriers.facts,
        node: process.version,
        system: `${platform()} ${release()}`,
        host: hostname(),
      },
      // We ourselves are on no routed network.
      ...(network instanceof RoutedProcessNetwork
        ? {}
        : { outside: { address: (node) => network.listen(node), networks: {} } }),
      refuses: (verb) => refuses(plan, verb),
    };
  }

  async #open({ plan, network, owner }: Run, progress: Progress): Promise<void> {
    if (plan.nodes.some(({ program }) => program !== undefined)) await this.#files.make();
    await warmBundledPrograms();
    this.#nodes.mustBeOpen();
    await network.open(plan, owner, progress);
  }

  async start(starts: readonly NodeStart[], progress: Progress): Promise<void> {
    this.#nodes.mustBeOpen();
    const run = this.#run;
    await this.#opening;
    if (run === null) throw new Error('start before open');
    const start = async (boot: NodeStart, output: Streams) => {
      const program = run.programs.get(boot.node);
      await run.network.free(boot.node);
      if (program) return await run.owner.launch(run.network.at(boot.node, program), output);
      return await this.#launchForeign(run, boot, output);
    };
    const settle = (child: Child) => child.firstWord(FIRST_WORD_MS);
    await Promise.all([
      run.network.carriers.there(),
      this.#nodes.start(starts, run.sink, progress, start, settle),
    ]).finally(() => this.#nodes.mustBeOpen());
  }

  send(node: string, command: Command): void {
    this.#nodes.send(node, command);
  }

  write(node: string, text: string): void {
    this.#nodes.write(node, text);
  }

  hangUp(node: string): void {
    this.#nodes.hangUp(node);
  }

  async apply(fault: RuntimeFault): Promise<void> {
    const network = this.#run?.network;
    switch (fault.type) {
      case 'link':
        return await network?.carriers.change(fault);
      case 'attack':
        return await network?.carriers.attack(fault);
      case 'count':
        await Promise.all([network?.carriers.count(), this.#nodes.count()]);
        return;
      case 'disconnect':
      case 'reconnect':
        if (!(network instanceof RoutedProcessNetwork)) throw noNetworkToLeave();
        return await network.carriers[fault.type](fault.node);
      case 'move':
        if (network instanceof RoutedProcessNetwork) await network.carriers.move(fault);
        return;
      default:
        return await this.#nodes.apply(fault.type, fault.node);
    }
  }

  async #launchForeign(run: Run, { node, launch }: NodeStart, output: Streams): Promise<Child> {
    const planned = run.plan.nodes.find(({ name }) => name === node);
    if (planned === undefined || launch === undefined) throw new Error(`no program for ${node} in this plan`);
    await this.#files.lay(node, launch);
    const start = randomUUID();
    const env = { ...launch.env, [START_VARIABLE]: start };
    this.#launches.set(node, { ...launch, env });
    const files = launch.follow.map((name) => ({ name, path: join(this.#files.folder(node), name) }));
    const streams = files.length === 0 ? output : outputWithFollowedFiles(output, files);
    const program = foreignProgram(planned, { ...launch, env }, start);
    return await run.owner.launch(run.network.at(node, program), streams);
  }

  /** A process like any other of the run, so that it is guarded, and ends with the run. */
  async #execute(node: string, [file = '', ...args]: readonly string[]): Promise<Executed> {
    try {
      const run = this.#run;
      const launch = this.#launches.get(node);
      if (run === null || launch === undefined || this.#nodes.latest(node)?.ended !== false)
        return { code: null, text: 'it does not run' };
      this.#nodes.mustBeOpen();
      const execution = new Execution();
      const beside = run.network.at(node, commandBesideProgram(launch, file, args));
      const child = await run.owner.launch(beside, execution);
      child.hangUp();
      const executed = await execution.outcome();
      if (executed.code === null) await child.kill();
      return executed;
    } catch (error) {
      return notExecuted(error);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#remove();
    return this.#closing;
  }

  async #remove(): Promise<void> {
    const run = this.#run;
    const quiet = run?.network.carriers.silence();
    await this.#nodes.close();
    await quiet;
    await this.#opening?.catch(() => {});
    await run?.owner.leave();
    await run?.network.release();
    await this.#files.remove();
  }
}

function prepare(plan: Plan, sink: Sink, ownerOf: (run: string) => ProcessOwner): Run {
  for (const { verb } of plan.topology.steps) {
    const refusal = refuses(plan, verb);
    if (refusal !== null) throw refusal;
  }
  requireFit(plan);
  const programs = new Map(plan.nodes.map((node) => [node.name, programOfNode(node)]));
  const isRouted = plan.topology.network !== undefined;
  const network = isRouted ? new RoutedProcessNetwork(plan, sink) : new FlatProcessNetwork(sink);
  return { plan, sink, programs, network, owner: ownerOf(plan.run) };
}

function refuses({ topology }: Plan, verb: string): MeshbedError | null {
  return needsNetwork(verb) && topology.network === undefined ? noNetworkToLeave() : null;
}

function noNetworkToLeave(): MeshbedError {
  return new MeshbedError(
    'NO_NETWORK_TO_LEAVE',
    'The steps disconnect nodes from the network, and the runtime process has none that a node could leave.',
    "Run with --runtime docker, write `network: routed`, or cut the nodes' links instead.",
    EXIT.badInput,
  );
}
