/**
 * What a peer is given when it starts, and does not change: who it is, and how it behaves.
 */

/** Who a peer is. */
export interface Identity {
  /** 48 bits; see docs/wire-format.md for how a name becomes one. */
  readonly id: number;
  /** 48 bits; higher with each start. */
  readonly boot: number;
  /** UTF-8, at most 32 bytes; carried for people. */
  readonly name: Uint8Array;
  /** Tells meshes apart; derived from the mesh's key. */
  readonly network: number;
}

export interface PeerConfig extends Identity {
  /** The keepalive's interval. Every other wait of the peer is a fraction or a multiple of it. */
  readonly keepaliveMs: number;
  /** How many links a message may cross, 1 to 255. */
  readonly hopLimit: number;
  /** Where a test of the wrap starts counting; 1 where it does not say. */
  readonly firstSequence?: number;
  /** The size of the table of origins. */
  readonly maxOrigins?: number;
  /** How many messages are held for others; with 0 there is no catching up. */
  readonly storeMessages?: number;
}
