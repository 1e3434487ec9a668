/**
 * What each node is doing as the steps go by: so that a step that cannot be done is found before anything starts.
 *
 * A node is `waiting` for its own start (`start: 5s`), `stopped`, `running` or `paused`. One that waits starts before
 * the steps of its moment, and until then nothing can be done to it. One that runs or is paused may be disconnected;
 * when it ends, so does that. While a `churn` holds a node, no other step may do anything to it but let it inject, or attack it.
 */

import { formatDuration } from '../text/units.ts';
import type { TopologyNode } from './types.ts';

export type PlannedNodeState = 'waiting' | 'stopped' | 'running' | 'paused';

/** What a verb needs of each node that it is done to, and leaves of it. */
export interface NodeEffect {
  /** How a node came to be so: `killed`, as in "killed at 8s by the step on line 12". */
  done: string;
  from: readonly PlannedNodeState[];
  /** Null: it stays as it is. */
  to: PlannedNodeState | null;
  /** Another life of the node begins: it is connected, and what it did before is no matter. */
  begins?: true;
  /** Takes the node off the real network, or puts it back. */
  network?: 'leaves' | 'joins';
  /** Only nodes that have a link. */
  needsLink?: true;
  /** Which nodes fit: `running`, as in "no node of `n*` is running at 4s". */
  fitWords: string;
  /** For each state that does not fit: what a node in it is, and what to do. */
  misfits: Readonly<Partial<Record<PlannedNodeState, StateMisfit>>>;
}

export interface StateMisfit {
  /** `is paused`. */
  text: string;
  fix: string;
}

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

  fits(node: number, effect: NodeEffect): boolean {
    if (this.isHeld(node) && !isHarmless(effect)) return false;
    const { state, detached, inDoubt } = this.#current(node);
    if (!inDoubt?.state && !effect.from.includes(state)) return false;
    if (effect.network === undefined || inDoubt?.network) return true;
    return (detached?.off === true) === (effect.network === 'joins');
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

  /** Does it to a node that fits. `step` names it: `the step on line 12`. */
  apply(node: number, effect: NodeEffect, atMs: number, step: string): void {
    const current = this.#current(node);
    const { done, to, begins = false, network } = effect;
    const because = `${done} at ${formatDuration(atMs)} by ${step}`;
    if (network !== undefined) {
      current.detached = { off: network === 'leaves', because };
      if (current.inDoubt !== undefined) current.inDoubt.network = false;
      return;
    }
    if (to === null) return;
    // A node that was stopped, or is started, is connected.
    const isAfresh = to === 'stopped' || begins;
    if (isAfresh) delete current.detached;
    if (isAfresh) delete current.inDoubt;
    else if (current.inDoubt !== undefined) current.inDoubt.state = false;
    Object.assign(current, { state: to, because });
  }

  /** Known only of a mesh that runs: its program has ended, and no step had asked it to. */
  crash(node: number, atMs: number): void {
    const current = this.#current(node);
    delete current.detached;
    Object.assign(current, { state: 'stopped', because: `it exited by itself at ${formatDuration(atMs)}` });
  }

  /** Why it cannot be done: `n4 is not running at 9s: killed at 8s by the step on line 12`. */
  misfit(node: number, effect: NodeEffect, atMs: number): { text: string; fix: string } {
    const { state, because, detached, inDoubt, heldUntilMs = 0, heldBy } = this.#current(node);
    const name = this.#nodes[node]?.name ?? '';
    const moment = formatDuration(atMs);
    if (this.isHeld(node) && !isHarmless(effect)) {
      const until = formatDuration(heldUntilMs);
      const fix = `Spare it there (\`spare: ${name}\`), or move the step to ${until} or later.`;
      return { text: `${name} is one of those that churn at ${moment}: until ${until} by ${heldBy}`, fix };
    }
    if (inDoubt?.state || effect.from.includes(state)) {
      const off = detached?.off === true;
      const text = `${name} is ${off ? 'disconnected already' : 'not disconnected'} at ${moment}: ${detached?.because ?? 'nothing has disconnected it'}`;
      const fix = off
        ? 'Reconnect it first, or leave the step out.'
        : 'Disconnect it first, or leave the step out.';
      return { text, fix };
    }
    const { text, fix } = effect.misfits[state] ?? { text: `is ${state}`, fix: '' };
    return { text: `${name} ${text} at ${moment}: ${because}`, fix };
  }

  #current(node: number): NodeState {
    return this.#states[node] as NodeState;
  }
}

/** Leaves the node as it was. */
function isHarmless({ to, network }: NodeEffect): boolean {
  return to === null && network === undefined;
}
