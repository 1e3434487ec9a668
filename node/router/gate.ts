/**
 * What stands between some nodes and all others: a firewall, and the line that all their traffic shares. A NAT is to be one as well.
 *
 * A packet meets the gates of its sender when it enters the router, then the pair's conditions, and at the end of its way the gates of its
 * receiver: first their downlinks, then what they let in. Gates that both are behind it does not meet.
 */
import type { RouterGate } from '../contract/router.ts';
import { RateQueue } from '../link/rate-queue.ts';
import { Firewall } from './firewall.ts';
import type { Packet } from './packet.ts';

/** `leaving` and `arriving` may rewrite the packet, whose fields must then tell what its bytes do, and say why it does not pass, or null. */
export interface Gate {
  leaving(nowMs: number, packet: Packet): string | null;
  /** To one of the gate's own addresses, as it enters the router: rewritten to that of a node. */
  arriving(nowMs: number, packet: Packet): string | null;
  /** To a node behind it, at the end of its way. */
  admits(nowMs: number, packet: Packet): boolean;
  readonly uplink: RateQueue | null;
  readonly downlink: RateQueue | null;
}

/** Has no address of its own. */
export class PlainGate implements Gate {
  readonly uplink: RateQueue | null;
  readonly downlink: RateQueue | null;
  readonly #firewall: Firewall | null;

  constructor({ firewall, uplink, downlink }: RouterGate) {
    this.#firewall = firewall ? new Firewall() : null;
    this.uplink = uplink ? new RateQueue(uplink) : null;
    this.downlink = downlink ? new RateQueue(downlink) : null;
  }

  leaving(nowMs: number, packet: Packet): null {
    this.#firewall?.leaving(nowMs, packet);
    return null;
  }

  arriving(): null {
    return null;
  }

  admits(nowMs: number, packet: Packet): boolean {
    return this.#firewall?.admits(nowMs, packet) ?? true;
  }
}
