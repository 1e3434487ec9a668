/**
 * What the core knows of processors' caches and of V8's garbage collector, and what it brings. A simulation of many peers does
 * little else than to wait for memory, so its peers share one `SharedMemory`. A peer in a process of its own has a `PeerMemory`,
 * which does the same in the obvious way. No behaviour depends on any of this; a test holds both to the same datagrams.
 *
 *     what                                          where            without it, 10,000 peers    50,000 peers
 *     numbers in rows, not in fields of objects     rows.ts          1.19 of the time, +18% MB   1.25 of the time, +13% MB
 *     peers that send the same on share the copy    here             1.28, +19% MB               1.13, +2% MB
 *     PINGs and PONGs are written to one array      here             1.06 to 1.11, +13% MB       1.09, +7% MB
 *     lists and maps that stay empty are shared     lists.ts, and                                no other time, +3 to +8% MB
 *                                                   in puller.ts
 *     one place to decode and encode for all peers  memory.ts        3 KB a peer, by counting
 *
 * Time is the processor's, the median of pairs with `bench/sim/worlds.ts` on a machine that had much else to do, where single
 * pairs differ by a tenth: six messages in 1.8 s with 1% loss, and one message as all peers start. What the next nodes need is
 * read ahead by the simulator itself, by what any program sees of a peer (`read-ahead.ts` there).
 */
import type { MeshConfig } from './config.ts';
import { PeerMemory } from './memory.ts';
import { mix32 } from './random.ts';
import { MAX_NAME_BYTES, originOf, sequenceOf } from './wire.ts';

const COPIES = 1_024;
const NO_BYTES = new Uint8Array(1);

export class SharedMemory extends PeerMemory {
  #mesh: MeshConfig = { network: 0, keepaliveMs: 0, hopLimit: 0 };
  /** By the length of the name. */
  readonly #probes = Array.from({ length: MAX_NAME_BYTES + 1 }, (_, nameBytes) => super.probe(nameBytes));
  /** The last copies that were made, each in the place to which its message and its hop count lead. */
  readonly #copies = new Array<Uint8Array>(COPIES).fill(NO_BYTES);
  /** Of what each of them is a copy. */
  readonly #originals = new Array<Uint8Array>(COPIES).fill(NO_BYTES);

  /** One object for all peers with the same settings. */
  override mesh(config: MeshConfig): MeshConfig {
    const { network, keepaliveMs, hopLimit } = this.#mesh;
    if (config.network !== network || config.keepaliveMs !== keepaliveMs || config.hopLimit !== hopLimit)
      this.#mesh = super.mesh(config);
    return this.#mesh;
  }

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
