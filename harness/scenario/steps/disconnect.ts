/** `disconnect`: the node leaves the real network, by the engine's own means; it runs on and can still be spoken to. */

import { onEach, type Perform } from '../stage.ts';

export const disconnect: Perform<'disconnect'> = (step, stage) =>
  onEach(stage, step.nodes, async ({ node }) => {
    const leave = () => stage.runtime.apply({ type: 'disconnect', node });
    await stage.links.during(stage.links.of(node), `disconnect ${node}`, true, leave);
  });
