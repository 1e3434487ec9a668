/**
 * The runtime port: where the nodes of a plan run. Implemented for `process`, `docker` and `sim`. One contract suite
 * (`test/harness/runtime/contract-suite.ts`) is run against every implementation.
 *
 * The life of a runtime is `open`, then any number of `start`, `send` and `apply`, then `close`.
 *
 * - `open` prepares what the nodes need before any of them runs (image, networks, addresses) and decides
 *   every address. It starts no node; relays and the canary run when it resolves.
 * - `start` starts programs and resolves when they run and their channel is connected; whether they are any good
 *   is reported by their events. Starting a node again after it ended is a new boot at the same address.
 * - `send` puts a command on a node's stdin. To a node that is not running it is a no-op.
 * - `apply` resolves once the effect is confirmed: after `kill` the program is gone and `sink.exit` has
 *   been called; after `pause` it executes nothing more. On a node that is not running these are no-ops. A node that
 *   is disconnected stays so, also over its next boots, until `reconnect`.
 * - `close` ends everything and removes everything, whatever state things are in; calling it twice is fine. From
 *   the call on, the sink hears nothing, and `open` and `start` reject with the code `CLOSED`.
 *
 * Everything a node says arrives at the sink in the order in which it was said; `exit` comes after its last
 * event and exactly once a boot. An event of a type that we do not know is handed over too, since its `seq`
 * counts; readers of events pass over it. All times are the runtime's own clock.
 */

import type { Command, Endpoint, NodeEvent } from '../../../node/contract/types.ts';
import type { Conditions } from '../../../node/link/conditions.ts';
import type { AttackKind } from '../../../node/link/stranger.ts';
import type { MeshbedError } from '../../common/errors.ts';
import type { Plan } from '../../plan/types.ts';
import type { Topology } from '../../topology/topology.ts';
import type { NodeBoot, Observation } from './observation.ts';

export type RuntimeName = 'docker' | 'process' | 'sim';

export interface Runtime {
  readonly name: RuntimeName;
  readonly clock: Clock;
  /** Throws where the topology alone tells that it cannot be run here, before anything large is made of it. */
  refuse?(topology: Topology): void;
  open(plan: Plan, sink: Sink, progress: Progress): Promise<Surroundings>;
  start(nodes: readonly NodeStart[], progress: Progress): Promise<void>;
  send(node: string, command: Command): void;
  apply(fault: RuntimeFault): Promise<void>;
  close(): Promise<void>;
  /** Absent where no programs are started. */
  readonly programs?: ProgramAccess;
}

/**
 * Beside the port: ways to programs that know nothing of the contract (`NodeStart.launch`). To a node that is not running
 * all but `folder` are no-ops.
 */
export interface ProgramAccess {
  /** Where the node's program finds its files. Known from `open` on. */
  folder(node: string): string;
  /** Onto its stdin; true once the system has taken it. */
  write(node: string, text: string): Promise<boolean>;
  /** `SIGTERM` and so on. */
  signal(node: string, signal: string): Promise<void>;
  /** Runs a command beside the node's program, with what that has: its environment, its network. Never rejects. */
  exec(node: string, command: readonly string[]): Promise<Executed>;
}

/** What became of a command; bounded in time and output. */
export interface Executed {
  /** Null when it did not come to an end of its own. */
  code: number | null;
  /** The beginning of what it wrote on both streams; where `code` is null, why. */
  text: string;
}

/**
 * Beside the port: what the stdin of a real program can meet besides commands. Only `meshbed conform` has a use for it. To
 * a node that is not running both are no-ops.
 */
export interface RawStdin {
  /** Writes text as it is: half lines, nonsense. */
  write(node: string, text: string): void;
  /** Closes it, as happens when a harness dies. */
  hangUp(node: string): void;
}

/** A start of a node. */
export interface NodeStart extends NodeBoot {
  /** Of a program that knows nothing of the contract: what it says comes as lines, and is no event. */
  launch?: ProgramLaunch;
}

export interface ProgramLaunch {
  /** Absent: what the image starts by itself. */
  command?: readonly string[];
  env: Readonly<Record<string, string>>;
  /** Where it runs as a process, and what runs beside it. */
  folder?: string;
  /** By name: what is written into its folder, which is empty otherwise. */
  files: Readonly<Record<string, string>>;
  /** Names of files in its folder whose lines are output too. */
  follow: readonly string[];
}

