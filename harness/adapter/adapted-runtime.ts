/**
 * A runtime whose nodes all speak the contract, whatever their programs speak: it stands before one that starts programs, and
 * turns lines into events and commands into what a program understands, by the topology's `programs`. To nodes that have no
 * such program it is not there.
 */

import type { Command, NodeEvent } from '../../node/contract/types.ts';
import { pushTo } from '../common/grouped.ts';
import { addressText } from '../common/wording.ts';
import type { Plan, PlannedNode } from '../plan/types.ts';
import type { NodeBoot, Observation } from '../runtime/port/observation.ts';
import type {
  Adapted,
  Clock,
  Exit,
  NodeOutput,
  NodeStart,
  ProgramAccess,
  Progress,
  Runtime,
  RuntimeFault,
  RuntimeName,
  Sink,
  Surroundings,
} from '../runtime/port/port.ts';
import type { ProgramSpec } from '../topology/model/program.ts';
import { programOfNodes } from '../topology/model/sight.ts';
import type { Topology } from '../topology/topology.ts';
import { AdaptedNode, type WhenRead } from './adapted-node.ts';
import { LineReader } from './line-reader.ts';
import { MessageBook } from './message-book.ts';
import { programLaunch, valuesForPlaceholders } from './start-values.ts';

interface Described {
  node: PlannedNode;
  program: ProgramSpec;
  reader: LineReader;
}

/** The runtime itself where the topology describes no programs. */
export function withAdaptersWhereNeeded(runtime: Runtime, { programs }: Topology): Runtime {
  return programs === undefined ? runtime : new AdaptedRuntime(runtime);
}

export class AdaptedRuntime implements Runtime, Sink {
  readonly name: RuntimeName;
  readonly clock: Clock;
  readonly #inner: Runtime;
  readonly #messages = new MessageBook();
  /** By the node's name. */
  #described: ReadonlyMap<string, Described> = new Map();
  /** The latest boot of each node that is adapted. */
  readonly #nodes = new Map<string, AdaptedNode>();
  #plan: Plan | null = null;
  #sink: Sink | null = null;
  #surroundings: Surroundings | null = null;
  /** By node: the addresses that moves give it. */
  readonly #movedTo = new Map<string, string[]>();
  /** By the node that calls others so. */
  readonly #names = new Map<string, ReadonlyMap<string, string>>();

  readonly #whenRead: WhenRead | undefined;

  constructor(inner: Runtime, whenRead?: WhenRead) {
    this.#inner = inner;
    this.#whenRead = whenRead;
    this.name = inner.name;
    this.clock = inner.clock;
  }

  refuse(topology: Topology): void {
    this.#inner.refuse?.(topology);
  }

