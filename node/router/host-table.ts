/**
 * The nodes as the router knows them: by number, the addresses that they have now, and the gates that they are behind. Pure.
 */
import type { RouterGate, RouterNode } from '../contract/router.ts';
import { type IpAddress, parseAddress } from '../link/gates/address.ts';
import { type Gate, PlainGate } from '../link/gates/gate.ts';
import { GatesBetween } from '../link/gates/gates-between.ts';
import { Packet } from './packet.ts';
import type { Pair } from './pair.ts';

interface Host {
  name: string;
  addresses: IpAddress[];
  hasMoved: boolean;
  /** The nearest to it first. */
  gates: Gate[];
  /** By the number of the node that they lead to. */
  pairs: (Pair | undefined)[];
  refused: Record<string, number>;
  firstSpoofed: IpAddress | null;
}

export class HostTable {
  readonly all: readonly Host[];
  readonly #numbers: ReadonlyMap<string, number>;
  /** Whose an address is: a node's, by its number, or a gate's. */
  readonly #owners = new Map<IpAddress, number | Gate>();
  /** In the order of the plan. */
  readonly #gates: readonly Gate[];
  readonly #arrived = new Packet();

  constructor(nodes: readonly RouterNode[], gates: readonly RouterGate[]) {
    this.#numbers = new Map(nodes.map(({ node }, number) => [node, number]));
    this.all = nodes.map(({ node }) => ({
      ...{ name: node, addresses: [], hasMoved: false, gates: [], pairs: [] },
      ...{ refused: {}, firstSpoofed: null },
    }));
    nodes.forEach(({ addresses }, number) => {
      this.#setAddresses(number, addresses);
    });
    this.#gates = gates.map((gate) => new PlainGate(gate));
    gates.forEach((gate, i) => {
      const behind = gate.nodes.map((node) => this.numberOf(node)!);
      this.placeGate(this.#gates[i]!, [], behind);
    });
  }

  numberOf(node: string): number | undefined {
    return this.#numbers.get(node);
  }

  ownerOf(address: IpAddress): number | Gate | undefined {
    return this.#owners.get(address);
  }

  hasGate(number: number): boolean {
    return number < this.#gates.length;
  }

  /** It stands before these nodes, outside of those placed before, and what goes to its own addresses comes to it. Before there are pairs. */
  placeGate(gate: Gate, literals: readonly string[], nodes: readonly number[]): void {
    for (const node of nodes) this.all[node]!.gates.push(gate);
    for (const literal of literals) this.#owners.set(parseAddress(literal), gate);
  }

  gatesBetween({ from, to }: { from: number; to: number }): GatesBetween {
    return new GatesBetween(this.all[from]!.gates, this.all[to]!.gates);
  }

  /** What stands before a node, to who is outside of all gates. */
  gatesFromOutside(node: number): GatesBetween {
    return new GatesBetween([], this.all[node]!.gates);
  }

  /** Other addresses instead of those that it had; those are nobody's then, but for what another node has taken over. */
  moveTo(node: number, literals: readonly string[]): void {
    this.all[node]!.hasMoved = true;
    this.#setAddresses(node, literals);
  }

  /** It stands behind these gates from now on, the nearest first. */
  moveBehind(node: number, gates: readonly number[]): void {
    this.all[node]!.gates = gates.map((number) => this.#gates[number]!);
    const towards = this.all.map(({ pairs }) => pairs[node]);
    for (const pair of [...this.all[node]!.pairs, ...towards]) pair?.leadThrough(this.gatesBetween(pair));
  }

  /** Whether what has come to the end of its way is for an address that the node there has now. */
  isStillThere(node: number, bytes: Uint8Array): boolean {
    if (!this.all[node]!.hasMoved) return true;
    this.#arrived.read(bytes);
    return this.#owners.get(this.#arrived.destination) === node;
  }

  #setAddresses(node: number, literals: readonly string[]): void {
    const host = this.all[node]!;
    for (const address of host.addresses)
      if (this.#owners.get(address) === node) this.#owners.delete(address);
    host.addresses = literals.map(parseAddress);
    for (const address of host.addresses) this.#owners.set(address, node);
  }
}
