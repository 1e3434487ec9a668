/**
 * What each node is doing as the steps go by: so that a step that cannot be done is found before anything starts.
 *
 * A node is `stopped`, `running` or `paused`. A node with `start: 5s` starts at that moment by itself, before the
 * steps of the same moment.
 */

import type { NodeSpec } from './types.ts';
import { formatDuration } from './units.ts';

export type State = 'stopped' | 'running' | 'paused';

/** The verbs that are done to nodes, and what state each needs and leaves. */
export const TRANSITIONS = {
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
      const because =
        startMs === null ? 'it only starts by a step' : `it starts at ${formatDuration(startMs)}`;
      return { state: 'stopped', because };
    });
    this.#waiting = nodes
      .flatMap(({ startMs }, i) => (startMs === null || startMs === 0 ? [] : [i]))
      .sort((x, y) => (nodes[y]?.startMs ?? 0) - (nodes[x]?.startMs ?? 0) || y - x);
  }

  /** Starts the late joiners that are due. Returns those that run already: a step was faster. */
  advance(toMs: number): { node: number; because: string }[] {
    const clashes: { node: number; because: string }[] = [];
    for (let next = this.#waiting.at(-1); next !== undefined; next = this.#waiting.at(-1)) {
      const startMs = this.#nodes[next]?.startMs ?? 0;
      if (startMs > toMs) break;
      this.#waiting.pop();
      const life = this.#life(next);
      if (life.state !== 'stopped') clashes.push({ node: next, because: life.because });
      else this.#lives[next] = { state: 'running', because: `it started at ${formatDuration(startMs)}` };
    }
    return clashes;
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
    const what =
      verb === 'start'
        ? state === 'paused'
          ? 'is paused, not stopped,'
          : 'already runs'
        : verb === 'resume'
          ? 'is not paused'
          : state === 'paused'
            ? 'is paused'
            : 'is not running';
    const text = `${this.#nodes[node]?.name} ${what} at ${formatDuration(atMs)}: ${because}`;
    return { text, fix: CURES[verb][state] };
  }

  #life(node: number): Life {
    return this.#lives[node] as Life;
  }
}

const START_FIRST = 'Start it first, or move the step.';
const RESUME_FIRST = 'Resume it first, or move the step.';

/** For each verb and the state that does not fit it. */
const CURES: Record<NodeVerb, Record<State, string>> = {
  inject: { stopped: START_FIRST, paused: RESUME_FIRST, running: '' },
  kill: { stopped: START_FIRST, paused: '', running: '' },
  stop: { stopped: START_FIRST, paused: 'Resume it first, or kill it.', running: '' },
  pause: { stopped: START_FIRST, paused: 'Resume it first, or leave the step out.', running: '' },
  resume: {
    stopped: 'Use `start` for a node that does not run.',
    paused: '',
    running: 'Pause it first, or leave the step out.',
  },
  start: {
    stopped: '',
    paused: 'Use `resume` for a paused node.',
    running: 'Kill or stop it first, or leave the step out.',
  },
};
