/**
 * The runtime port: where the nodes of a plan run. Implemented for `process`, `docker` and `sim`. One contract suite
 * (`test/harness/runtime/contract-suite.ts`) is run against every implementation.
 *
 * The life of a runtime is `open`, then any number of `start`, `send` and `apply`, then `close`.
 *
 * - `open` prepares what the nodes need before any of them runs (image, networks, addresses) and decides
 *   every address. It starts no node; relays and the canary run when it resolves.
 * - `start` starts programs and resolves when they run and their channel is connected; whether they are any good
 *   is told by their events. Starting a node again after it ended is a new boot at the same address.
 * - `send` puts a command on a node's stdin. To a node that is not running it is a no-op.
 * - `apply` resolves once the effect is confirmed: after `kill` the program is gone and `sink.exit` has
 *   been called; after `pause` it executes nothing more. On a node that is not running these are no-ops. A node that
 *   is disconnected stays so, also over its next boots, until `reconnect`.
 * - `close` ends everything and removes everything, whatever state things are in; calling it twice is fine. From
 *   the call on, the sink is told nothing, and `open` and `start` reject with the code `CLOSED`.
 *
 * Everything a node says arrives at the sink in the order in which it was said; `exit` comes after its last
 * event and exactly once a boot. An event of a type that we do not know is handed over too, since its `seq`
 * counts; whoever reads events passes over it. All times are the runtime's own clock.
 */

import type { AttackResult } from '../../../node/contract/relay.ts';
import type { Command, Endpoint, NodeEvent } from '../../../node/contract/types.ts';
import type { Conditions } from '../../../node/link/conditions.ts';
import type { Obstacles } from '../../../node/link/outages.ts';
import type { AttackKind } from '../../../node/link/stranger.ts';
import type { MeshbedError } from '../../common/errors.ts';
import type { Plan } from '../../plan/types.ts';
import type { Topology } from '../../topology/topology.ts';

export type RuntimeName = 'docker' | 'process' | 'sim';

