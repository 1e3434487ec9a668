/**
 * Where the nodes of a routed network are, and where they are taken to be. The bundled peer's socket stays at the address that it had when it
 * started, and it knows its neighbours by those that they had then. So a datagram gets from one to another only while
 *
 * 1. the sender is where its socket is,
 * 2. the receiver is where the sender takes it to be, and where its own socket is.
 */

interface Boot {
  /** The node's own address at its start, and those of its neighbours. */
  own: string;
  others: ReadonlyMap<string, string>;
}

export class KnownAddresses {
  /** By node. */
  readonly #now: Map<string, string>;
  readonly #neighbours: ReadonlyMap<string, readonly string[]>;
  readonly #atStart: ReadonlyMap<string, string>;
  /** The last of each node since the first move. */
  readonly #boots = new Map<string, Boot>();
  #hasAnyMoved = false;

  constructor(addresses: ReadonlyMap<string, string>, neighbours: ReadonlyMap<string, readonly string[]>) {
    this.#atStart = addresses;
    this.#now = new Map(addresses);
    this.#neighbours = neighbours;
  }

  /** False where it had that address. */
  move(node: string, address: string): boolean {
    if (this.#now.get(node) === address) return false;
    this.#hasAnyMoved = true;
    this.#now.set(node, address);
    return true;
  }

  /** True where that may have changed anything. */
  started(node: string): boolean {
    if (!this.#hasAnyMoved) return false;
    const others = (this.#neighbours.get(node) ?? []).map((other) => [other, this.#now.get(other)!] as const);
    this.#boots.set(node, { own: this.#now.get(node)!, others: new Map(others) });
    return true;
  }

  /** Whether a datagram that is sent gets onto the way, and whether one that was sent before gets in at its end. */
  passes(from: string, to: string): { isSent: boolean; isTaken: boolean } {
    const isTaken = this.#told(from, to) === this.#now.get(to) && this.#isAtHome(to);
    return { isSent: isTaken && this.#isAtHome(from), isTaken };
  }

  #isAtHome(node: string): boolean {
    return (this.#boots.get(node)?.own ?? this.#atStart.get(node)) === this.#now.get(node);
  }

  #told(from: string, to: string): string | undefined {
    return this.#boots.get(from)?.others.get(to) ?? this.#atStart.get(to);
  }
}
