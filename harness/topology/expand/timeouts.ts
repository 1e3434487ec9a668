/**
 * `timeouts` of the file → those that it names, in milliseconds.
 */

import type { Timeouts } from '../model/types.ts';
import { timeouts as timeoutsSchema } from '../schema/timeouts.ts';
import { type Validation, validate } from '../schema/validate.ts';
import { valueAt } from '../text/source.ts';

/** Undefined where the file names none, or where something is wrong with them, which has then been reported. */
export function expandTimeouts(context: Validation): Timeouts | undefined {
  const found = valueAt(context.source.value, ['timeouts']);
  if (found === undefined || found === null) return undefined;
  const written = validate(timeoutsSchema, context, ['timeouts']);
  if (written === undefined) return undefined;
  const { idle, ready, exit, warmup } = written;
  const timeouts: Timeouts = {
    ...(idle === undefined ? {} : { idle }),
    ...(ready === undefined ? {} : { ready }),
    ...(exit === undefined ? {} : { exit }),
    ...(warmup === undefined ? {} : { warmUp: warmup }),
  };
  return Object.keys(timeouts).length === 0 ? undefined : timeouts;
}
