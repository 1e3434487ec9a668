import { makeRuntime } from '../harness/runtime/make.ts';
import type { Runtime } from '../harness/runtime/port/port.ts';

/** A fresh runtime, by its name; whatever is no other's name is `process`. */
export function runtimeOf(name: string): Promise<Runtime> {
  return makeRuntime(name === 'docker' || name === 'sim' ? name : 'process');
}
