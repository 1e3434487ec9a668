/**
 * One thing that `meshbed doctor` looks at.
 */

import type { Engine, NoEngine } from '../../engine/find.ts';
import type { Examination } from '../actions/services.ts';

/** Resolves to null where there is nothing to look at. */
export type Examine = (engine: Engine | NoEngine) => Promise<Observed | null>;
export type Observed = Omit<Examination, 'what'>;
