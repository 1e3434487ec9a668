import type { Awaited } from '../../journal/record.ts';

/**
 * How long a node may take, in milliseconds, before the run goes on without it; longer by as much as overload has kept it from
 * its work. `warmUp`: how long the mesh may take to come to rest before the scenario begins (`warm-up.ts`).
 */
export type StartTimeouts = Record<Awaited | 'warmUp', number>;

export const START_TIMEOUTS_MS: StartTimeouts = { idle: 30_000, ready: 15_000, exit: 5_000, warmUp: 30_000 };
