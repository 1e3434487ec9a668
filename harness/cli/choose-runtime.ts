/**
 * Which runtime, and why: what the user asked for, or docker where an engine answers, else process.
 */

import { EXIT, MeshbedError } from '../errors.ts';
import type { ChosenRuntime, Services } from './services.ts';

export interface Choice {
  name: ChosenRuntime;
  /** Said at the start of the run. */
  why: string;
}

const NO_ISOLATION = 'plain processes of this machine, with no isolation between them';

/** Throws when docker was asked for and no engine answers. */
export async function chooseRuntime(
  asked: ChosenRuntime | undefined,
  services: Pick<Services, 'engine'>,
): Promise<Choice> {
  if (asked === 'process') return { name: 'process', why: NO_ISOLATION };
  const engine = await services.engine();
  if ('name' in engine) return { name: 'docker', why: engine.name };
  if (asked === undefined) {
    return { name: 'process', why: `no engine answers, so ${NO_ISOLATION}; meshbed doctor says more` };
  }
  throw new MeshbedError('NO_ENGINE', engine.why, engine.fix, EXIT.noEngine);
}
