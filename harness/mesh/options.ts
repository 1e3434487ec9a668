/**
 * What a program may say about the mesh that it starts.
 */

import type { StartTimeouts } from '../scenario/nodes/start-timeouts.ts';
import type { RunProgress } from '../scenario/progress.ts';
import type { WhichRuntime } from './start.ts';

export interface MeshOptions {
  runtime?: WhichRuntime;
  /** The topology file as the user named it, for environment.json. */
  file?: string;
  /** Wins over the topology's. */
  seed?: number;
  /** Directory for journal, environment and logs; absent: nothing is written. */
  out?: string;
  /** False: no step will touch a link, so links without conditions go straight, without a relay. By default true. */
  linkFaults?: boolean;
  /** Ends the mesh as closing it does. */
  signal?: AbortSignal;
  progress?: RunProgress;
  /** How long nodes may take to become idle, to become ready, to exit; and how long the mesh may take to come to rest. */
  patience?: Partial<StartTimeouts>;
}
