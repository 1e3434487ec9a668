/**
 * A node of a mesh that runs, as a program sees it.
 */

import type { Endpoint } from '../../node/contract/types.ts';
import { EXIT, MeshbedError } from '../common/errors.ts';
import type { PlannedNode } from '../plan/types.ts';
import type { NodePhase } from '../scenario/nodes/node-handle.ts';
import type { RunningScenario } from '../scenario/step-source.ts';
import { didYouMean } from '../topology/text/nearest.ts';

export class MeshNode {
  readonly name: string;
  /** In the topology's order. */
  readonly neighbours: readonly string[];
  readonly #running: RunningScenario;

  constructor({ name, neighbours }: PlannedNode, running: RunningScenario) {
    this.name = name;
    this.neighbours = neighbours;
    this.#running = running;
  }

  /** The one of that name; throws a MeshbedError `UNKNOWN_NODE`. */
  static find(nodes: readonly MeshNode[], name: string): MeshNode {
    const node = nodes.find((each) => each.name === name);
    if (node !== undefined) return node;
    const names = nodes.map((each) => each.name);
    const fix = `${didYouMean(name, names)}The nodes: ${names.slice(0, 6).join(', ')}.`;
    throw new MeshbedError('UNKNOWN_NODE', `\`${name}\` is no node.`, fix, EXIT.badInput);
  }

  /** `ready`: it runs and is configured. `ended`: it has exited, or was never started. */
  get state(): NodePhase {
    return this.#running.supervisor.handle(this.name).state;
  }

  /** Which start of it is the last, from 1; 0 before the first. */
  get boot(): number {
    return this.#running.supervisor.handle(this.name).boot;
  }

  /** Where programs beside the mesh reach it; null where none can. On docker they must be on its network. */
  get address(): Endpoint | null {
    return this.#running.surroundings.outside?.address(this.name) ?? null;
  }
}
