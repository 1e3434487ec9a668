/**
 * Whether processes and containers can be nodes of a routed network: each needs a network namespace of its own, and somebody must be
 * able to lay a wire into it.
 */

import type { Engine, NoEngine } from '../../engine/find.ts';
import { peerImage } from '../../engine/image.ts';
import { whyNoWires } from '../../runtime/docker/wires-trial.ts';
import { whyNoNamespaces } from '../../runtime/process/namespaces.ts';
import { needsUserNamespace } from '../../runtime/process/user-namespaces.ts';
import type { Examine } from './examination.ts';

const FLAT = 'the flat network needs nothing';

export const examineRouted: Examine = async (engine) => {
  const onProcesses = whyNoNamespaces();
  const onContainers = await whyNotOn(engine);
  const works = [
    ...(onProcesses === null ? [needsUserNamespace() ? 'processes (in a user namespace)' : 'processes'] : []),
    ...(onContainers === null ? ['containers'] : []),
  ];
  const lacks = [
    ...(onProcesses === null ? [] : [`not on processes: ${onProcesses}`]),
    ...(onContainers ? [`not on containers: ${onContainers}`] : []),
  ];
  const found = [...(works.length === 0 ? [] : [`works on ${works.join(' and ')}`]), ...lacks].join('; ');
  if (works.length > 0) return { state: 'fine', found };
  const fix = `On processes it needs Linux, Node 26.1 or later, and root or user namespaces; ${FLAT}.`;
  return { state: 'absent', found, fix };
};

/** Undefined where it was not tried, since what would try it is not there. */
async function whyNotOn(engine: Engine | NoEngine): Promise<string | null | undefined> {
  if (!('docker' in engine)) return undefined;
  const { tag, there } = await peerImage(engine.docker);
  return there ? await whyNoWires(engine, tag) : undefined;
}
