/**
 * What `meshbed doctor` looks at. Adding a thing is adding a file and a line.
 */

import type { Engine, NoEngine } from '../../engine/find.ts';
import type { Examination } from '../actions/services.ts';
import { examineCompose } from './compose.ts';
import { examineEngine } from './engine.ts';
import type { Examine, Observed } from './examination.ts';
import { examineImage } from './image.ts';
import { examineNode } from './node.ts';
import { examineProcesses } from './processes.ts';
import { examineRouted } from './routed.ts';
import { examineSimulation } from './simulation.ts';

const ALL: Record<string, Examine> = {
  node: examineNode,
  'process runtime': examineProcesses,
  'routed network': examineRouted,
  simulation: examineSimulation,
  engine: examineEngine,
  'node image': examineImage,
  compose: examineCompose,
};

export async function examineMachine(engine: Engine | NoEngine): Promise<Examination[]> {
  const found = await Promise.all(
    Object.entries(ALL).map(async ([what, look]) => {
      const seen = await look(engine).catch(whatBroke);
      return seen === null ? null : { what, ...seen };
    }),
  );
  return found.filter((examination) => examination !== null);
}

/** A doctor does not die of what it looks at. */
function whatBroke(error: unknown): Observed {
  const why = error instanceof Error ? error.message : String(error);
  return { state: 'absent', found: `could not be looked at: ${why}` };
}
