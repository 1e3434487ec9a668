/**
 * Which runtime, and why: what the user asked for, or docker where an engine answers, else process.
 */

import { EXIT, MeshbedError } from '../../common/errors.ts';
import type { ChosenRuntime, Services } from './services.ts';

export interface Choice {
  name: ChosenRuntime;
  /** The engine, where there is one. */
  engine?: string;
  /** What a user must know about it, said at the start of the run. */
  note?: string;
}

/** `docker (Docker 20.10)`. */
export function runtimeChoiceText({ name, engine }: Choice): string {
  return engine === undefined ? name : `${name} (${engine})`;
}

const NO_ISOLATION = 'nodes are plain processes of this machine, with no isolation between them';

/** Throws when docker was asked for and no engine answers. `program` is what `meshbed` is called here. */
export async function chooseRuntime(
  asked: ChosenRuntime | undefined,
  services: Pick<Services, 'engine'>,
  program: string,
): Promise<Choice> {
  if (asked === 'sim') return { name: 'sim' };
  if (asked === 'process') return { name: 'process', note: NO_ISOLATION };
  const engine = await services.engine();
  if ('name' in engine) return { name: 'docker', engine: engine.name };
  if (asked === 'docker') throw new MeshbedError('NO_ENGINE', engine.why, engine.fix, EXIT.noEngine);
  return { name: 'process', note: `no engine answers (see ${program} doctor), so ${NO_ISOLATION}` };
}
