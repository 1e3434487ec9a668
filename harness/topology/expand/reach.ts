/**
 * `reach` of the file, and what does not go with it.
 */

import { reach as reachSchema } from '../schema/reach.ts';
import { type Validation, validate } from '../schema/validate.ts';
import { type Path, valueAt } from '../text/source.ts';

/** What the topology has of it: nothing where links say who may talk to whom. */
export function expandReach(context: Validation): { reach?: 'all' } {
  const { source } = context;
  if (valueAt(source.value, ['reach']) === undefined) return {};
  if (validate(reachSchema, context, ['reach']) !== 'all') return {};
  forbidIsolation(context);
  return { reach: 'all' };
}

/** `isolation` holds programs to the links, from which `reach: all` frees them. */
function forbidIsolation({ source, problems }: Validation): void {
  const steps = valueAt(source.value, ['steps']);
  const places: Path[] = [['expect']];
  if (Array.isArray(steps)) for (const i of steps.keys()) places.push(['steps', i, 'expect']);
  for (const path of places) {
    const asked = valueAt(source.value, [...path, 'isolation']);
    if (asked === undefined || asked === false || asked === 'off') continue;
    const fix = 'Leave one of them out: with `reach: linked` messages travel over links alone.';
    problems.atKey(source, [...path, 'isolation'], '`isolation` together with `reach: all`', fix);
  }
}
