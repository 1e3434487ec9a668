/**
 * The methods of a mesh that are done to nodes, made from the verbs: `mesh.kill('n3')` is the step `{ kill: 'n3' }`.
 */

import type { WrittenStep } from '../topology/live-steps.ts';
import { NODE_ACTS, type NodeActName } from '../topology/verbs/node-acts.ts';
import type { Nodes } from './written.ts';

/** Each resolves when its effect is confirmed: `start` when the nodes are ready, or are found not to become so. */
export type NodeActs = { readonly [V in NodeActName]: (nodes: Nodes) => Promise<void> };

/** For a class that has `act`. */
export const WithNodeActs = class {
  constructor() {
    const mesh = this as unknown as { act(step: WrittenStep): Promise<void> };
    for (const { verb } of NODE_ACTS)
      Object.assign(mesh, { [verb]: (nodes: Nodes) => mesh.act({ [verb]: nodes }) });
  }
} as new () => NodeActs;
