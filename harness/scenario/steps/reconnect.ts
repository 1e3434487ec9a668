/** `reconnect`: a node that left the real network comes back to it, at the same address. */

import { onEach, type Perform } from '../stage.ts';

export const reconnect: Perform<'reconnect'> = (step, stage) =>
  onEach(stage, step.nodes, async ({ node }) => {
    const come = () => stage.runtime.apply({ type: 'reconnect', node });
    await stage.links.during(stage.links.of([node]), `disconnect ${node}`, false, come);
  });
