/**
 * The passes, in the order that wins most early: what is not asked for, then steps and nodes by the half, then the rest.
 * To add one: a file beside this one, and a line here.
 */

import type { Trials } from '../search/trials.ts';
import { conditions } from './conditions.ts';
import { links, nodes } from './mesh.ts';
import { names } from './names.ts';
import { expectations, options } from './options.ts';
import { partsOfSteps, steps } from './steps.ts';
import { times } from './times.ts';

export interface Pass {
  name: string;
  /** Makes the best smaller as far as it can, by taking away and never by adding. */
  run(trials: Trials): Promise<void>;
}

export const PASSES: readonly Pass[] = [
  { name: 'expectations', run: expectations },
  { name: 'steps', run: steps },
  { name: 'nodes', run: nodes },
  { name: 'links', run: links },
  { name: 'parts of steps', run: partsOfSteps },
  { name: 'conditions', run: conditions },
  { name: 'options', run: options },
  { name: 'times', run: times },
  { name: 'names', run: names },
];
