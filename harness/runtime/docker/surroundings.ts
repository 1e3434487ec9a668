/**
 * What the runtime says of an engine, and of where everything is on it.
 */

import type { Engine } from '../../engine/find.ts';
import type { Surroundings } from '../port/port.ts';
import type { DockerNetwork } from './network.ts';

/** `images`: those of all nodes. */
export function describeSurroundings(
  engine: Engine,
  network: DockerNetwork,
  images: Iterable<string>,
): Surroundings {
  return {
    ...network.places(),
    facts: {
      runtime: 'docker',
      engine: engine.name,
      engineVersion: engine.version,
      apiVersion: engine.apiVersion,
      engineAt: engine.where,
      system: engine.system,
      architecture: engine.architecture,
      cpus: engine.cpus,
      memoryBytes: engine.memoryBytes,
      images: [...new Set(images)].join(' '),
      networks: network.placement.networks.map(({ name, range }) => `${name} ${range}`).join(', '),
      ...network.carriers.facts,
    },
  };
}
