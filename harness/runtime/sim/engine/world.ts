/**
 * The engine of the simulator: many peers and the links between them on one virtual clock, in one thread. The peers are
 * the very class that the image runs, the links the very model that the relay applies. Nothing here knows of files,
 * steps or journals: a runtime drives it and writes down what it tells.
 *
 * A node takes no time to handle a datagram. A datagram takes `WIRE_US` from node to node, on top of what its link's
 * conditions say. Uplinks and conditions are applied where it enters, downlinks, firewalls and the NAT where it arrives.
 *
 * No datagram takes less than some time, so what happens within a span of that length at one node is nothing to the others: they
 * take their turns, each with all that is due at it in the span (the time windows of a conservative simulation, as in
 * Fujimoto, "Parallel discrete event simulation", 1990). In what order they do shows nowhere.
 *
 * Invariants:
 * E1. The same spec and the same calls give the same events in the same order, on every machine and engine.
 * E2. Time is a whole number of microseconds, and the sink hears of everything in order of time. At one moment nodes are in
 *     the order of their numbers, and at one node datagrams are before its timer, in the order of the nodes that they come from
 *     and then in the order of sending. Callbacks come after all that is due at nodes, in the order of scheduling.
 * E3. The n-th datagram of a direction meets the same fate as in a relay with the same seed.
 */

import { idOfName, nameOnWire } from '../../../../node/contract/names.ts';
import { type AddressToken, UNKNOWN_ADDRESS } from '../../../../node/core/address.ts';
import { type InjectRefusal, Peer } from '../../../../node/core/peer.ts';
import { SharedMemory } from '../../../../node/core/shared-memory.ts';
import type { Obstacles } from '../../../../node/link/outages.ts';
import { Directions, THROUGH } from './directions.ts';
import { EffectBuffer } from './effect-buffer.ts';
import { ACCOUNTED_MAC, withFlippedBit } from './mac.ts';
import { NodeBatches } from './node-batches.ts';
import { PacketPool } from './packet-pool.ts';
import { PacketTaps } from './packet-taps.ts';
import { PendingEvents, TIMER } from './pending.ts';
import { Port } from './port.ts';
import { ReadAhead } from './read-ahead.ts';
import { SimHost } from './sim-host.ts';
import { Timers } from './timers.ts';
import type { BootSetup, WorldSink, WorldSpec } from './types.ts';
import { Waiters } from './waiters.ts';

/** From one node's socket to another's when a link does nothing: what the kernel's loopback takes, about. */
export const WIRE_US = 50;

const NOBODY = -1;

export class World {
  readonly sink: WorldSink;
  readonly #spec: WorldSpec;
  readonly directions: Directions;
  readonly #pending: PendingEvents;
  readonly #batches: NodeBatches;
  readonly #callbacks = new Waiters();
  readonly #packets: PacketPool;
  readonly #port = new Port(this);
  readonly #taps = new PacketTaps();
  readonly timers: Timers;
  readonly effects: EffectBuffer;
  readonly #hosts: (SimHost | null)[];
  /** The peers of those that are not paused: a datagram has nothing to do with the rest of a host. */
  readonly #awake: (Peer | null)[];
  readonly #ids: Float64Array;
  readonly #memory: SharedMemory;
  #nowUs = 0;
  /** Datagrams and timers that peers have handled. */
  events = 0;

