/**
 * Which packet goes where, and what it meets on the way. Pure: `(packet, wire, now) → sent then, or dropped for this reason`; what becomes of
 * a packet are calls of `ForwardingPort`.
 *
 * A packet's way: sound? → from the node's own address? → to the router itself? → hops left? → out of the gates that its node is behind
 * → whose is the destination? → uplinks → the pair's conditions (node/link) → and at the end of its way `arrive` and `admits`: downlinks, and
 * in by the gates of the other.
 *
 * Invariants:
 * G1. What a node sends from an address that is not its own reaches nobody, and is counted.
 * G2. Every packet from one node to another meets the conditions of their pair, whatever protocol it is of.
 * G3. A closed pair is silent: from inside it looks like a partition, and no program learns more from it than it would in the field, where
 *     most firewalls say nothing.
 */

import type { RelayLinkChange } from '../contract/relay.ts';
import type { Elsewhere, NodeRefusals, Refusal, RouterConfigureCommand } from '../contract/router.ts';
import type { Conditions } from '../link/conditions.ts';
import { addressToText, type IpAddress, isNeverForwarded, parseAddress } from '../link/gates/address.ts';
import { Protocol } from '../link/gates/gate-packet.ts';
import { LinkModel, type LinkOutcome } from '../link/link-model.ts';
import { randomStreamOf } from '../link/random-stream.ts';
import { RelayDirection } from '../relay/direction.ts';
import { fixChecksumForFlippedBit } from './checksum.ts';
import { FragmentWatch, splitIntoFragments } from './fragments.ts';
import { HostTable } from './host-table.ts';
import { echoReplyPacket, type IcmpNote, icmpErrorPacket } from './icmp.ts';
import { Packet } from './packet.ts';
import { Pair } from './pair.ts';

/** `bytes` are the caller's again after each call. */
export interface ForwardingPort {
  /** Once for each pair, before anything enters it. */
  pairMade(pair: Pair): void;
  /** With what then becomes of it. */
  entered(nowMs: number, pair: Pair, bytes: Uint8Array, outcome: LinkOutcome): void;
  /** Entered at `sinceMs`, and has come to the end of the pair at `dueMs`. */
  send(dueMs: number, pair: Pair, place: number, bytes: Uint8Array, sinceMs: number): void;
  /** The router's own word to a node. */
  tell(node: number, bytes: Uint8Array): void;
  /** A node sent this to the router's own address. True if somebody here expects it. */
  received(node: number, packet: Packet): boolean;
}

export type ForwardingPlan = Pick<
  RouterConfigureCommand,
  'seed' | 'addresses' | 'nodes' | 'links' | 'elsewhere' | 'gates'
>;

interface Planned {
  link: string;
  conditions: Conditions;
  isCut: boolean;
}

export class Forwarding {
  readonly pairs: Pair[] = [];
  readonly hosts: HostTable;
  readonly #port: ForwardingPort;
  readonly #seed: number;
  readonly #elsewhere: Elsewhere;
  readonly #planned = new Map<string, Planned>();
  readonly #own: { 4?: IpAddress; 6?: IpAddress } = {};
  /** On which side of a partition a node is, by number; empty where there is none. */
  #sides: ReadonlyMap<number, number> = new Map();
  readonly #fragments = new FragmentWatch();
  readonly #packet = new Packet();
  readonly #piece = new Packet();

  constructor(plan: ForwardingPlan, port: ForwardingPort) {
    const { seed, addresses, nodes, links, elsewhere, gates = [] } = plan;
    this.#port = port;
    this.#seed = seed;
    this.#elsewhere = elsewhere;
    this.hosts = new HostTable(nodes, gates);
    for (const own of addresses.map(parseAddress)) this.#own[typeof own === 'number' ? 4 : 6] = own;
    for (const { link, a, b, ab = {}, ba = {}, cutAb = false, cutBa = false } of links) {
      this.#planned.set(nameOf(a, b), { link, conditions: ab, isCut: cutAb });
      this.#planned.set(nameOf(b, a), { link, conditions: ba, isCut: cutBa });
    }
  }

