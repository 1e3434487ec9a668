/**
 * Runtimes by name. Each is loaded only when it is asked for: what drives engines is large.
 */

import type { Runtime, RuntimeName } from './port/port.ts';

/** A fresh runtime, to be opened and closed once. */
export async function makeRuntime(name: RuntimeName): Promise<Runtime> {
  if (name === 'sim') return new (await import('./sim/runtime.ts')).SimRuntime();
  if (name === 'process') return new (await import('./process/runtime.ts')).ProcessRuntime();
  return new (await import('./docker/runtime.ts')).DockerRuntime();
}

/** Where no program says which: what MESHBED_RUNTIME says, else docker where an engine answers, else process. */
export async function usualRuntime(): Promise<RuntimeName> {
  const asked = process.env.MESHBED_RUNTIME;
  if (asked === 'docker' || asked === 'process' || asked === 'sim') return asked;
  const { findEngine } = await import('../engine/find.ts');
  found ??= findEngine();
  return 'docker' in (await found) ? 'docker' : 'process';
}

/** Looked for once in the life of this process. */
let found: Promise<object> | undefined;
