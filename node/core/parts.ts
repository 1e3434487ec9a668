/**
 * What the parts of one peer share; `Peer` makes it and hands it to each of them.
 */
import type { PeerConfig } from './config.ts';
import type { Counters } from './counters.ts';
import type { PeerMemory } from './memory.ts';
import type { PeerPort } from './port.ts';
import type { Sender } from './sender.ts';
import type { TimerTable } from './timers.ts';

export interface PeerParts {
  readonly config: PeerConfig;
  readonly counters: Counters;
  readonly timers: TimerTable;
  readonly sender: Sender;
  readonly port: PeerPort;
  readonly memory: PeerMemory;
}
