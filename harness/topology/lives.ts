/**
 * What each node is doing as the steps go by: so that a step that cannot be done is found before anything starts.
 *
 * A node is `waiting` for its own start (`start: 5s`), `stopped`, `running` or `paused`. One that waits starts before
 * the steps of its moment, and until then nothing can be done to it.
 */

import type { NodeSpec } from './types.ts';
import { formatDuration } from './units.ts';

type State = 'waiting' | 'stopped' | 'running' | 'paused';

/** The verbs that are done to nodes, and what state each needs and leaves. */
const TRANSITIONS = {
  inject: { from: ['running'], to: 'running' },
  kill: { from: ['running', 'paused'], to: 'stopped' },
  stop: { from: ['running'], to: 'stopped' },
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
  start: { from: ['stopped'], to: 'running' },
} as const satisfies Record<string, { from: readonly State[]; to: State }>;

export type NodeVerb = keyof typeof TRANSITIONS;

const PAST: Record<NodeVerb, string> = {
  inject: 'asked to inject',
  kill: 'killed',
  stop: 'stopped',
  pause: 'paused',
  resume: 'resumed',
  start: 'started',
};

interface Life {
  state: State;
  /** How it came to be so: `killed at 8s by the step on line 12`. */
  because: string;
}

export class Lives {
  readonly #nodes: readonly NodeSpec[];
  readonly #lives: Life[];
  /** Late joiners that have not started yet, the next one last. */
  readonly #waiting: number[];

  constructor(nodes: readonly NodeSpec[]) {
    this.#nodes = nodes;
    this.#lives = nodes.map(({ startMs }) => {
      if (startMs === 0) return { state: 'running', because: 'it runs since the start' };
      if (startMs === null) return { state: 'stopped', because: 'it only starts by a step' };
      return { state: 'waiting', because: `it starts by itself at ${formatDuration(startMs)}` };
    });
    this.#waiting = nodes
      .flatMap(({ startMs }, i) => (startMs === null || startMs === 0 ? [] : [i]))
      .sort((x, y) => (nodes[y]?.startMs ?? 0) - (nodes[x]?.startMs ?? 0) || y - x);
  }

  /** Starts the late joiners that are due. */
  advance(toMs: number): void {
    for (let next = this.#waiting.at(-1); next !== undefined; next = this.#waiting.at(-1)) {
      const startMs = this.#nodes[next]?.startMs ?? 0;
      if (startMs > toMs) return;
      this.#waiting.pop();
      this.#lives[next] = { state: 'running', because: `it started at ${formatDuration(startMs)}` };
    }
  }

  fits(node: number, verb: NodeVerb): boolean {
    return (TRANSITIONS[verb].from as readonly State[]).includes(this.#life(node).state);
  }

  /** Does the verb to a node that fits. `step` names it: `the step on line 12`. */
  apply(node: number, verb: NodeVerb, atMs: number, step: string): void {
    if (verb === 'inject') return;
    this.#lives[node] = {
      state: TRANSITIONS[verb].to,
      because: `${PAST[verb]} at ${formatDuration(atMs)} by ${step}`,
    };
  }

  /** Why the verb cannot be done: `n4 is not running at 9s: killed at 8s by the step on line 12`. */
  misfit(node: number, verb: NodeVerb, atMs: number): { text: string; fix: string } {
    const { state, because } = this.#life(node);
    const what = this.#stateText(state, verb);
    const text = `${this.#nodes[node]?.name} ${what} at ${formatDuration(atMs)}: ${because}`;
    return { text, fix: CURES[verb][state] ?? '' };
  }

  #stateText(state: State, verb: NodeVerb): string {
    if (verb === 'resume') return 'is not paused';
    if (state === 'paused') return verb === 'start' ? 'is paused, not stopped,' : 'is paused';
    if (verb !== 'start') return 'is not running';
    return state === 'waiting' ? 'cannot be started' : 'already runs';
  }

  #life(node: number): Life {
    return this.#lives[node] as Life;
  }
}

const WAIT = 'Move the step to after its start.';
const START_FIRST = 'Start it first, or move the step.';
const RESUME_FIRST = 'Resume it first, or move the step.';

/** For each verb and the state that does not fit it. */
const CURES: Record<NodeVerb, Partial<Record<State, string>>> = {
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
};
