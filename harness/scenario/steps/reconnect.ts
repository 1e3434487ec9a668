/** `reconnect`: a node that left the real network comes back to it, at the same address. */

import { onEach, type Perform, type Stage } from '../stage.ts';

export const reconnect: Perform<'reconnect'> = (step, stage) =>
  onEach(stage, step.nodes, ({ node }) => reconnectNode(node, stage));

export async function reconnectNode(node: string, { links, runtime }: Stage): Promise<void> {
  const come = () => runtime.apply({ type: 'reconnect', node });
  await links.during(links.of(node), `disconnect ${node}`, false, come);
}