  constructor(spec: WorldSpec, sink: WorldSink) {
    this.#spec = spec;
    this.sink = sink;
    this.effects = new EffectBuffer(sink);
    this.directions = new Directions(spec);
    // A datagram in each direction; what was never written to takes no room.
    this.#pending = new PendingEvents(2 * spec.links.length);
    this.#packets = new PacketPool(2 * spec.links.length);
    this.timers = new Timers(spec.nodes.length, this.#pending);
    this.#hosts = new Array(spec.nodes.length).fill(null);
    this.#awake = this.#hosts.map(() => null);
    const readAhead = new ReadAhead(this.#awake, this.#packets, this.directions, this.timers);
    this.#batches = new NodeBatches(spec.nodes.length, this.#pending, readAhead);
    // What all its peers take, if each has its links' ends as neighbours, and a window.
    this.#memory = new SharedMemory(3 * spec.nodes.length + 3 * spec.links.length);
    this.#ids = Float64Array.from(spec.nodes, ({ name }) => idOfName(name));
  }

  get nowUs(): number {
    return this.#nowUs;
  }

  /** Handles everything that is due by then, in order. Afterwards it is `us`. */
  runUntil(us: number): void {
    for (;;) {
      const callback = this.#callbacks.first();
      const untilUs = Math.min(us, callback?.atUs ?? us);
      while (this.#takeBatches(untilUs));
      if (untilUs > this.#nowUs) this.#nowUs = untilUs;
      if (callback === undefined || callback.atUs > us) return;
      this.#callbacks.wake(callback);
    }
  }

  /** Calls back at `us`, or now if that is over. A callback may call every verb but `runUntil`. */
  schedule(us: number, callback: () => void): void {
    this.#callbacks.add(Math.max(us, this.#nowUs), callback);
  }

  /** Starts a peer at a node, in the place of whatever ran there. It has no neighbours yet. */
  boot(node: number, { random, ...setup }: BootSetup): void {
    this.timers.clear(node);
    const name = nameOnWire(this.#spec.nodes[node]!.name);
    const config = { ...setup, id: this.#ids[node]!, name };
    const peer = new Peer(config, this.#port, ACCOUNTED_MAC, random, this.#memory);
    this.#hosts[node] = new SimHost(peer);
    this.#awake[node] = peer;
  }

  /** Their links must be in the spec. Nodes that are not running take no notice, here and below. */
  setNeighbours(node: number, neighbours: readonly number[]): void {
    const list = neighbours.map((to) => ({
      id: this.#ids[to]!,
      name: this.#spec.nodes[to]!.name,
      address: this.directions.number(node, to) + 1,
    }));
    this.#peerOf(node)?.setNeighbours(list, this.#nowUs / 1000);
  }

  /** Why it was refused, or null. */
  inject(node: number, payload: Uint8Array): InjectRefusal | null {
    return this.#peerOf(node)?.inject(payload) ?? null;
  }

  /** The peer says goodbye to its neighbours, and is deaf from then on. */
  leave(node: number): void {
    this.#peerOf(node)?.leave();
  }

  /** The peer is gone, with all that it knew. */
  end(node: number): void {
    this.#hosts[node] = null;
    this.#awake[node] = null;
    this.timers.clear(node);
  }

  pause(node: number): void {
    this.#hosts[node]?.pause();
    this.#awake[node] = null;
  }

  /** What waited is handled now. */
  resume(node: number): void {
    const host = this.#hosts[node];
    if (!host?.isPaused) return;
    this.#awake[node] = this.#peerOf(node);
    this.events += host.resume(this.#nowUs / 1000);
    if (this.timers.dueUs(node) <= this.#nowUs) this.#wake(node, host.peer);
  }

  /** Outages and delays since they were taken last, if there were any. */
  takeObstacles(from: number, to: number): Obstacles | undefined {
    return this.directions.takeObstacles(from, to, this.#nowUs / 1000);
  }

  /** The peer's counters, and those of its socket; empty if none runs. */
  stats(node: number): Record<string, number> {
    return this.#hosts[node]?.stats() ?? {};
  }

  /** The peer of a node, which is about to be called; null if none runs. */
  #peerOf(node: number): Peer | null {
    this.#port.node = node;
    return this.#hosts[node]?.peer ?? null;
  }

  /** A span in which no node can hear of what another does in it, node by node. False if nothing is due by then. */
  #takeBatches(limitUs: number): boolean {
    const batches = this.#batches;
    const untilUs = batches.gather(limitUs, this.directions.spanUs(WIRE_US));
    if (untilUs < 0) return false;
    this.timers.batchUntilUs = untilUs;
    this.effects.hold(untilUs);
    let node = NOBODY;
    while (batches.next()) {
      if (batches.node !== node) {
        if (node !== NOBODY) this.#endBatch(node, untilUs);
        node = batches.node;
      }
      this.#wakeBefore(node, batches.dueUs);
      this.#nowUs = batches.dueUs;
      if (batches.back === TIMER) this.timers.expired(node, batches.dueUs);
      else this.#arrive();
    }
    if (node !== NOBODY) this.#endBatch(node, untilUs);
    this.timers.batchUntilUs = Number.NEGATIVE_INFINITY;
    this.effects.flush((us) => {
      this.#nowUs = us;
    });
    this.#nowUs = untilUs;
    return true;
  }

  #endBatch(node: number, untilUs: number): void {
    this.#wakeBefore(node, untilUs + 1);
    this.timers.schedule(node);
  }

  #wakeBefore(node: number, us: number): void {
    for (;;) {
      const dueUs = this.timers.dueUs(node);
      if (dueUs >= us) return;
      const peer = this.#awake[node]!;
      if (peer === null) return;
      this.#nowUs = dueUs;
      this.#wake(node, peer);
    }
  }

  #wake(node: number, peer: Peer): void {
    this.events++;
    this.timers.clear(node);
    this.#port.node = node;
    peer.timer(this.#nowUs / 1000);
  }

  #arrive(): void {
    const { node, back, place, packet } = this.#batches;
    const bytes = this.#packets.open(packet);
    const throughUs = this.directions.arriveAtUs(back, this.#nowUs, place, bytes.length);
    if (throughUs !== this.#nowUs) {
      if (throughUs < Infinity) this.#fly(throughUs, this.directions.back(back), place | THROUGH, bytes);
      return;
    }
    const nowMs = this.#nowUs / 1000;
    if (!this.directions.leave(back, nowMs, place)) return;
    this.#taps.tell(node, bytes);
    this.#hand(node, bytes, back + 1, nowMs);
  }

  /** A datagram is at a node's socket. */
  #hand(node: number, bytes: Uint8Array, from: AddressToken, nowMs: number): void {
    const peer = this.#awake[node]!;
    if (peer === null) {
      this.#hosts[node]?.enqueue(bytes, from);
      return;
    }
    this.events++;
    this.#port.node = node;
    peer.receive(bytes, from, nowMs);
  }

  /** Tells what comes to a node's machine, until what it returns is called. The bytes are valid during the call only. */
  listenIn(node: number, hear: (bytes: Uint8Array) => void): () => void {
    return this.#taps.listen(node, hear);
  }

  /** A datagram is sent to a node from an address that it does not know. False if it does not come so far. */
  strike(node: number, bytes: Uint8Array): boolean {
    const atMs = this.directions.strangerArrivesAtMs(node, this.#nowUs / 1000, bytes.length);
    if (atMs === null) return false;
    const hand = () => this.#hand(node, bytes, UNKNOWN_ADDRESS, this.#nowUs / 1000);
    const atUs = Math.round(atMs * 1000);
    if (atUs > this.#nowUs) this.schedule(atUs, hand);
    else hand();
    return true;
  }

  // What hosts ask for.

  carry(number: number, bytes: Uint8Array): void {
    const outcome = this.directions.enter(number, this.#nowUs / 1000, bytes.length);
    if (outcome === null) {
      this.#fly(this.#nowUs + WIRE_US, number, 0, bytes);
      return;
    }
    const { dropped, arrivesAtMs, againAtMs, flippedBit } = outcome;
    if (dropped !== null) return;
    const arriving = flippedBit < 0 ? bytes : withFlippedBit(bytes, flippedBit);
    const place = this.directions.place(number);
    this.#fly(arrivalUs(arrivesAtMs), number, place, arriving);
    if (!Number.isNaN(againAtMs)) this.#fly(arrivalUs(againAtMs), number, place, arriving);
  }

  #fly(dueUs: number, number: number, place: number, bytes: Uint8Array): void {
    if (dueUs <= this.timers.batchUntilUs)
      throw new Error(`a datagram arrives at ${dueUs}, within the span in which it was sent`);
    const directions = this.directions;
    const to = directions.to(number);
    this.#pending.addDatagram(dueUs, to, directions.back(number), place, this.#packets.put(bytes));
  }
}

function arrivalUs(ms: number): number {
  return Math.round(ms * 1000) + WIRE_US;
}
