/**
 * The way out of a peer: every datagram is signed, counted and handed to the port here.
 */
import { type AddressToken, UNKNOWN_ADDRESS } from './address.ts';
import type { Counters } from './counters.ts';
import type { Mac, PeerPort } from './port.ts';
import { macAtOf } from './wire.ts';

export class Sender {
  readonly #counters: Counters;
  readonly #port: PeerPort;
  readonly #mac: Mac;

  constructor(counters: Counters, port: PeerPort, mac: Mac) {
    this.#counters = counters;
    this.#port = port;
    this.#mac = mac;
  }

  /** The same bytes, with their MAC in its place. */
  signed(bytes: Uint8Array): Uint8Array {
    this.#mac.sign(bytes, macAtOf(bytes));
    return bytes;
  }

  /** Sends what is signed; nothing to an unknown address. */
  send(to: AddressToken, bytes: Uint8Array): void {
    if (to === UNKNOWN_ADDRESS) return;
    this.#counters['bytes.sent'] += bytes.length;
    this.#port.send(to, bytes);
  }
}
