/**
 * The engine that the docker runtime would use.
 */

import type { Examine } from './examination.ts';

export const examineEngine: Examine = async (engine) => {
  if (!('docker' in engine)) return { state: 'absent', found: engine.reason, fix: engine.fix };
  const { name, version, where, system, cpus, memoryBytes } = engine;
  const size = `${cpus} processors, ${Math.round(memoryBytes / 2 ** 30)} GiB`;
  return { state: 'fine', found: `${name} ${version} at ${where} (${system}, ${size})` };
};
