/**
 * Which directions of which links the steps have closed as they go by: so that a step that cannot be done is found
 * before anything starts. What `cut` has closed and what a partition has closed are two things: each is undone by its
 * own verb, and a direction is open when neither closes it.
 */

import { formatDuration } from '../text/units.ts';
import type { TopologyLink } from './types.ts';
import { nodeListText } from './words.ts';

/** A direction of a link: the numbers of the node that sends and the one that receives. */
export type DirectedPair = readonly [from: number, to: number];

export class LinkStates {
  /** False where the links are in error: then nobody knows who is linked with whom. */
  readonly known: boolean;
  /** Nodes that may have links beside those that are known. */
  readonly #unclear: ReadonlySet<number>;
  readonly #names: readonly string[];
  readonly #links: readonly TopologyLink[];
  readonly #numberOf: (name: string) => number | undefined;
  #neighbours: number[][] | null = null;
  /** By `from * n + to`: since when, by which step. */
  readonly #cut = new Map<number, string>();
  readonly #mended = new Map<number, string>();
  /** The partition that is in force. */
  #partition: string | null = null;
  #healed: string | null = null;
  /** True after a step that is wrong and may have been a partition, or the end of one. */
  partitionInDoubt = false;
  /** Counts what happens to directions from the first doubt on. */
  #turn = 0;
  /** By node: when a step that is wrong may have changed its links; and by direction: when one has settled it. */
  readonly #doubted = new Map<number, number>();
  readonly #settled = new Map<number, number>();

  constructor(
    names: readonly string[],
    numberOf: (name: string) => number | undefined,
    links: readonly TopologyLink[] | undefined,
    unclear: ReadonlySet<number> = new Set(),
  ) {
    this.#names = names;
    this.#numberOf = numberOf;
    this.#links = links ?? [];
    this.known = links !== undefined;
    this.#unclear = unclear;
  }

  /** In order. */
  neighbours(node: number): readonly number[] {
    this.#neighbours ??= this.#neighbourLists();
    return this.#neighbours[node] ?? [];
  }

  /** `n1 is linked to n2 and n5.` */
  neighboursInWords(node: number): string {
    const names = this.neighbours(node).map((other) => this.#names[other] as string);
    const whom = names.length === 0 ? 'nobody' : nodeListText(names);
    return `${this.#names[node]} is linked to ${whom}.`;
  }

  /** Whether all links of the node are known. */
  isClear(node: number): boolean {
    return this.known && !this.#unclear.has(node);
  }

  /** From here on nobody knows which links of the node are cut. */
  doubt(node: number): void {
    this.#doubted.set(node, ++this.#turn);
  }

  isInDoubt([from, to]: DirectedPair): boolean {
    if (this.#turn === 0) return false;
    const doubted = Math.max(this.#doubted.get(from) ?? 0, this.#doubted.get(to) ?? 0);
    return doubted > (this.#settled.get(this.#key(from, to)) ?? 0);
  }

  isCut([from, to]: DirectedPair): boolean {
    return this.#cut.has(this.#key(from, to));
  }

  cut([from, to]: DirectedPair, atMs: number, step: string): void {
    this.#settle(this.#key(from, to));
    this.#cut.set(this.#key(from, to), `cut at ${formatDuration(atMs)} by ${step}`);
  }

  mend([from, to]: DirectedPair, atMs: number, step: string): void {
    this.#settle(this.#key(from, to));
    this.#cut.delete(this.#key(from, to));
    this.#mended.set(this.#key(from, to), `mended at ${formatDuration(atMs)} by ${step}`);
  }

  /** How the direction came to be as it is; null when no step has touched it. */
  history([from, to]: DirectedPair): string | null {
    const key = this.#key(from, to);
    return this.#cut.get(key) ?? this.#mended.get(key) ?? null;
  }

  /** Since when and by which step the mesh is in parts; null when it is not. */
  get partition(): string | null {
    return this.#partition;
  }

  get healed(): string | null {
    return this.#healed;
  }

  split(atMs: number, step: string): void {
    this.partitionInDoubt = false;
    this.#partition = `partitioned at ${formatDuration(atMs)} by ${step}`;
  }

  heal(atMs: number, step: string): void {
    this.partitionInDoubt = false;
    this.#partition = null;
    this.#healed = `healed at ${formatDuration(atMs)} by ${step}`;
  }

  #settle(key: number): void {
    if (this.#turn > 0) this.#settled.set(key, ++this.#turn);
  }

  #key(from: number, to: number): number {
    return from * this.#names.length + to;
  }

  #neighbourLists(): number[][] {
    const lists: number[][] = this.#names.map(() => []);
    for (const { a, b } of this.#links) {
      const x = this.#numberOf(a);
      const y = this.#numberOf(b);
      if (x === undefined || y === undefined) continue;
      lists[x]?.push(y);
      lists[y]?.push(x);
    }
    for (const list of lists) list.sort((x, y) => x - y);
    return lists;
  }
}
