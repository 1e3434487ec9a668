/**
 * From what a caller names to what a mesh is started with.
 */

import { EXIT, MeshbedError } from '../common/errors.ts';
import { makeRuntime, usualRuntime } from '../runtime/make.ts';
import type { Runtime, RuntimeName } from '../runtime/port/port.ts';
import { loadTopology, topologyFromObject } from '../topology/load.ts';
import type { Topology } from '../topology/topology.ts';
import type { TopologyWritten } from './written.ts';

/** Whatever hands out runtimes, one for each mesh. */
export interface RuntimeSource {
  runtime(): Promise<Runtime>;
}

/** A name, a runtime of your own that nobody has opened, a `Pool`; absent: see `usualRuntime`. */
export type WhichRuntime = RuntimeName | Runtime | RuntimeSource | undefined;

export async function runtimeFromOptions(which: WhichRuntime): Promise<Runtime> {
  if (which === undefined) return await makeRuntime(await usualRuntime());
  if (typeof which !== 'string') return 'runtime' in which ? await which.runtime() : which;
  if (which === 'docker' || which === 'process') return await makeRuntime(which);
  throw new MeshbedError(
    'NO_SUCH_RUNTIME',
    `There is no runtime \`${which}\`.`,
    'Take `docker` or `process`, or leave it out.',
    EXIT.badInput,
  );
}

/** A file's name, an object as a file would have it, or a topology that was loaded before. Its steps are left out. */
export async function topologyFromOptions(
  given: string | TopologyWritten | Topology,
  seed: number | undefined,
): Promise<Topology> {
  const options = seed === undefined ? {} : { seed };
  if (typeof given === 'string') return withoutSteps(await loadTopology(given, options));
  if (Array.isArray(given.nodes)) return withoutSteps({ ...(given as unknown as Topology), ...options });
  return withoutSteps(topologyFromObject(given, options));
}

function withoutSteps(topology: Topology): Topology {
  return { ...topology, steps: [] };
}
