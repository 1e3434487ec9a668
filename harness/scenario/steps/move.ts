/** `move`: a node of a routed network goes elsewhere. With another address its life is not sure to be found any more. */

import { journaledAsFault, type Perform, performOnEachNode } from './step-context.ts';

export const move: Perform<'move'> = ({ nodes, addresses, before, site }, context) =>
  performOnEachNode(context, nodes, async (handle) => {
    const { node } = handle;
    const go = () => context.runtime.apply({ type: 'move', node, addresses, site });
    if (addresses.join() === before.join()) await go();
    else await journaledAsFault(context, handle, 'move', go);
  });
