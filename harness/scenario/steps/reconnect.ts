/** `reconnect`: a node that left the real network comes back to it, at the same address. */

import type { NodeHandle } from '../nodes/node-handle.ts';
import { journaledAsFault, type Perform, performOnEachNode, type StepContext } from './step-context.ts';

export const reconnect: Perform<'reconnect'> = (step, context) =>
  performOnEachNode(context, step.nodes, (handle) => reconnectNode(handle, context));

export async function reconnectNode(handle: NodeHandle, context: StepContext): Promise<void> {
  const { node } = handle;
  const come = () => context.runtime.apply({ type: 'reconnect', node });
  await journaledAsFault(context, handle, 'reconnect', () => context.links.comeBack(node, come));
}
