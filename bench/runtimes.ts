import type { Runtime } from '../harness/runtime/port.ts';

/** A fresh runtime, by its name. What drives engines is loaded only when it is needed. */
export async function runtimeOf(name: string): Promise<Runtime> {
  if (name === 'sim') return new (await import('../harness/runtime/sim/runtime.ts')).SimRuntime();
  if (name === 'docker') return new (await import('../harness/runtime/docker/runtime.ts')).DockerRuntime();
  return new (await import('../harness/runtime/process/runtime.ts')).ProcessRuntime();
}
