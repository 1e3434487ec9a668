/**
 * The gates that packets meet from one node, or from outside of all gates, to another node: uplinks, and at the end of the way downlinks and
 * what lets in. Those that both are behind are none of them. Pure.
 */
import { queueingMs } from '../conditions.ts';
import type { RateQueue } from '../rate-queue.ts';
import type { Gate } from './gate.ts';
import type { GatePacket } from './gate-packet.ts';

export class GatesBetween {
  /** Of the sender, the nearest to it first; of the receiver, the outermost first: as packets meet them. */
  readonly outwards: readonly Gate[];
  readonly inwards: readonly Gate[];
  readonly #uplinks: readonly RateQueue[];
  readonly #downlinks: readonly RateQueue[];

  /** Those of both nodes, the nearest to each first. */
  constructor(from: readonly Gate[], to: readonly Gate[]) {
    this.outwards = from.filter((gate) => !to.includes(gate));
    this.inwards = to.filter((gate) => !from.includes(gate)).reverse();
    this.#uplinks = this.outwards.flatMap(({ uplink }) => uplink ?? []);
    this.#downlinks = this.inwards.flatMap(({ downlink }) => downlink ?? []);
  }

  get hasDownlink(): boolean {
    return this.#downlinks.length > 0;
  }

  /** The longest that the downlinks hold anything. */
  get downlinkMs(): number {
    return this.#downlinks.reduce((sumMs, { rate }) => sumMs + queueingMs(rate), 0);
  }

  /** When it is out by the uplinks; null where one has no room. */
  leaveAtMs(nowMs: number, bytes: number): number | null {
    return throughAll(this.#uplinks, nowMs, bytes);
  }

  /** The same of the downlinks, of what is at the end of the conditions; in order of time. */
  arriveAtMs(nowMs: number, bytes: number): number | null {
    return throughAll(this.#downlinks, nowMs, bytes);
  }

  /** Whether what is through the downlinks is let in. */
  admits(nowMs: number, packet: GatePacket): boolean {
    return this.inwards.every((gate) => gate.admits(nowMs, packet));
  }
}

/** When all of them have let it go, one behind the other. */
function throughAll(queues: readonly RateQueue[], nowMs: number, bytes: number): number | null {
  let atMs = nowMs;
  for (const queue of queues) {
    const leaves = queue.offer(atMs, bytes);
    if (leaves === null) return null;
    atMs = leaves;
  }
  return atMs;
}
