/**
 * What each node is doing as the steps go by: so that a step that cannot be done is found before anything starts.
 *
 * A node is `waiting` for its own start (`start: 5s`), `stopped`, `running` or `paused`. One that waits starts before
 * the steps of its moment, and until then nothing can be done to it. One that runs or is paused may be disconnected;
 * when it ends, so does that. While a `churn` holds a node, no other step may do anything to it but let it inject, or attack it.
 */

import { formatDuration } from '../text/units.ts';
import { type NodeVerb, PAST_TENSE, type PlannedNodeState, STATE_CURES } from './node-state-words.ts';
import type { TopologyNode } from './types.ts';

/** The verbs that are done to nodes, and what state each needs and leaves. */
const TRANSITIONS = {
  inject: { from: ['running'], to: null },
  kill: { from: ['running', 'paused'], to: 'stopped' },
  stop: { from: ['running'], to: 'stopped' },
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
  start: { from: ['stopped'], to: 'running' },
  disconnect: { from: ['running', 'paused'], to: null },
  reconnect: { from: ['running', 'paused'], to: null },
  attack: { from: ['running'], to: null },
} as const satisfies Record<NodeVerb, { from: readonly PlannedNodeState[]; to: PlannedNodeState | null }>;

interface NodeState {
  state: PlannedNodeState;
  /** How it came to be so: `killed at 8s by the step on line 12`. */
  because: string;
  /** How it came to be off the network or back; absent: it never was off. */
  detached?: { off: boolean; because: string };
  heldUntilMs?: number;
  heldBy?: string;
  /** What a step that is wrong may have changed; no complaint is made of it until another step settles it. */
  inDoubt?: { state: boolean; network: boolean };
}

export class NodeStates {
  readonly #nodes: readonly TopologyNode[];
  readonly #states: NodeState[];
  /** Late joiners that have not started yet, the next one last. */
  readonly #waiting: number[];
  #nowMs = 0;

  constructor(nodes: readonly TopologyNode[]) {
    this.#nodes = nodes;
    this.#states = nodes.map(({ startMs }) => {
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
    this.#nowMs = toMs;
    for (let next = this.#waiting.at(-1); next !== undefined; next = this.#waiting.at(-1)) {
      const startMs = this.#nodes[next]?.startMs ?? 0;
      if (startMs > toMs) return;
      this.#waiting.pop();
      this.#states[next] = { state: 'running', because: `it started at ${formatDuration(startMs)}` };
    }
  }

  fits(node: number, verb: NodeVerb): boolean {
    if (this.isHeld(node) && !isHarmless(verb)) return false;
    const { state, detached, inDoubt } = this.#current(node);
    if (!inDoubt?.state && !(TRANSITIONS[verb].from as readonly PlannedNodeState[]).includes(state))
      return false;
    if ((verb !== 'disconnect' && verb !== 'reconnect') || inDoubt?.network) return true;
    return (detached?.off === true) === (verb === 'reconnect');
  }

  /** From here on nobody knows what the node does, until a step says it. */
  doubt(node: number): void {
    this.#current(node).inDoubt = { state: true, network: true };
  }

  isInDoubt(node: number): boolean {
    return this.#current(node).inDoubt !== undefined;
  }

  isHeld(node: number): boolean {
    return this.#nowMs < (this.#current(node).heldUntilMs ?? 0);
  }

  /** Keeps other steps off the node. */
  hold(node: number, untilMs: number, step: string): void {
    Object.assign(this.#current(node), { heldUntilMs: untilMs, heldBy: step });
  }

  /** Does the verb to a node that fits. `step` names it: `the step on line 12`. */
  apply(node: number, verb: NodeVerb, atMs: number, step: string): void {
    const current = this.#current(node);
    const because = `${PAST_TENSE[verb]} at ${formatDuration(atMs)} by ${step}`;
    if (verb === 'disconnect' || verb === 'reconnect') {
      current.detached = { off: verb === 'disconnect', because };
      if (current.inDoubt !== undefined) current.inDoubt.network = false;
      return;
    }
    const to = TRANSITIONS[verb].to;
    if (to === null) return;
    if (to === 'stopped') delete current.detached;
    // A node that was stopped, or is started, is connected.
    if (to === 'stopped' || verb === 'start') delete current.inDoubt;
    else if (current.inDoubt !== undefined) current.inDoubt.state = false;
    Object.assign(current, { state: to, because });
  }

  /** Known only of a mesh that runs: its program has ended, and no step had asked it to. */
  crash(node: number, atMs: number): void {
    const current = this.#current(node);
    delete current.detached;
    Object.assign(current, { state: 'stopped', because: `it exited by itself at ${formatDuration(atMs)}` });
  }

  /** Why the verb cannot be done: `n4 is not running at 9s: killed at 8s by the step on line 12`. */
  misfit(node: number, verb: NodeVerb, atMs: number): { text: string; fix: string } {
    const { state, because, detached, inDoubt, heldUntilMs = 0, heldBy } = this.#current(node);
    const name = this.#nodes[node]?.name ?? '';
    const moment = formatDuration(atMs);
    if (this.isHeld(node) && !isHarmless(verb)) {
      const until = formatDuration(heldUntilMs);
      const fix = `Spare it there (\`spare: ${name}\`), or move the step to ${until} or later.`;
      return { text: `${name} is one of those that churn at ${moment}: until ${until} by ${heldBy}`, fix };
    }
    if (inDoubt?.state || (TRANSITIONS[verb].from as readonly PlannedNodeState[]).includes(state)) {
      const off = detached?.off === true;
      const text = `${name} is ${off ? 'disconnected already' : 'not disconnected'} at ${moment}: ${detached?.because ?? 'nothing has disconnected it'}`;
      const fix = off
        ? 'Reconnect it first, or leave the step out.'
        : 'Disconnect it first, or leave the step out.';
      return { text, fix };
    }
    const text = `${name} ${this.#stateText(state, verb)} at ${moment}: ${because}`;
    return { text, fix: STATE_CURES[verb][state] ?? '' };
  }

  #stateText(state: PlannedNodeState, verb: NodeVerb): string {
    if (verb === 'resume') return 'is not paused';
    if (state === 'paused') return verb === 'start' ? 'is paused, not stopped,' : 'is paused';
    if (verb !== 'start') return 'is not running';
    return state === 'waiting' ? 'cannot be started' : 'already runs';
  }

  #current(node: number): NodeState {
    return this.#states[node] as NodeState;
  }
}

/** Leaves the node as it was. */
function isHarmless(verb: NodeVerb): boolean {
  return verb === 'inject' || verb === 'attack';
}
