/**
 * What a peer is given when it starts.
 */

/** What all peers of a mesh have in common. */
export interface MeshConfig {
  /** Tells meshes apart; derived from the mesh's key. */
  readonly network: number;
  /** The keepalive's interval. Every other wait of a peer is a fraction or a multiple of it. */
  readonly keepaliveMs: number;
  /** How many links a message may cross, 1 to 255. */
  readonly hopLimit: number;
}

export interface PeerConfig extends MeshConfig {
  /** Who it is: see `Identity`. */
  readonly id: number;
  readonly boot: number;
  readonly name: Uint8Array;
  /** Where a test of the wrap starts counting; 1 where it does not say. */
  readonly firstSequence?: number;
  /** The size of the table of origins. */
  readonly maxOrigins?: number;
  /** How many messages are held for others; with 0 there is no catching up. */
  readonly storeMessages?: number;
}
