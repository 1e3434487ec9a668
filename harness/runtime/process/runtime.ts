/**
 * The runtime `process`: every node is a child process on this machine. It needs nothing but Node, and it
 * isolates nothing: the nodes see the machine's files and its network. Relays and the canary are children like them.
 */

import { hostname, platform, release } from 'node:os';

import type { Command } from '../../../node/contract/types.ts';
import { EXIT, MeshbedError } from '../../errors.ts';
import type { Plan } from '../../plan/types.ts';
import type { Action } from '../../topology/types.ts';
import { realClock } from '../clock.ts';
import { Nodes } from '../nodes.ts';
import type { Streams } from '../output.ts';
import type { Fault, NodeBoot, Progress, RawStdin, Runtime, Sink, Surroundings } from '../port.ts';
import { type Deal, dealLinks } from '../relays/deal.ts';
import { type Ground, Relays } from '../relays/relays.ts';
import { type Addresses, takeAddresses } from './addresses.ts';
import type { Child } from './child.ts';
import { mustFit, needsNetwork } from './fits.ts';
import { type Keeper, OwnKeeper } from './keeper.ts';
import { type Program, programOf, relayProgram, warmBundled } from './program.ts';

/** Programs that start at the same time. More only makes all of them slower. */
const STARTS_AT_ONCE = 4;
/** A program that says nothing at its start does not hold up the next for longer. */
const FIRST_WORD_MS = 1_000;

interface Run {
  sink: Sink;
  programs: ReadonlyMap<string, Program>;
  addresses: Addresses;
  keeper: Keeper;
}

export class ProcessRuntime implements Runtime, RawStdin {
  readonly name = 'process';
  readonly clock = realClock;
  readonly #nodes = new Nodes<Child>(STARTS_AT_ONCE, (node) => this.#addresses?.of(node).host ?? null);
  #addresses: Addresses | null = null;
  #relays: Relays | null = null;
  #run: Promise<Run> | null = null;
  /** Until the relays carry their links. */
  #opening: Promise<void> | null = null;
  #closing: Promise<void> | null = null;
  readonly #keeperOf: (run: string) => Keeper;

  /** `keeperOf` a run: who starts its programs and sees to their end. By default they are its own, and end with it. */
  constructor(keeperOf: (run: string) => Keeper = (run) => new OwnKeeper(run)) {
    this.#keeperOf = keeperOf;
  }

  async open(plan: Plan, sink: Sink, progress: Progress): Promise<Surroundings> {
    this.#nodes.mustBeOpen();
    const deals = dealLinks(plan, () => '');
    const relays = new Relays(sink);
    this.#relays = relays;
    this.#run = prepare(plan, deals, sink, this.#keeperOf);
    const run = await this.#run;
    const { addresses } = run;
    this.#addresses = addresses;
    await warmBundled();
    this.#nodes.mustBeOpen();
    if (deals.length > 0) progress('starting the relays');
    const ground: Ground = {
      launch: (name, streams) => run.keeper.launch(relayProgram(name), streams),
      node: (name) => addresses.of(name),
      bind: (relay) => addresses.of(relay).host,
      host: (relay) => addresses.of(relay).host,
    };
    this.#opening = relays.open(plan, deals, ground, true);
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

  async start(boots: readonly NodeBoot[], progress: Progress): Promise<void> {
    this.#nodes.mustBeOpen();
    const run = await this.#run;
    if (run === null || this.#relays === null) throw new Error('start before open');
    const start = async ({ node }: NodeBoot, output: Streams) => {
      const program = run.programs.get(node);
      if (program === undefined) throw new Error(`no node ${node} in this plan`);
      await run.addresses.free(node);
      return await run.keeper.launch(program, output);
    };
    const settle = (child: Child) => child.firstWord(FIRST_WORD_MS);
    await Promise.all([
      this.#relays.there(),
      this.#nodes.start(boots, run.sink, progress, start, settle),
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

  async apply(fault: Fault): Promise<void> {
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
    await run?.keeper.leave();
    await run?.addresses.release();
  }
}

async function prepare(
  plan: Plan,
  deals: readonly Deal[],
  sink: Sink,
  keeperOf: (run: string) => Keeper,
): Promise<Run> {
  for (const { verb } of plan.topology.steps) {
    const refusal = refuses(verb);
    if (refusal !== null) throw refusal;
  }
  mustFit(plan);
  const programs = new Map(plan.nodes.map((node) => [node.name, programOf(node)]));
  const names = [...plan.nodes.map(({ name }) => name), ...deals.map(({ relay }) => relay)];
  const keeper = keeperOf(plan.run);
  try {
    return { sink, programs, addresses: await takeAddresses(names), keeper };
  } catch (error) {
    await keeper.leave();
    throw error;
  }
}

function refuses(verb: Action['verb']): MeshbedError | null {
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