/** Milliseconds with a fraction on a monotonic clock whose zero is arbitrary. */
export interface Clock {
  /**
   * Time that passes only while everybody sleeps. So nothing is ever late, computing takes no time, waiting costs
   * nothing, and nodes read this very clock: a run depends on nothing but its plan.
   */
  readonly isVirtual: boolean;
  now(): number;
  /** Resolves at that moment, or as soon as `signal` aborts; leaves no timer behind then. */
  sleepUntil(atMs: number, signal?: AbortSignal): Promise<void>;
}

export type RuntimeFault =
  | { type: 'kill' | 'pause' | 'resume' | 'disconnect' | 'reconnect'; node: string }
  /**
   * Resolves once all of the changes are in force. `sides`: on a routed network nothing passes between nodes of two of these
   * lists that have no link; null: it does again.
   */
  | { type: 'link'; changes: readonly LinkUpdate[]; sides?: Sides | null }
  /**
   * On a routed network: the node has these addresses from the call on, as `listen` and `reach` say, and is at this site.
   * Null: at none; undefined: where it was. Whether it runs or not.
   */
  | { type: 'move'; node: string; addresses: readonly string[]; site: string | null | undefined }
  /** A stranger sends datagrams to a node, all of whose links go through relays. Resolves when the result has been observed. */
  | { type: 'attack'; node: string; kinds: readonly AttackKind[]; count: number; everyMs: number }
  /** Resolves once the relays' counts of this moment have been told, and lateness and the kernel's counts up to it. */
  | { type: 'count' };

/** What nodes and network tell. All of one node comes in the order in which it happened. */
export interface Sink {
  /** `adapted`: it was not said by the node, but made of what its program says (`harness/adapter/`). */
  event(from: NodeBoot, event: NodeEvent, atMs: number, adapted?: Adapted): void;
  /** What a program writes that is no event. */
  output(from: NodeBoot, output: NodeOutput, atMs: number): void;
  exit(from: NodeBoot, exit: Exit, atMs: number): void;
  /** What the runtime sees of nodes and links from outside, where it can. */
  observe(observation: Observation): void;
  /** Something that the run stands on is gone, such as a relay: what follows would be no evidence. */
  broken(text: string, atMs: number): void;
}

/** When it happened, by the runtime's clock: no further from `atMs` than `errMs`. */
export interface Adapted {
  atMs: number;
  errMs: number;
}

export type NodeOutput =
  /** A line on stdout that is no event: not JSON, not an object, a known type with wrong fields, or too long. */
  | { type: 'nonsense'; text: string }
  /** It has written far more than there can be to say: from now on what it writes on stdout is thrown away, unread. */
  | { type: 'unheard' }
  /** A line on stderr. */
  | { type: 'log'; text: string }
  /** A line of a program that was started with `launch`: of `stdout`, `stderr`, or a file. `isCut`: it is not whole. */
  | { type: 'line'; source: string; text: string; isCut: boolean };

export interface Exit {
  code: number | null;
  /** `SIGKILL` and so on, where it is known. */
  signal: string | null;
  /** It was killed, and in its time the kernel killed a program on this machine for lack of memory. */
  maybeForMemory?: true;
}

/** The groups of a partition. */
export type Sides = readonly (readonly string[])[];

/** New conditions, or cut and mended; what is absent stays as it is. Only for links that the plan sends through a relay. */
export interface LinkUpdate {
  from: string;
  to: string;
  conditions?: Conditions;
  cut?: boolean;
}

/** What `open` decided. */
export interface Surroundings {
  listen(node: string): Endpoint;
  /** Where `from` reaches its neighbour `to`. */
  reach(from: string, to: string): Endpoint;
  /** Facts about the machine and the engine, for the file beside the journal. */
  facts: Record<string, string | number | boolean>;
  /** For programs that are no nodes and stand beside the mesh. Absent where there can be none. */
  outside?: Outside;
  /** Why steps of this verb cannot be carried out here, at whatever moment; null where they can. Absent: all can. */
  refuses?(verb: string): MeshbedError | null;
}

export interface Outside {
  /** Where a node can be reached by who is on its (first) network. */
  address(node: string): Endpoint;
  /** The engine's names of the networks, by those of the topology; `mesh` is the one of nodes that name none. */
  networks: Readonly<Record<string, string>>;
}

/** Told in human words what is going on, for the terminal: `building the image`, done of total. */
export type Progress = (what: string, done?: number, total?: number) => void;
