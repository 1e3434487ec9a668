/**
 * What a peer works in, apart from its state: where it decodes a datagram, where it encodes one, and where the rows of its numbers
 * come from. Nothing of it outlasts an input but the rows. The peers of a simulation share one: see `shared-memory.ts`.
 */
import type { MeshConfig } from './config.ts';
import { EntryReader, EntryWriter } from './entries.ts';
import { RowArena } from './rows.ts';
import { Datagram, MAC_BYTES, MAX_DATAGRAM_BYTES, probeBytes, RANGES_FIXED_BYTES, withHops } from './wire.ts';

/** For a peer with a few dozen neighbours. */
const ROWS_OF_A_PEER = 64;

export class PeerMemory {
  readonly rows: RowArena;
  /** The datagram that is being handled. */
  readonly message = new Datagram();
  /** Its entries, if it is a RANGES or PULL. */
  readonly reader = new EntryReader();
  readonly pullWriter = newWriter();
  /** At the place of the first entry whenever no RANGES is being written. */
  readonly rangesWriter = newWriter();

  /** `rows`: about how many will be taken. */
  constructor(rows: number = ROWS_OF_A_PEER) {
    this.rows = new RowArena(rows);
    this.rangesWriter.at = RANGES_FIXED_BYTES;
  }

  /** The same settings, in an object that others may have too. */
  mesh({ network, keepaliveMs, hopLimit }: MeshConfig): MeshConfig {
    return { network, keepaliveMs, hopLimit };
  }

  /** An array for a PING or PONG with a name of so many bytes. */
  probe(nameBytes: number): Uint8Array {
    return new Uint8Array(probeBytes(nameBytes));
  }

  /** A DATA for the next link. */
  withHops(data: Uint8Array, hops: number): Uint8Array {
    return withHops(data, hops);
  }
}

function newWriter(): EntryWriter {
  return new EntryWriter(new Uint8Array(MAX_DATAGRAM_BYTES), MAX_DATAGRAM_BYTES - MAC_BYTES);
}
