/**
 * What programs can be seen to say, and what is read from it.
 */

export const PROGRAM_EVENTS = ['delivered', 'peer-up', 'peer-down'] as const;

export type ProgramEvent = (typeof PROGRAM_EVENTS)[number];

/** By event: the named groups of its expression, or the fields of its JSON. The first must be there. */
export const GROUPS = {
  delivered: ['message', 'data', 'via', 'hops'],
  'peer-up': ['node'],
  'peer-down': ['node', 'reason'],
} as const satisfies Record<ProgramEvent, readonly string[]>;

/** Of `ready`: exactly one of them says when a program is. */
export const READY_CONDITIONS = ['log', 'tcp', 'udp', 'http', 'exec'] as const;

/** Of `inject`: exactly one of them is the way in. */
export const WAYS_IN = ['stdin', 'exec', 'http'] as const;

/** That `stop` may send. */
export const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGKILL'] as const;
