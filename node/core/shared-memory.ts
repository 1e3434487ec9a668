/**
 * What the core knows of a processor's cache, and why. A simulation of many peers does little else than to wait for memory; so
 * a few things here are otherwise than a single peer would need them. No behaviour depends on them, and none of them is
 * mentioned where the protocol is written, but for a name. The simulator gives all its peers one `SharedMemory`; a peer
 * in a process of its own has a `PeerMemory`, which does the same without the tricks.
 *
 * FIGURES
 */
import { PeerMemory } from './memory.ts';
import { mix32 } from './random.ts';
import { MAX_NAME_BYTES, originOf, sequenceOf } from './wire.ts';

const COPIES = 1_024;
const NO_BYTES = new Uint8Array(1);

export class SharedMemory extends PeerMemory {
  /** By the length of the name. */
  readonly #probes = Array.from({ length: MAX_NAME_BYTES + 1 }, (_, nameBytes) => super.probe(nameBytes));
  /** The last copies that were made, each in the place to which its message and its hop count lead. */
  readonly #copies = new Array<Uint8Array>(COPIES).fill(NO_BYTES);
  /** Of what each of them is a copy. */
  readonly #originals = new Array<Uint8Array>(COPIES).fill(NO_BYTES);

  /** The same array each time, for this length: the port of the simulation copies it during the call. */
  override probe(nameBytes: number): Uint8Array {
    return this.#probes[nameBytes]!;
  }

  /** Peers that send the same on get the same copy: a message that all of them hold takes the room of a few. */
  override withHops(data: Uint8Array, hops: number): Uint8Array {
    const place = mix32(originOf(data) ^ mix32(sequenceOf(data)) ^ hops) % COPIES;
    const known = this.#copies[place]!;
    const isKnown = this.#originals[place] === data || isSameMessage(known, data);
    this.#originals[place] = data;
    if (isKnown && known[known.length - 1] === hops) return known;
    const copy = super.withHops(data, hops);
    this.#copies[place] = copy;
    return copy;
  }
}

/** Whether they differ in nothing but the hop count. */
function isSameMessage(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let at = one.length - 2; at >= 0; at--) if (one[at] !== other[at]) return false;
  return true;
}
