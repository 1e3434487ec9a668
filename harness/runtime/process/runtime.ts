/**
 * The runtime `process`: every node is a child process on this machine. It needs nothing but Node, and it
 * isolates nothing: the nodes see the machine's files and its network. Relays and the canary are children like them.
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
import { assignLinksToRelays, type RelayAssignment } from '../relays/assignment.ts';
import { type RelayPlacement, Relays } from '../relays/relays.ts';
import { START_VARIABLE } from '../system/proc.ts';
import { type Addresses, takeAddresses } from './addresses.ts';
import type { Child } from './child.ts';
import { mustFit, needsNetwork } from './fits.ts';
import { mustBeThere } from './missing.ts';
import { type ProcessOwner, RunProcessOwner } from './process-owner.ts';
import {
  besideProgram,
  foreignProgram,
  type Program,
  programOfNode,
  relayProgram,
  warmBundledPrograms,
} from './program.ts';
import { ProgramFiles, withFiles } from './program-files.ts';

/** Programs that start at the same time. More only makes all of them slower. */
const STARTS_AT_ONCE = 4;
/** A program that says nothing at its start does not hold up the next for longer. */
const FIRST_WORD_MS = 1_000;

interface Run {
  sink: Sink;
  plan: Plan;
  /** Null for those that are started by a launch of their own each time. */
  programs: ReadonlyMap<string, Program | null>;
  addresses: Addresses;
  owner: ProcessOwner;
}

export class ProcessRuntime implements Runtime, RawStdin {
  readonly name = 'process';
  readonly clock = realClock;
  readonly #nodes = new RunningNodes<Child>(STARTS_AT_ONCE, (node) => this.#addresses?.of(node).host ?? null);
  #addresses: Addresses | null = null;
  #relays: Relays | null = null;
  #run: Promise<Run> | null = null;
  /** Until the relays carry their links. */
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
    mustBeThere(topology);
  }

  async open(plan: Plan, sink: Sink, progress: Progress): Promise<Surroundings> {
    this.#nodes.mustBeOpen();
    const assignments = assignLinksToRelays(plan, () => '');
    const relays = new Relays(sink);
    this.#relays = relays;
    this.#run = prepare(plan, assignments, sink, this.#ownerOf);
    const run = await this.#run;
    const { addresses } = run;
    this.#addresses = addresses;
    if (plan.nodes.some(({ program }) => program !== undefined)) await this.#files.make();
    await warmBundledPrograms();
    this.#nodes.mustBeOpen();
    if (assignments.length > 0) progress('starting the relays');
    const placement: RelayPlacement = {
      launch: (name, streams) => run.owner.launch(relayProgram(name), streams),
      node: (name) => addresses.of(name),
      bind: (relay) => addresses.of(relay).host,
      host: (relay) => addresses.of(relay).host,
    };
    this.#opening = relays.open(plan, assignments, placement, true);
    // What failed because we were closed in between failed for that reason.
    await this.#opening.finally(() => this.#nodes.mustBeOpen());
    return {
      listen: (node) => addresses.of(node),
      reach: (from, to) => relays.reach(from, to) ?? addresses.of(to),
      facts: {
        runtime: 'process',
        isolation: 'none',
        addresses: addresses.block,
        ...relays.facts,
        node: process.version,
        system: `${platform()} ${release()}`,
        host: hostname(),
      },
      outside: { address: (node) => addresses.of(node), networks: {} },
      refuses,
    };
  }

  async start(starts: readonly NodeStart[], progress: Progress): Promise<void> {
    this.#nodes.mustBeOpen();
    const run = await this.#run;
    if (run === null || this.#relays === null) throw new Error('start before open');
    const start = async (boot: NodeStart, output: Streams) => {
      const program = run.programs.get(boot.node);
      await run.addresses.free(boot.node);
      if (program) return await run.owner.launch(program, output);
      return await this.#launchForeign(run, boot, output);
    };
    const settle = (child: Child) => child.firstWord(FIRST_WORD_MS);
    await Promise.all([
      this.#relays.there(),
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
    switch (fault.type) {
      case 'link':
        return await this.#relays?.change(fault.changes);
      case 'attack':
        return await this.#relays?.attack(fault);
      case 'count':
        await Promise.all([this.#relays?.count(), this.#nodes.count()]);
        return;
      case 'disconnect':
      case 'reconnect':
        throw noNetworkToLeave();
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
    const streams = files.length === 0 ? output : withFiles(output, files);
    return await run.owner.launch(foreignProgram(planned, { ...launch, env }, start), streams);
  }

  /** A process like any other of the run, so that it is guarded, and ends with the run. */
  async #execute(node: string, [file = '', ...args]: readonly string[]): Promise<Executed> {
    try {
      const run = await this.#run;
      const launch = this.#launches.get(node);
      if (run === null || launch === undefined || this.#nodes.latest(node)?.ended !== false)
        return { code: null, text: 'it does not run' };
      this.#nodes.mustBeOpen();
      const execution = new Execution();
      const child = await run.owner.launch(besideProgram(launch, file, args), execution);
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
    const quiet = this.#relays?.silence();
    await this.#nodes.close();
    await quiet;
    const run = await this.#run?.catch(() => null);
    await this.#opening?.catch(() => {});
    await run?.owner.leave();
    await run?.addresses.release();
    await this.#files.remove();
  }
}

async function prepare(
  plan: Plan,
  assignments: readonly RelayAssignment[],
  sink: Sink,
  ownerOf: (run: string) => ProcessOwner,
): Promise<Run> {
  for (const { verb } of plan.topology.steps) {
    const refusal = refuses(verb);
    if (refusal !== null) throw refusal;
  }
  mustFit(plan);
  const programs = new Map(plan.nodes.map((node) => [node.name, programOfNode(node)]));
  const names = [...plan.nodes.map(({ name }) => name), ...assignments.map(({ relay }) => relay)];
  const owner = ownerOf(plan.run);
  try {
    return { plan, sink, programs, addresses: await takeAddresses(names), owner };
  } catch (error) {
    await owner.leave();
    throw error;
  }
}

function refuses(verb: string): MeshbedError | null {
  return needsNetwork(verb) ? noNetworkToLeave() : null;
}

function noNetworkToLeave(): MeshbedError {
  return new MeshbedError(
    'NO_NETWORK_TO_LEAVE',
    'The steps disconnect nodes from the network, and the runtime process has none that a node could leave.',
    "Run with --runtime docker, or cut the nodes' links instead.",
    EXIT.badInput,
  );
}
