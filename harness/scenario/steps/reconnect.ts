/** `reconnect`: a node that left the real network comes back to it, at the same address. */

import { onEach, type Perform, type StepContext } from './step-context.ts';

export const reconnect: Perform<'reconnect'> = (step, context) =>
  onEach(context, step.nodes, ({ node }) => reconnectNode(node, context));

export async function reconnectNode(node: string, { links, runtime }: StepContext): Promise<void> {
  const come = () => runtime.apply({ type: 'reconnect', node });
  await links.during(links.of(node), `disconnect ${node}`, false, come);
}
