/**
 * The engine of the simulator: many peers and the links between them on one virtual clock, in one thread. The peers are
 * the very class that the image runs, the links the very model that the relay applies. Nothing here knows of files,
 * steps or journals: a runtime drives it and writes down what it tells.
 *
 * A node takes no time to handle a datagram. A datagram takes `WIRE_US` from node to node, on top of what its link's
 * conditions say. Conditions are applied where it enters, the NAT where it arrives.
 *
 * Invariants:
 * E1. The same spec and the same calls give the same events in the same order, on every machine and engine.
 * E2. Time is a whole number of microseconds and never goes back. Of equal times, what was scheduled first is first.
 *     (A peer's timer that was put off counts as scheduled when its former time comes.)
 * E3. The n-th datagram of a direction meets the same fate as in a relay with the same seed.
 */

import { idOfName, nameOnWire } from '../../../../node/contract/names.ts';
import type { Peer, Refusal } from '../../../../node/core/peer.ts';
import { type AddressToken, UNKNOWN_ADDRESS } from '../../../../node/core/port.ts';
import { Copies } from './copies.ts';
import { Directions } from './directions.ts';
import { Flight, Happening } from './flight.ts';
import { Host } from './host.ts';
import { withFlippedBit } from './mac.ts';
import { Timers } from './timers.ts';
import type { BootSetup, DirectionChange, DirectionCounts, WorldSink, WorldSpec } from './types.ts';

/** From one node's socket to another's when a link does nothing: what the kernel's loopback takes, about. */
export const WIRE_US = 50;

export class World {
  readonly sink: WorldSink;
  readonly #spec: WorldSpec;
  readonly #directions: Directions;
  readonly #flight = new Flight();
  readonly #copies = new Copies();
  readonly timers: Timers;
  readonly #hosts: (Host | null)[];
  /** The peers of those that are not paused: a datagram has nothing to do with the rest of a host. */
  readonly #awake: (Peer | null)[];
  readonly #ids: Float64Array;
  #nowUs = 0;
  #isStopped = false;
  /** Who listens in; null when nobody does, which is nearly always. */
  #ears: readonly { node: number; hear: (bytes: Uint8Array) => void }[] | null = null;
  /** Datagrams and timers that peers have handled. */
  events = 0;

