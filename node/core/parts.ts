/**
 * What the parts of one peer share; `Peer` makes it and hands it to each of them.
 */
import type { MeshConfig } from './config.ts';
import type { Counters } from './counters.ts';
import type { Identity } from './identity.ts';
import type { PeerMemory } from './memory.ts';
import type { PeerPort } from './port.ts';
import type { Sender } from './sender.ts';
import type { TimerTable } from './timers.ts';

export interface PeerParts {
  readonly self: Identity;
  readonly mesh: MeshConfig;
  readonly counters: Counters;
  readonly timers: TimerTable;
  readonly sender: Sender;
  readonly port: PeerPort;
  readonly memory: PeerMemory;
}
