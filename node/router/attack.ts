/**
 * A stranger (`node/link/stranger.ts`) that attacks a UDP port of a node from the router's own address, and counts what
 * comes back. It is outside of all gates, so what it sends meets those of the node. No clock of its own: the router asks what is due.
 */
import type { AttackResult } from '../contract/relay.ts';
import { writeU16 } from '../core/bytes.ts';
import type { Random } from '../core/random.ts';
import { addressToBytes, type IpAddress } from '../link/gates/address.ts';
import { IPV4_HEAD_BYTES, Protocol } from '../link/gates/gate-packet.ts';
import type { GatesBetween } from '../link/gates/gates-between.ts';
import { flipBit } from '../link/link-model.ts';
import { Stranger } from '../link/stranger.ts';
import type { AttackPlan } from '../relay/attack.ts';
import { internetChecksum, sumWords } from './checksum.ts';
import { Packet } from './packet.ts';

/** An answer to the last datagram has this long to come. */
const LISTENS_ON_MS = 300;
const SHOWN_BYTES = 32;
const HOPS = 64;
const UDP_HEAD_BYTES = 8;
/** The stranger's port: of those that systems give to clients. */
const FIRST_PORT = 49_152;

/** To this UDP port. */
export type PortAttackPlan = AttackPlan & { port: number };

export class RouterAttack {
  readonly node: number;
  readonly #from: IpAddress;
  readonly #to: IpAddress;
  readonly #plan: PortAttackPlan;
  readonly #stranger: Stranger;
  readonly #port: number;
  readonly #beganMs: number;
  readonly #onEnd: (result: AttackResult) => void;
  readonly #result: AttackResult;
  readonly #packet = new Packet();
  readonly #gates: GatesBetween;
  /** In the downlinks of the node, in order of time. */
  readonly #inDownlinks: { dueMs: number; packet: Uint8Array }[] = [];
  #shots = 0;
  /** When the last one comes to the node, or was kept out. */
  #lastMs = Number.NEGATIVE_INFINITY;
  isOver = false;

  constructor(
    node: number,
    ends: { from: IpAddress; to: IpAddress; gates: GatesBetween },
    plan: PortAttackPlan,
    random: Random,
    nowMs: number,
    onEnd: (result: AttackResult) => void,
  ) {
    this.node = node;
    this.#from = ends.from;
    this.#to = ends.to;
    this.#gates = ends.gates;
    this.#plan = plan;
    this.#port = FIRST_PORT + random.below(65_536 - FIRST_PORT);
    this.#stranger = new Stranger(random);
    this.#beganMs = nowMs;
    this.#onEnd = onEnd;
    this.#result = { sent: this.#stranger.sent, answers: 0 };
  }

  get nextDueMs(): number {
    return Math.min(this.#nextShotMs, this.#inDownlinks[0]?.dueMs ?? Infinity);
  }

  /** And behind the last one, the end. */
  get #nextShotMs(): number {
    const { count, everyMs } = this.#plan;
    return this.#shots < count ? this.#beganMs + this.#shots * everyMs : this.#lastMs + LISTENS_ON_MS;
  }

  /** Something went to the node: kept to be forged, if it is a datagram to the port that is attacked. */
  record(bytes: Uint8Array): void {
    const packet = this.#packet;
    if (packet.read(bytes) !== null || packet.udpPayloadAt === 0) return;
    if (packet.destinationPort === this.#plan.port)
      this.#stranger.record(bytes.subarray(packet.udpPayloadAt));
  }

  /** The node sent this to the router; is it an answer to the attack? */
  answered({ bytes, source, udpPayloadAt, sourcePort, destinationPort }: Packet): boolean {
    if (udpPayloadAt === 0 || source !== this.#to) return false;
    if (sourcePort !== this.#plan.port || destinationPort !== this.#port) return false;
    if (this.#result.answers++ === 0) {
      const shown = bytes.subarray(udpPayloadAt, udpPayloadAt + SHOWN_BYTES);
      this.#result.firstAnswer = Buffer.from(shown).toString('base64');
    }
    return true;
  }

  /** Something is due: a packet that comes to the node now, if there is one. */
  turn(): Uint8Array | null {
    const first = this.#inDownlinks[0];
    if (first !== undefined && first.dueMs <= this.#nextShotMs) {
      this.#inDownlinks.shift();
      return this.#letIn(first.dueMs, first.packet);
    }
    if (this.#shots === this.#plan.count) {
      this.isOver = true;
      this.#onEnd(this.#result);
      return null;
    }
    return this.#shoot(this.#nextShotMs);
  }

  #shoot(nowMs: number): Uint8Array | null {
    const { kinds } = this.#plan;
    const { bytes, flippedBit } = this.#stranger.next(kinds[this.#shots++ % kinds.length]!);
    const packet = this.#packetOf(bytes);
    if (flippedBit >= 0) flipBit(packet, 8 * (IPV4_HEAD_BYTES + UDP_HEAD_BYTES) + flippedBit);
    const dueMs = this.#gates.arriveAtMs(nowMs, packet.length);
    this.#lastMs = Math.max(this.#lastMs, dueMs ?? nowMs);
    if (dueMs === null) return this.#keepOut();
    if (dueMs <= nowMs) return this.#letIn(nowMs, packet);
    this.#inDownlinks.push({ dueMs, packet });
    return null;
  }

  #letIn(nowMs: number, bytes: Uint8Array): Uint8Array | null {
    this.#packet.read(bytes);
    return this.#gates.admits(nowMs, this.#packet) ? bytes : this.#keepOut();
  }

  #keepOut(): null {
    this.#result.keptOut = (this.#result.keptOut ?? 0) + 1;
    return null;
  }

  /** Without a checksum of UDP (RFC 768 lets it be 0), so that what is forged arrives. */
  #packetOf(payload: Uint8Array): Uint8Array {
    const bytes = new Uint8Array(IPV4_HEAD_BYTES + UDP_HEAD_BYTES + payload.length);
    bytes[0] = 0x45;
    writeU16(bytes, 2, bytes.length);
    bytes[8] = HOPS;
    bytes[9] = Protocol.UDP;
    bytes.set(addressToBytes(this.#from), 12);
    bytes.set(addressToBytes(this.#to), 16);
    writeU16(bytes, 10, internetChecksum(sumWords(bytes, 0, IPV4_HEAD_BYTES)));
    writeU16(bytes, IPV4_HEAD_BYTES, this.#port);
    writeU16(bytes, IPV4_HEAD_BYTES + 2, this.#plan.port);
    writeU16(bytes, IPV4_HEAD_BYTES + 4, UDP_HEAD_BYTES + payload.length);
    bytes.set(payload, IPV4_HEAD_BYTES + UDP_HEAD_BYTES);
    return bytes;
  }
}