  constructor(spec: WorldSpec, sink: WorldSink) {
    this.#spec = spec;
    this.sink = sink;
    this.#directions = new Directions(spec);
    this.timers = new Timers(spec.nodes.length, this.#flight);
    this.#hosts = new Array(spec.nodes.length).fill(null);
    this.#awake = this.#hosts.map(() => null);
    this.#ids = Float64Array.from(spec.nodes, ({ name }) => idOfName(name));
  }

  get nowUs(): number {
    return this.#nowUs;
  }

  /** When something will happen next; infinity if nothing will. Not for each event: it may have to look at many. */
  get nextDueUs(): number {
    return this.#flight.nextDueUs;
  }

  /** Handles everything that is due by then, in order. Afterwards it is `us`, unless `stop` was called. */
  runUntil(us: number): void {
    this.#isStopped = false;
    while (this.#flight.take(us)) {
      this.#nowUs = this.#flight.dueUs;
      this.#handle();
      if (this.#isStopped) return;
    }
    if (us > this.#nowUs) this.#nowUs = us;
  }

  /** Makes `runUntil` return after the event that is being handled. For sinks and callbacks. */
  stop(): void {
    this.#isStopped = true;
  }

  /** Calls back at `us`, or now if that is over. A callback may call every verb but `runUntil`. */
  schedule(us: number, callback: () => void): void {
    this.#flight.addCallback(Math.max(us, this.#nowUs), callback);
  }

  /** Starts a peer at a node, in the place of whatever ran there. It has no neighbours yet. */
  boot(node: number, { random, ...setup }: BootSetup): void {
    const name = nameOnWire(this.#spec.nodes[node]!.name);
    this.timers.clear(node);
    const host = new Host(node, this, { ...setup, id: this.#ids[node]!, name }, random);
    this.#hosts[node] = host;
    this.#awake[node] = host.peer;
  }

  /** Their links must be in the spec. Nodes that are not running take no notice, here and below. */
  setNeighbours(node: number, neighbours: readonly number[]): void {
    const list = neighbours.map((to) => ({
      id: this.#ids[to]!,
      name: this.#spec.nodes[to]!.name,
      address: this.#directions.number(node, to) + 1,
    }));
    this.#hosts[node]?.peer.setNeighbours(list, this.#nowUs / 1000);
  }

  /** Why it was refused, or null. */
  inject(node: number, payload: Uint8Array): Refusal | null {
    return this.#hosts[node]?.peer.inject(payload) ?? null;
  }

  /** The peer says goodbye to its neighbours, and is deaf from then on. */
  leave(node: number): void {
    this.#hosts[node]?.peer.leave();
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
    this.#awake[node] = host.peer;
    this.events += host.resume();
    if (this.timers.dueUs(node) <= this.#nowUs) this.#wake(node);
  }

  /** From now on; what is under way stays so. */
  change(from: number, to: number, change: DirectionChange): void {
    this.#directions.change(from, to, change);
  }

  counts(from: number, to: number): DirectionCounts {
    return this.#directions.counts(from, to);
  }

  /** By now or then all has arrived that was let into a direction. */
  throughUs(from: number, to: number): number {
    return Math.max(this.#nowUs, arrivalUs(this.#directions.throughMs(from, to)));
  }

  /** The peer's counters, and those of its socket; empty if none runs. */
  stats(node: number): Record<string, number> {
    const host = this.#hosts[node];
    if (!host) return {};
    const { messages, bytes } = host.peer.held;
    return {
      ...host.peer.counters,
      'store.messages': messages,
      'store.bytes': bytes,
      'drop.socket-overflow': host.overflowed,
    };
  }

  #handle(): void {
    const { kind, target } = this.#flight;
    if (kind === Happening.DATAGRAM) this.#arrive(target);
    else if (kind === Happening.CALLBACK) this.#flight.callback?.();
    else if (this.timers.rang(target, this.#nowUs)) this.#wake(target);
  }

  #wake(node: number): void {
    const peer = this.#awake[node]!;
    if (peer === null) return;
    this.events++;
    this.timers.clear(node);
    peer.timer(this.#nowUs / 1000);
  }

  #arrive(number: number): void {
    const { bytes, place } = this.#flight;
    if (!this.#directions.leave(number, this.#nowUs / 1000, place)) {
      this.#copies.done(bytes);
      return;
    }
    const node = this.#directions.to(number);
    if (this.#ears !== null) this.#tellEars(node, bytes);
    // The way back is the address of whom it comes from.
    const isWaiting = this.#hand(node, bytes, (number ^ 1) + 1);
    if (!isWaiting) this.#copies.done(bytes);
  }

  /** A datagram is at a node's socket. True if it waits there, since the node is paused: then the bytes are still needed. */
  #hand(node: number, bytes: Uint8Array, from: AddressToken): boolean {
    const peer = this.#awake[node]!;
    if (peer === null) return this.#hosts[node]?.keep(bytes, from) ?? false;
    this.events++;
    peer.receive(bytes, from, this.#nowUs / 1000);
    return false;
  }

  #tellEars(node: number, bytes: Uint8Array): void {
    for (const ear of this.#ears ?? []) if (ear.node === node) ear.hear(bytes);
  }

  /** Tells what comes to a node's machine, until what it returns is called. The bytes are valid during the call only. */
  listenIn(node: number, hear: (bytes: Uint8Array) => void): () => void {
    const ear = { node, hear };
    this.#ears = [...(this.#ears ?? []), ear];
    return () => {
      const left = this.#ears?.filter((each) => each !== ear) ?? [];
      this.#ears = left.length === 0 ? null : left;
    };
  }

  /** A datagram comes to a node from an address that it does not know. */
  strike(node: number, bytes: Uint8Array): void {
    this.#hand(node, bytes, UNKNOWN_ADDRESS);
  }

  // What hosts ask for.

  carry(number: number, bytes: Uint8Array): void {
    const fate = this.#directions.enter(number, this.#nowUs / 1000, bytes.length);
    if (fate === null) {
      this.#flight.addDatagram(this.#nowUs + WIRE_US, number, 0, this.#copies.of(bytes));
      return;
    }
    const { dropped, arrivesAtMs, againAtMs, flippedBit } = fate;
    if (dropped !== null) return;
    const arriving = flippedBit < 0 ? bytes : withFlippedBit(bytes, flippedBit);
    const place = this.#directions.place(number);
    this.#flight.addDatagram(arrivalUs(arrivesAtMs), number, place, this.#copies.of(arriving));
    if (Number.isNaN(againAtMs)) return;
    this.#flight.addDatagram(arrivalUs(againAtMs), number, place, this.#copies.of(arriving));
  }
}

function arrivalUs(ms: number): number {
  return Math.round(ms * 1000) + WIRE_US;
}
