/**
 * The schema of a step, made from those of the verbs.
 */

import type { z } from 'zod';
import { duration, map } from '../text/fields.ts';
import { ALL_VERBS, VERB_NAMES } from '../verbs/lookup.ts';

/** Each verb, and what may stand beside it. */
const verbKeys: Record<string, z.ZodType> = Object.fromEntries(
  ALL_VERBS.flatMap(({ name, form, from }) => [
    [name, form.optional()],
    ...(from === undefined ? [] : [['from', from.form.optional()]]),
  ]),
);

const times = {
  at: duration('When, from the start of the mesh.').optional(),
  after: duration('When, from the step before; from the start if it is the first.').optional(),
};

export const step = map(
  'What happens at a moment: a time, and one verb.',
  { ...times, ...verbKeys },
  {
    allOf: [
      { oneOf: [{ required: ['at'] }, { required: ['after'] }] },
      { oneOf: VERB_NAMES.map((verb) => ({ required: [verb] })) },
    ],
    samples: [
      { at: '1s', inject: 'hello', from: 'n1' },
      { after: '2s', kill: 'random(1)' },
    ],
  },
);

export const STEP_KEYS: readonly string[] = Object.keys(step.shape);

/** A step, without what was wrong in it. */
export interface StepWritten {
  at?: number;
  after?: number;
  /** Verbs, and what stands beside them. */
  [key: string]: unknown;
}