export interface Runtime {
  readonly name: RuntimeName;
  readonly clock: Clock;
  /** Throws where the topology alone tells that it cannot be run here, before anything large is made of it. */
  refuse?(topology: Topology): void;
  open(plan: Plan, sink: Sink, progress: Progress): Promise<Surroundings>;
  start(nodes: readonly NodeBoot[], progress: Progress): Promise<void>;
  send(node: string, command: Command): void;
  apply(fault: RuntimeFault): Promise<void>;
  close(): Promise<void>;
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

/** Milliseconds with a fraction on a monotonic clock whose zero is arbitrary. */
export interface Clock {
  /**
   * Time that passes only while everybody sleeps. So nothing is ever late, whoever computes takes no time, waiting costs
   * nothing, and nodes read this very clock: a run depends on nothing but its plan.
   */
  readonly isVirtual: boolean;
  now(): number;
  /** Resolves at that moment, or as soon as `signal` aborts; leaves no timer behind then. */
  sleepUntil(atMs: number, signal?: AbortSignal): Promise<void>;
}

export interface NodeBoot {
  node: string;
  boot: number;
}

export type RuntimeFault =
  | { type: 'kill' | 'pause' | 'resume' | 'disconnect' | 'reconnect'; node: string }
  /** Resolves once all of the changes are in force. */
  | { type: 'link'; changes: readonly LinkUpdate[] }
  /** A stranger sends datagrams to a node, all of whose links go through relays. Resolves when `sink.attacked` was told. */
  | { type: 'attack'; node: string; kinds: readonly AttackKind[]; count: number; everyMs: number }
  /** Resolves once the relays' counts of this moment have been told, and lateness and the kernel's counts up to it. */
  | { type: 'count' };

export interface Sink {
  event(from: NodeBoot, event: NodeEvent, atMs: number): void;
  /** A line on stdout that is no event: not JSON, not an object, a known type with wrong fields, or too long. */
  nonsense(from: NodeBoot, text: string, atMs: number): void;
  /** It has said far more than there can be to say: from now on what it writes on stdout is thrown away, unread. */
  unheard?(from: NodeBoot, atMs: number): void;
  /** A line on stderr. */
  log(from: NodeBoot, text: string, atMs: number): void;
  exit(from: NodeBoot, exit: Exit, atMs: number): void;
  /** It waited for a processor for `lateMs` in all, somewhere between the two moments. Told where that can be known. */
  waited(from: NodeBoot, fromMs: number, toMs: number, lateMs: number): void;
  /** Somebody has done this to it, and no step, between the two moments. Told where that can be known. */
  interfered?(from: NodeBoot, how: Interference, fromMs: number, toMs: number): void;
  /** It used so much of a processor since that was told last. Told where that can be known. */
  ran?(from: NodeBoot, ranMs: number): void;
  /** What the kernel counts for the node's sockets has changed. Told where that can be known. */
  kernel(from: NodeBoot, counts: KernelCounts, atMs: number): void;
  /** The most memory that its program has had so far, when that has grown. Told where that can be known. */
  memory(from: NodeBoot, peakBytes: number, atMs: number): void;
  /** The relays' counts, about once a second, and once more when asked by `apply({ type: 'count' })`. */
  relayed(counts: readonly Relayed[], atMs: number): void;
  /** What came of an attack on a node. */
  attacked(node: string, result: AttackResult, atMs: number): void;
  /** A relay, or the machine beside the nodes, was late: datagrams and timers waited for up to `lateMs`. */
  late(source: string, fromMs: number, toMs: number, lateMs: number): void;
  /** Datagrams that went through relays, where the plan captures; `missing`: so many records more were lost. */
  crossed(crossings: readonly Crossing[], missing: number): void;
  /** Something that the run stands on is gone, such as a relay: what follows would be no evidence. */
  broken(text: string, atMs: number): void;
}

/** Datagrams that came to a node's machine and found its socket full, since the boot began. */
export interface KernelCounts {
  /** By the node's sockets that are open. */
  socketDrops: number;
  /** By all sockets that the node ever had; absent where it shares its network namespace with others. */
  rcvbufErrors?: number;
}

/** What others can do to a node: SIGSTOP, `docker pause`, `docker network disconnect`. */
export type Interference = 'stopped' | 'frozen' | 'disconnected';

export interface Exit {
  code: number | null;
  /** `SIGKILL` and so on, where it is known. */
  signal: string | null;
  /** It was killed, and in its time the kernel killed a program of this machine for want of memory. */
  maybeForMemory?: true;
}

/** New conditions, or cut and mended; what is absent stays as it is. Only for links that the plan sends through a relay. */
export interface LinkUpdate {
  from: string;
  to: string;
  conditions?: Conditions;
  cut?: boolean;
}

/**
 * Cumulative counts of a relay for one direction of a link. `dropped` is by reason: those of the link model
 * (`DropReason`), and two that no condition wanted: `relay` for what the relay itself lost (its sockets or its memory
 * were full; what overflowed a socket is not in `offered`), `refused` for what the system would not send. Reasons that
 * did not occur are absent. `outages` and `delays` are those since the last counts, by the runtime's clock; an outage that goes on is
 * told as far as it has come.
 */
export interface Relayed extends Partial<Obstacles> {
  from: string;
  to: string;
  offered: number;
  /** Of all that was offered: the payload. */
  offeredBytes: number;
  dropped: Record<string, number>;
  /** What came to the relay's address for `from` from another address than `from`'s: dropped, and in no other count. */
  strangers?: Strangers;
}

export interface Strangers extends Endpoint {
  count: number;
}

/**
 * A datagram at one side of what applies a link's conditions: as it came from `from`, or as it left for `to`. One that
 * was dropped is told with the reason, in the words of `Relayed`, at the side where it was: one that never came through
 * the conditions has only been `in`.
 */
export interface Crossing {
  atMs: number;
  from: string;
  to: string;
  side: 'in' | 'out';
  /** As on the wire: one of the two is the relay's. */
  source: Endpoint;
  destination: Endpoint;
  payload: Uint8Array;
  dropped?: string;
  /** Of one that came in: what the conditions then do to it. */
  corrupted?: boolean;
  duplicated?: boolean;
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
