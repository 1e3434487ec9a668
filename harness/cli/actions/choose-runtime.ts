/**
 * Which runtime, and why: what the user asked for, or docker where an engine answers, else process.
 */

import { EXIT, MeshbedError } from '../../common/errors.ts';
import type { ChosenRuntime, Services } from './services.ts';

export interface Choice {
  name: ChosenRuntime;
  /** The engine, where there is one. */
  engine?: string;
  /** Why it is not the one that is taken by default. */
  why?: string;
}

/** `docker (Docker 20.10)`. */
export function runtimeChoiceText({ name, engine }: Choice): string {
  return engine === undefined ? name : `${name} (${engine})`;
}

const PROCESSES = 'nodes are plain processes of this machine';
const NO_ISOLATION = `${PROCESSES}, with no isolation between them`;
const NETWORKS_ALONE = `${PROCESSES}, each in a network of its own, and with no other isolation between them`;

/** What a user must know of it at the start of a run; null if it is nothing. `isRouted`: the network of all meshes that it is to run. */
export function noteOnRuntime({ name, why }: Choice, isRouted: boolean): string | null {
  if (name !== 'process') return null;
  const note = isRouted ? NETWORKS_ALONE : NO_ISOLATION;
  return why === undefined ? note : `${why}, so ${note}`;
}

/** Throws when docker was asked for and no engine answers. `program` is what `meshbed` is called here. */
export async function chooseRuntime(
  asked: ChosenRuntime | undefined,
  services: Pick<Services, 'engine'>,
  program: string,
): Promise<Choice> {
  if (asked === 'sim') return { name: 'sim' };
  if (asked === 'process') return { name: 'process' };
  const engine = await services.engine();
  if ('name' in engine) return { name: 'docker', engine: engine.name };
  if (asked === 'docker') throw new MeshbedError('NO_ENGINE', engine.why, engine.fix, EXIT.noEngine);
  return { name: 'process', why: `no engine answers (see ${program} doctor)` };
}
