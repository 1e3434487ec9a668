/**
 * Copies of datagrams that are under way, used again when they have arrived. What a peer makes to send is then gone at once,
 * which costs next to nothing; held until it arrives, it would be moved about by each garbage collection meanwhile.
 *
 * DATA is not copied: peers hold those for others anyway, and send one to many.
 */
import { DatagramType, MAX_DATAGRAM_BYTES } from '../../../../node/core/wire.ts';

export class Copies {
  /** Those that nobody uses, by their length. */
  readonly #spare: Uint8Array[][] = Array.from({ length: MAX_DATAGRAM_BYTES + 1 }, () => []);

  /** The same bytes, for one arrival. */
  of(bytes: Uint8Array): Uint8Array {
    if (bytes[3] === DatagramType.DATA) return bytes;
    const copy = this.#spare[bytes.length]?.pop() ?? new Uint8Array(bytes.length);
    for (let i = 0; i < bytes.length; i++) copy[i] = bytes[i]!;
    return copy;
  }

  /** It has arrived, and whoever got it is done with it. */
  done(bytes: Uint8Array): void {
    if (bytes[3] !== DatagramType.DATA) this.#spare[bytes.length]?.push(bytes);
  }
}
