/**
 * Whether processes can be nodes of a routed network: each needs a network namespace of its own.
 */

import { whyNoNamespaces } from '../../runtime/process/namespaces.ts';
import type { Examine } from './examination.ts';

export const examineRouted: Examine = async () => {
  const why = whyNoNamespaces();
  if (why !== null) {
    const fix = 'Run as root with Node 26.1 or later on Linux; the flat network needs nothing.';
    return { state: 'absent', found: `not on processes: ${why}`, fix };
  }
  return { state: 'fine', found: 'works on processes, with a network namespace for each node' };
};
