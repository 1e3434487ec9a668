/**
 * What every part of a peer needs to speak: who it is, how to sign, where to send, and what to count.
 */
import { Alarm } from './alarm.ts';
import { Counters } from './counters.ts';
import { type AddressToken, type Mac, type PeerPort, UNKNOWN_ADDRESS } from './port.ts';
import { macAtOf } from './wire.ts';

export interface PeerConfig {
  /** 48 bits; see docs/wire-format.md for how a name becomes one. */
  id: number;
  /** 48 bits; higher with each start. */
  boot: number;
  /** UTF-8, at most 32 bytes; carried for people. */
  name: Uint8Array;
  /** Tells meshes apart; derived from the mesh's key. */
  network: number;
  keepaliveMs: number;
  hopLimit: number;
  /** Where a test of the wrap starts counting. */
  firstSequence?: number;
  maxOrigins?: number;
  /** How many messages are held for others; with 0 there is no catching up. */
  storeMessages?: number;
}

export class Sender {
  readonly counters = new Counters();
  readonly config: PeerConfig;
  readonly port: PeerPort;
  readonly alarm: Alarm;
  readonly mac: Mac;

  constructor(config: PeerConfig, port: PeerPort, mac: Mac) {
    this.config = config;
    this.port = port;
    this.alarm = new Alarm(port);
    this.mac = mac;
  }

  /** The same bytes, with their MAC in its place. */
  signed(bytes: Uint8Array): Uint8Array {
    this.mac.sign(bytes, macAtOf(bytes));
    return bytes;
  }

  send(to: AddressToken, bytes: Uint8Array): void {
    if (to === UNKNOWN_ADDRESS) return;
    this.counters['bytes.sent'] += bytes.length;
    this.port.send(to, bytes);
  }
}
