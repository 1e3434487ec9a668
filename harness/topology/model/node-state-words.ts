/**
 * What is said of nodes that are in no state for a step, and what to do about it.
 */

export type PlannedNodeState = 'waiting' | 'stopped' | 'running' | 'paused';

export const PAST_TENSE = {
  inject: 'asked to inject',
  kill: 'killed',
  stop: 'stopped',
  pause: 'paused',
  resume: 'resumed',
  start: 'started',
  disconnect: 'disconnected',
  reconnect: 'reconnected',
  attack: 'attacked',
} as const;

/** The verbs that are done to nodes. */
export type NodeVerb = keyof typeof PAST_TENSE;

/** As in "no node of `n*` is running at 4s". */
export const FITTING_STATE: Record<NodeVerb, string> = {
  inject: 'running',
  kill: 'running or paused',
  stop: 'running',
  pause: 'running',
  resume: 'paused',
  start: 'stopped',
  disconnect: 'running and connected',
  reconnect: 'disconnected',
  attack: 'running',
};

const WAIT = 'Move the step to after its start.';
const START_FIRST = 'Start it first, or move the step.';
const RESUME_FIRST = 'Resume it first, or move the step.';

/** For each verb and the state that does not fit it. */
export const STATE_CURES: Record<NodeVerb, Partial<Record<PlannedNodeState, string>>> = {
  inject: { waiting: WAIT, stopped: START_FIRST, paused: RESUME_FIRST },
  kill: { waiting: WAIT, stopped: START_FIRST },
  stop: { waiting: WAIT, stopped: START_FIRST, paused: 'Resume it first, or kill it.' },
  pause: { waiting: WAIT, stopped: START_FIRST, paused: 'Resume it first, or leave the step out.' },
  resume: {
    waiting: WAIT,
    stopped: 'Use `start` for a node that does not run.',
    running: 'Pause it first, or leave the step out.',
  },
  start: {
    waiting: 'Write `start: never` under `nodes` to leave its start to the step.',
    paused: 'Use `resume` for a paused node.',
    running: 'Kill or stop it first, or leave the step out.',
  },
  disconnect: { waiting: WAIT, stopped: START_FIRST },
  attack: { waiting: WAIT, stopped: START_FIRST, paused: RESUME_FIRST },
  reconnect: { waiting: WAIT, stopped: 'Leave the step out: a node that is started again is connected.' },
};