  /** All at once; of nodes that are known. Returns the moment by which what had entered these pairs before has left. */
  change(nowMs: number, changes: readonly RelayLinkChange[]): number {
    let throughAtMs = nowMs;
    for (const { from, to, conditions, cut } of changes) {
      const pair = this.#pair(this.hosts.numberOf(from)!, this.hosts.numberOf(to)!);
      if (conditions !== undefined) pair.direction.model.conditions = conditions;
      if (cut !== undefined) pair.isCut = cut;
      this.#cutAsIs(pair);
      throughAtMs = Math.max(throughAtMs, pair.throughAtMs);
    }
    return throughAtMs;
  }

  /** Between nodes of two sides that have no link nothing passes from now on. As of `change`. */
  setSides(nowMs: number, sides: readonly (readonly string[])[]): number {
    this.#sides = new Map(sides.flatMap((side, i) => side.map((node) => [this.hosts.numberOf(node)!, i])));
    let throughAtMs = nowMs;
    for (const pair of this.pairs) {
      if (pair.hasLink) continue;
      this.#cutAsIs(pair);
      throughAtMs = Math.max(throughAtMs, pair.throughAtMs);
    }
    return throughAtMs;
  }

  #cutAsIs({ direction, from, to, isCut, hasLink }: Pair): void {
    const isApart =
      !hasLink && (this.#elsewhere === 'closed' || this.#sides.get(from) !== this.#sides.get(to));
    direction.model.isCut = isCut || isApart;
  }

  /** A packet came by the wire of a node. */
  enter(nowMs: number, node: number, bytes: Uint8Array): void {
    const host = this.hosts.all[node]!;
    const refusal = this.#refusalOf(nowMs, node, bytes);
    if (refusal !== null) count(host.refused, refusal);
  }

  /** Something came by the wire of a node that is no packet to be forwarded. */
  refuse(node: number, refusal: Refusal): void {
    count(this.hosts.all[node]!.refused, refusal);
  }

  refusals(): NodeRefusals[] {
    return this.hosts.all
      .filter(({ refused }) => Object.keys(refused).length > 0)
      .map(({ name, refused, firstSpoofed }) => ({
        node: name,
        refused: { ...refused } as NodeRefusals['refused'],
        ...(firstSpoofed === null ? {} : { firstSpoofed: addressToText(firstSpoofed) }),
      }));
  }

  #refusalOf(nowMs: number, node: number, bytes: Uint8Array): string | null {
    const packet = this.#packet;
    const malformed = packet.read(bytes);
    if (malformed !== null) return malformed;
    if (isNeverForwarded(packet.source) || isNeverForwarded(packet.destination))
      return 'local' satisfies Refusal;
    const host = this.hosts.all[node]!;
    if (this.hosts.ownerOf(packet.source) !== node) {
      host.firstSpoofed ??= packet.source;
      return 'spoofed' satisfies Refusal;
    }
    if (packet.isFragment && this.#fragments.overlaps(nowMs, packet)) return 'fragment' satisfies Refusal;
    if (packet.destination === this.#own[packet.family]) return this.#answer(node, packet);
    if (packet.hops <= 1) {
      this.#note('time exceeded', node, packet);
      return 'ttl' satisfies Refusal;
    }
    return this.#forward(nowMs, node, packet);
  }

  #forward(nowMs: number, node: number, packet: Packet): string | null {
    let owner = this.hosts.ownerOf(packet.destination);
    const mine = this.hosts.all[node]!.gates;
    const theirs = typeof owner === 'number' ? this.hosts.all[owner]!.gates : [];
    // From behind a gate to its own address a packet turns round there (hairpin).
    for (const gate of mine) {
      const held = theirs.includes(gate) ? null : gate.leaving(nowMs, packet);
      if (held !== null) return held;
    }
    if (typeof owner === 'object') {
      const held = owner.arriving(nowMs, packet);
      if (held !== null) return held;
      owner = this.hosts.ownerOf(packet.destination);
    }
    if (typeof owner !== 'number') {
      this.#note('host unreachable', node, packet);
      return 'unreachable' satisfies Refusal;
    }
    packet.age();
    this.#pass(nowMs, node, this.#pair(node, owner), packet);
    return null;
  }

