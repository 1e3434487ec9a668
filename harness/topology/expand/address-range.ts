/**
 * A range of addresses for nodes: the first is the router's, and every node has a /24 of its own (of IPv6 a /64) where the
 * range has so many, since programs that spread over networks take neighbours in one /24 for one. Pure.
 */

import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Bits of an address, and of what is left of it in a node's own network. */
const IPV4 = { name: 'IPv4', bits: 32, ownBits: 8 } as const;
const IPV6 = { name: 'IPv6', bits: 128, ownBits: 64 } as const;

/** As ipaddr.js calls them. What goes to a mapped address goes over IPv4. */
const NO_NODES = ['loopback', 'multicast', 'unspecified', 'linkLocal', 'broadcast', 'ipv4Mapped'];

export class AddressRange {
  readonly text: string;
  readonly family: 'IPv4' | 'IPv6';
  readonly router: string;
  readonly #base: bigint;
  readonly #hostBits: number;
  readonly #kind: typeof IPV4 | typeof IPV6;
  readonly #block: [Address, number];

  /** What is wrong with the text, in words, where it is no range for nodes. */
  static parse(text: string): AddressRange | string {
    let block: [Address, number];
    try {
      block = ipaddr.parseCIDR(text);
    } catch {
      return `\`${text}\` is no range of addresses`;
    }
    const [base, bits] = block;
    const kind = base.kind() === 'ipv4' ? IPV4 : IPV6;
    if (bits === 0 || isOfNoNode(base)) return `no node can have an address of \`${text}\``;
    if (numberOf(base) & ((1n << BigInt(kind.bits - bits)) - 1n))
      return `\`${text}\` has bits beyond its first ${bits}`;
    return new AddressRange(text, block, kind);
  }

  private constructor(text: string, block: [Address, number], kind: typeof IPV4 | typeof IPV6) {
    this.text = text;
    this.family = kind.name;
    this.#block = block;
    this.#kind = kind;
    this.#base = numberOf(block[0]);
    this.#hostBits = kind.bits - block[1];
    this.router = this.#literal(1n);
  }

  has(address: Address): boolean {
    return (
      address.kind() === this.#block[0].kind() &&
      (address as ipaddr.IPv4).match(this.#block as [ipaddr.IPv4, number])
    );
  }

  /** Whether all of the other lies in this one. */
  holds(other: AddressRange): boolean {
    return this.has(other.#block[0]) && this.#block[1] <= other.#block[1];
  }

  overlaps(other: AddressRange): boolean {
    return this.holds(other) || other.holds(this);
  }

  /** The first address of a range names the range itself, and the last of IPv4 all that are in it. Of one that it has. */
  canHaveNode(address: Address): boolean {
    const offset = numberOf(address) - this.#base;
    return offset > 0n && offset <= this.#last && !isOfNoNode(address);
  }

  /** How many nodes have room beside the router. */
  get room(): number {
    return Math.max(0, Number(this.#last) - 1);
  }

  get #last(): bigint {
    return (1n << BigInt(this.#hostBits)) - (this.#kind === IPV4 ? 2n : 1n);
  }

  /** Of the i-th of so many nodes, from 0; null beyond the range's end. */
  at(i: number, nodes: number): string | null {
    const { ownBits } = this.#kind;
    const networks = this.#hostBits > ownBits ? 1n << BigInt(this.#hostBits - ownBits) : 0n;
    const offset =
      networks > BigInt(nodes) && BigInt(i) + 1n < networks
        ? (BigInt(i + 1) << BigInt(ownBits)) + 1n
        : BigInt(i) + 2n;
    return this.#within(offset);
  }

  /** The i-th behind the router's, from 0, one behind the other; null beyond the range's end. */
  inOrder(i: number): string | null {
    return this.#within(BigInt(i) + 2n);
  }

  #within(offset: bigint): string | null {
    return offset > this.#last ? null : this.#literal(offset);
  }

  #literal(offset: bigint): string {
    const value = this.#base + offset;
    const bytes = Array.from({ length: this.#kind.bits / 8 }, (_, i) =>
      Number((value >> BigInt(8 * i)) & 255n),
    );
    return ipaddr.fromByteArray(bytes.reverse()).toString();
  }
}

/** An IP literal, without a zone; null where it is none. */
export function parseIp(text: string): Address | null {
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return null;
  return text.includes('%') ? null : ipaddr.parse(text);
}

function isOfNoNode(address: Address): boolean {
  return NO_NODES.includes(address.range());
}

function numberOf(address: Address): bigint {
  return address.toByteArray().reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}