  async open(plan: Plan, sink: Sink, progress: Progress): Promise<Surroundings> {
    this.#plan = plan;
    this.#sink = sink;
    const programs = programOfNodes(plan.topology);
    const readers = new Map(
      [...new Set(programs.values())].map((program) => [program, new LineReader(program)]),
    );
    this.#described = new Map(
      plan.nodes.flatMap((node) => {
        const program = programs.get(node.name);
        return program === undefined ? [] : [[node.name, { node, program, reader: readers.get(program)! }]];
      }),
    );
    this.#surroundings = await this.#inner.open(plan, this, progress);
    return this.#surroundings;
  }

  async start(starts: readonly NodeStart[], progress: Progress): Promise<void> {
    const mine = starts.filter(({ node }) => this.#described.has(node));
    const launched = new Map(mine.map((start) => [start.node, this.#adapt(start)]));
    await this.#inner.start(
      starts.map((start) => launched.get(start.node) ?? start),
      progress,
    );
    for (const { node, boot } of mine) {
      const adaptedNode = this.#nodes.get(node);
      if (adaptedNode?.boot === boot) adaptedNode.started();
    }
  }

  send(node: string, command: Command): void {
    if (this.#described.has(node)) return this.#nodes.get(node)?.command(command);
    if (command.type === 'inject') this.#messages.asked(command.ref, node, 0, command.data);
    this.#inner.send(node, command);
  }

  apply(fault: RuntimeFault): Promise<void> {
    if (fault.type === 'move') {
      for (const address of fault.addresses) pushTo(this.#movedTo, fault.node, address);
      this.#names.clear();
    }
    return this.#inner.apply(fault);
  }

  async close(): Promise<void> {
    this.#sink = null;
    for (const node of this.#nodes.values()) node.ended();
    await this.#inner.close();
  }

  // What the inner runtime hears.

  event(from: NodeBoot, event: NodeEvent, atMs: number, how?: Adapted): void {
    if (event.type === 'injected') this.#messages.named(event.ref, event.message);
    this.#sink?.event(from, event, atMs, how);
  }

  output(from: NodeBoot, output: NodeOutput, atMs: number): void {
    if (output.type !== 'line') this.#sink?.output(from, output, atMs);
    else this.#latest(from)?.line(output, atMs);
  }

  exit(from: NodeBoot, exit: Exit, atMs: number): void {
    this.#latest(from)?.ended();
    this.#sink?.exit(from, exit, atMs);
  }

  observe(observation: Observation): void {
    this.#sink?.observe(observation);
  }

  broken(text: string, atMs: number): void {
    this.#sink?.broken(text, atMs);
  }

  #latest({ node, boot }: NodeBoot): AdaptedNode | null {
    const latest = this.#nodes.get(node);
    return latest?.boot === boot ? latest : null;
  }

  /** The start of the node's program, with all that it must be told. */
  #adapt({ node: name, boot }: NodeStart): NodeStart {
    const { node, program, reader } = this.#described.get(name)!;
    const access = this.#access();
    const { key } = this.#plan!;
    const surroundings = this.#surroundings!;
    const values = valuesForPlaceholders({ node, boot, key, folder: access.folder(name), surroundings });
    this.#nodes.get(name)?.ended();
    this.#nodes.set(
      name,
      new AdaptedNode({
        from: { node: name, boot },
        program,
        programName: node.program ?? '',
        values,
        reader,
        messages: this.#messages,
        access,
        clock: this.clock,
        sink: this,
        nodeNamed: (text) => this.#namesFor(node).get(text) ?? null,
        ...(this.#whenRead === undefined ? {} : { whenRead: this.#whenRead }),
      }),
    );
    return { node: name, boot, launch: programLaunch(program, values, node.env, reader.files) };
  }

  #namesFor(node: PlannedNode): ReadonlyMap<string, string> {
    const known = this.#names.get(node.name);
    if (known !== undefined) return known;
    const names = this.#findNames(node);
    this.#names.set(node.name, names);
    return names;
  }

  /**
   * What a program may call nodes: their names, the addresses that it was given, and their own, those of before a move too. An address
   * that has been several nodes' names none.
   */
  #findNames(node: PlannedNode): ReadonlyMap<string, string> {
    const { reach, outside } = this.#surroundings!;
    const owners = new Map<string, Set<string>>();
    const add = (name: string, { host, port }: { host: string; port: number }) => {
      for (const text of [addressText({ host, port }), host])
        owners.set(text, new Set([...(owners.get(text) ?? []), name]));
    };
    for (const { name, addresses = [] } of this.#plan!.nodes) {
      if (outside !== undefined) add(name, outside.address(name));
      for (const host of [...addresses, ...(this.#movedTo.get(name) ?? [])])
        add(name, { ...reach(node.name, name), host });
    }
    for (const neighbour of node.neighbours) add(neighbour, reach(node.name, neighbour));
    const names = new Map<string, string>();
    for (const [text, its] of owners) if (its.size === 1) names.set(text, [...its][0]!);
    for (const { name } of this.#plan!.nodes) names.set(name, name);
    return names;
  }

  #access(): ProgramAccess {
    const { programs } = this.#inner;
    if (programs === undefined) throw new Error(`the runtime ${this.name} starts no programs`);
    return programs;
  }
}