  /** To the router itself. */
  #answer(node: number, packet: Packet): Refusal | null {
    if (this.#port.received(node, packet)) return null;
    const reply = echoReplyPacket(packet);
    if (reply !== null) {
      this.#port.tell(node, reply);
      return null;
    }
    const { protocol } = packet;
    if (protocol === Protocol.UDP || protocol === Protocol.TCP) this.#note('port unreachable', node, packet);
    return 'unreachable';
  }

  #pass(nowMs: number, node: number, pair: Pair, packet: Packet): void {
    const { isCut, conditions } = pair.direction.model;
    const { mtuBytes = Number.POSITIVE_INFINITY } = conditions;
    if (packet.bytes.length <= mtuBytes || isCut || !packet.mayBeFragmented) {
      const outcome = this.#offer(nowMs, pair, packet);
      if (outcome.dropped === 'mtu') this.#note('too big', node, packet, mtuBytes);
      return;
    }
    const piece = this.#piece;
    for (const bytes of splitIntoFragments(packet, mtuBytes)) {
      piece.read(bytes);
      this.#offer(nowMs, pair, piece);
    }
  }

  #offer(nowMs: number, pair: Pair, packet: Packet): LinkOutcome {
    const { bytes, udpPayloadAt, headBytes } = packet;
    const outcome = pair.enter(nowMs, bytes, udpPayloadAt || headBytes);
    this.#port.entered(nowMs, pair, bytes, outcome);
    const { dropped, arrivesAtMs, againAtMs, flippedBit } = outcome;
    if (dropped !== null) return outcome;
    if (flippedBit >= 0 && udpPayloadAt > 0) fixChecksumForFlippedBit(bytes, headBytes, flippedBit);
    const place = pair.direction.offered;
    this.#port.send(arrivesAtMs, pair, place, bytes, nowMs);
    if (!Number.isNaN(againAtMs)) this.#port.send(againAtMs, pair, place, bytes, nowMs);
    return outcome;
  }

  #note(note: IcmpNote, node: number, packet: Packet, mtuBytes = 0): void {
    const bytes = icmpErrorPacket(note, packet, this.#own[packet.family], mtuBytes);
    if (bytes !== null) this.#port.tell(node, bytes);
  }

  #pair(from: number, to: number): Pair {
    const { name, pairs } = this.hosts.all[from]!;
    const known = pairs[to];
    if (known !== undefined) return known;
    const planned = this.#planned.get(nameOf(name, this.hosts.all[to]!.name));
    const elsewhere = typeof this.#elsewhere === 'object' ? this.#elsewhere : {};
    const names = { link: planned?.link ?? '', from: name, to: this.hosts.all[to]!.name };
    const model = new LinkModel(planned?.conditions ?? elsewhere, randomStreamOf(this.#seed, name, names.to));
    const direction = new RelayDirection(names, model, null, null);
    const way = { number: this.pairs.length, from, to };
    const pair = new Pair(way, direction, planned, this.hosts.gatesBetween(way));
    this.#cutAsIs(pair);
    this.pairs.push(pair);
    pairs[to] = pair;
    this.#port.pairMade(pair);
    return pair;
  }
}

function count(counts: Record<string, number>, what: string): void {
  counts[what] = (counts[what] ?? 0) + 1;
}

function nameOf(from: string, to: string): string {
  return JSON.stringify([from, to]);
}
