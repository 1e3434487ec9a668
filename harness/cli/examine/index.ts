/**
 * What `meshbed doctor` looks at. Adding a thing is adding a file and a line.
 */

import type { Engine, NoEngine } from '../../engine/find.ts';
import type { Examination } from '../services.ts';
import { examineCompose } from './compose.ts';
import { examineEngine } from './engine.ts';
import { examineImage } from './image.ts';
import { examineNode } from './node.ts';
import { examineProcesses } from './processes.ts';

/** Resolves to null where there is nothing to look at. */
export type Examine = (engine: Engine | NoEngine) => Promise<Examination | null>;

const ALL: readonly Examine[] = [examineNode, examineProcesses, examineEngine, examineImage, examineCompose];

export async function examine(engine: Engine | NoEngine): Promise<Examination[]> {
  const found = await Promise.all(ALL.map((one) => one(engine)));
  return found.filter((examination) => examination !== null);
}
