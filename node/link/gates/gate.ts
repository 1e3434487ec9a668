/**
 * What stands between some nodes and all others: a firewall, and the line that all their traffic shares. A NAT is to be one as well. Pure;
 * the router's packets and the simulator's datagrams meet the same.
 *
 * A packet meets the gates of its sender when it enters the network, then the pair's conditions, and at the end of its way the gates of its
 * receiver: first their downlinks, then what they let in. Gates that both are behind it does not meet.
 */
import { type RateLimit, RateQueue } from '../rate-queue.ts';
import { Firewall } from './firewall.ts';
import type { GatePacket } from './gate-packet.ts';

/** What a gate has; as much as is absent it does nothing. */
export interface GateSpec {
  /** Lets all out, and in only what answers. */
  firewall?: boolean | undefined;
  /** Shared by all that nodes behind it send to others, before the conditions of the pairs; and by all that others send to them, behind them. */
  uplink?: RateLimit | undefined;
  downlink?: RateLimit | undefined;
}

/** `leaving` and `arriving` may rewrite the packet, whose fields must then tell what its bytes do, and say why it does not pass, or null. */
export interface Gate {
  leaving(nowMs: number, packet: GatePacket): string | null;
  /** To one of the gate's own addresses, as it enters the network: rewritten to that of a node. */
  arriving(nowMs: number, packet: GatePacket): string | null;
  /** To a node behind it, at the end of its way. */
  admits(nowMs: number, packet: GatePacket): boolean;
  readonly uplink: RateQueue | null;
  readonly downlink: RateQueue | null;
}

/** Has no address of its own. */
export class PlainGate implements Gate {
  readonly uplink: RateQueue | null;
  readonly downlink: RateQueue | null;
  readonly #firewall: Firewall | null;

  constructor({ firewall, uplink, downlink }: GateSpec) {
    this.#firewall = firewall ? new Firewall() : null;
    this.uplink = uplink ? new RateQueue(uplink) : null;
    this.downlink = downlink ? new RateQueue(downlink) : null;
  }

  leaving(nowMs: number, packet: GatePacket): null {
    this.#firewall?.leaving(nowMs, packet);
    return null;
  }

  arriving(): null {
    return null;
  }

  admits(nowMs: number, packet: GatePacket): boolean {
    return this.#firewall?.admits(nowMs, packet) ?? true;
  }
}
