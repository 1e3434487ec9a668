/**
 * What a peer counts: everything sent, received and dropped, each drop by its reason. Sums since `configure`.
 * The names are those of the contract's `stats` event, as they are, so that nothing has to be mapped.
 */
export class Counters {
  // First what the commonest datagrams count.
  'bytes.received' = 0;
  'data.received' = 0;
  'data.duplicate' = 0;
  'bytes.sent' = 0;
  'ping.received' = 0;
  'pong.sent' = 0;
  'pong.received' = 0;
  'ping.sent' = 0;
  'data.sent' = 0;
  /** Data from an address that is no neighbour's; taken all the same, since the MAC proves the origin. */
  'data.unknown-source' = 0;
  delivered = 0;
  injected = 0;
  'bye.sent' = 0;
  'bye.received' = 0;
  /** PINGs and PONGs whose summary differed. */
  'catchup.mismatch' = 0;
  'ranges.sent' = 0;
  'ranges.received' = 0;
  'pull.sent' = 0;
  'pull.received' = 0;
  /** Of the data sent: in answer to a PULL. */
  'pull.served' = 0;
  /** Of what was delivered: in answer to a PULL. */
  'pull.delivered' = 0;
  'store.evicted' = 0;
  /** Messages given up. */
  gap = 0;
  /** Of the PINGs sent: the extra ones to a neighbour under suspicion. */
  'ping.extra' = 0;
  /** Times at which this peer itself woke up late, and gave its suspects more time. */
  'timer.late' = 0;
  'drop.too-short' = 0;
  'drop.too-long' = 0;
  'drop.bad-magic' = 0;
  'drop.bad-version' = 0;
  'drop.bad-type' = 0;
  'drop.malformed' = 0;
  'drop.other-network' = 0;
  'drop.bad-mac' = 0;
  'drop.empty' = 0;
  'drop.hop-limit' = 0;
  'drop.old-boot' = 0;
  'drop.origins-full' = 0;
  'drop.own' = 0;
  'drop.same-id' = 0;
  'drop.unknown-peer' = 0;
  'drop.stale-pong' = 0;
  'drop.stale-bye' = 0;
  /** A RANGES or PULL of another boot, from a neighbour that is down, or a PULL for the second time. */
  'drop.stale-catchup' = 0;
}

export type CounterName = keyof Counters;
