/**
 * The verbs that take nodes and nothing else, as plain data: each is a button of the live page, whose server sends
 * this, and a method of `Mesh`.
 */

import type { NodeEffect } from '../model/node-states.ts';
import type { VERBS } from './index.ts';
import { ALL_VERBS } from './lookup.ts';

export interface NodeAct extends Pick<NodeEffect, 'from' | 'network'> {
  verb: string;
  /** What the button says. */
  button: string;
}

/** In the order in which verbs are shown to people. */
export const NODE_ACTS: readonly NodeAct[] = ALL_VERBS.flatMap(({ name, button, nodes }) => {
  if (button === undefined || nodes === undefined) return [];
  const { from, network } = nodes;
  return [{ verb: name, button, from, ...(network === undefined ? {} : { network }) }];
});

type Verbs = typeof VERBS;
export type NodeActName = {
  [V in keyof Verbs]: Verbs[V] extends { readonly button: string } ? V : never;
}[keyof Verbs];
