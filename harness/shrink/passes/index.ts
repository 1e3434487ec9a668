/**
 * The passes, in the order that wins most early: what is not asked for, then steps and nodes by the half, then the rest.
 * To add one: a file beside this one, and a line here.
 */

import type { Trials } from '../search/trials.ts';
import { shrinkConditions } from './conditions.ts';
import { shrinkLinks, shrinkNodes } from './mesh.ts';
import { simplifyNames } from './names.ts';
import { dropExpectations, dropOptions } from './options.ts';
import { partsOfSteps, shrinkSteps } from './steps.ts';
import { shrinkTimes } from './times.ts';

export interface Pass {
  name: string;
  /** Makes the best smaller as far as it can, by taking away and never by adding. */
  run(trials: Trials): Promise<void>;
}

export const PASSES: readonly Pass[] = [
  { name: 'expectations', run: dropExpectations },
  { name: 'steps', run: shrinkSteps },
  { name: 'nodes', run: shrinkNodes },
  { name: 'links', run: shrinkLinks },
  { name: 'parts of steps', run: partsOfSteps },
  { name: 'conditions', run: shrinkConditions },
  { name: 'options', run: dropOptions },
  { name: 'times', run: shrinkTimes },
  { name: 'names', run: simplifyNames },
];
