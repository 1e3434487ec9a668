/**
 * A firewall that keeps state, as home routers and hosts have: lets all out, and lets in only what answers (`flows.ts`), and errors
 * of ICMP about what went out. It rewrites nothing and says nothing. Pure.
 *
 * A1. What comes in belongs to what a node inside sent, or was let in, less than the time-out ago: two hours for TCP until it was closed
 *     or reset, a minute for all else. As in Linux, what is let in counts too.
 * A2. Of a datagram in fragments the first is judged; those behind it pass from whom something was sent to lately, in whatever order
 *     they come. Without the first they are of no use to anybody (RFC 1858).
 * A3. What is remembered is bounded: where there is no room, what was used longest ago is forgotten.
 */
import { addressPairKey, flowKey, isIcmpError, quotedFlowKey } from './flows.ts';
import { type GatePacket, Protocol } from './gate-packet.ts';

const LASTS_MS = 60_000;
const TCP_LASTS_MS = 2 * 60 * 60_000;
const MOST_FLOWS = 65_536;

/** What adds less to a time-out is not worth moving anything. */
const NEWS_MS = 1000;

const TCP_FLAGS_AT = 13;
const SYN = 2;
const FIN_OR_RESET = 5;

export class Firewall {
  /** Until when what answers is let in. */
  readonly #flows: Memory;
  /** The same of all that comes from an address, for fragments. */
  readonly #nodes: Memory;
  /** Flows of TCP that one end has closed or reset, for as long as they last. */
  readonly #closed: Memory;

  constructor(room = MOST_FLOWS) {
    this.#flows = new Memory(room);
    this.#nodes = new Memory(room);
    this.#closed = new Memory(room);
  }

  /** How much is remembered. */
  get size(): number {
    return this.#flows.size + this.#nodes.size + this.#closed.size;
  }

  leaving(nowMs: number, packet: GatePacket): void {
    this.#nodes.remember(addressPairKey(packet, 'out'), nowMs + LASTS_MS);
    if (packet.fragmentAt > 0) return;
    const key = flowKey(packet, 'out');
    if (key !== null) this.#flows.remember(key, nowMs + this.#lastsMs(nowMs, key, packet));
  }

  admits(nowMs: number, packet: GatePacket): boolean {
    if (packet.fragmentAt > 0) return this.#nodes.has(addressPairKey(packet, 'in'), nowMs);
    if (isIcmpError(packet)) {
      const about = quotedFlowKey(packet);
      return about !== null && this.#flows.has(about, nowMs);
    }
    const key = flowKey(packet, 'in');
    if (key === null || !this.#flows.has(key, nowMs)) return false;
    this.#flows.remember(key, nowMs + this.#lastsMs(nowMs, key, packet));
    if (packet.isFragment) this.#nodes.remember(addressPairKey(packet, 'in'), nowMs + LASTS_MS);
    return true;
  }

  #lastsMs(nowMs: number, key: string, { protocol, bytes, headBytes }: GatePacket): number {
    if (protocol !== Protocol.TCP) return LASTS_MS;
    const flags = bytes[headBytes + TCP_FLAGS_AT] ?? 0;
    if ((flags & FIN_OR_RESET) === 0 && (flags & SYN || !this.#closed.has(key, nowMs))) {
      this.#closed.forget(key);
      return TCP_LASTS_MS;
    }
    // Not over before the flow is, by however little that was put off.
    this.#closed.remember(key, nowMs + LASTS_MS + NEWS_MS);
    return LASTS_MS;
  }
}

/** Maps keep the order of insertion, so the first was used longest ago. */
class Memory {
  readonly #room: number;
  readonly #untilMs = new Map<string, number>();

  constructor(room: number) {
    this.#room = room;
  }

  get size(): number {
    return this.#untilMs.size;
  }

  forget(key: string): void {
    this.#untilMs.delete(key);
  }

  has(key: string, nowMs: number): boolean {
    return nowMs < (this.#untilMs.get(key) ?? Number.NEGATIVE_INFINITY);
  }

  remember(key: string, untilMs: number): void {
    const knownMs = this.#untilMs.get(key) ?? Number.NEGATIVE_INFINITY;
    if (untilMs >= knownMs && untilMs - knownMs < NEWS_MS) return;
    this.#untilMs.delete(key);
    this.#untilMs.set(key, untilMs);
    if (this.#untilMs.size <= this.#room) return;
    const [first] = this.#untilMs.keys();
    this.#untilMs.delete(first!);
  }
}
