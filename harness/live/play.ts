/**
 * The steps of a file, done to a mesh that is held, each at its moment: as anybody's acts, so that others can come between.
 */

import type { Mesh } from '../mesh/mesh.ts';
import { writtenSteps } from '../topology/print/steps.ts';
import type { Topology } from '../topology/topology.ts';

/** Resolves when the last has begun. `refused` gets the steps that cannot be done to the mesh as it is by then. */
export async function playSteps(
  topology: Topology,
  mesh: Mesh,
  refused: (error: unknown) => void,
): Promise<void> {
  const written = writtenSteps(topology);
  for (const [i, { atMs }] of topology.steps.entries()) {
    await mesh.sleep(`${Math.max(0, atMs - mesh.now())}ms`);
    const { at: _, ...step } = written[i] ?? {};
    mesh.act(step).catch(refused);
  }
}
