/**
 * A node's NAT binding on one link: what comes in passes only while the node itself sent on that link less than
 * `timeoutMs` ago. It sits at the node: what the node sends keeps it, whatever the link then does to it, and what comes
 * in is judged when it arrives. Before the node's first datagram nothing comes in.
 */
export class NatBinding {
  readonly timeoutMs: number;
  #sentAtMs = Number.NEGATIVE_INFINITY;

  constructor(timeoutMs: number) {
    this.timeoutMs = timeoutMs;
  }

  /** The node sent a datagram on this link. */
  sent(nowMs: number): void {
    this.#sentAtMs = nowMs;
  }

  /** Does what arrives at `nowMs` come in? */
  admits(nowMs: number): boolean {
    return nowMs - this.#sentAtMs < this.timeoutMs;
  }
}
