/**
 * `link`: new conditions for links, in place of all that they had.
 */

import { mergeConditions, readLayer } from '../expand/conditions.ts';
import type { Expand } from '../model/scenario-state.ts';
import { CONDITION_WORDS } from '../schema/name-rules.ts';
import { strangersAt } from '../schema/validate.ts';
import { mayStandFor } from '../text/nearest.ts';
import { valueAt } from '../text/source.ts';
import { DirectionReader } from './direction-reader.ts';

const WHICH = ['between', 'from', 'to'];
const KEYS = [...WHICH, ...CONDITION_WORDS];

export const link: Expand = (scenario, moment) => {
  const path = [...moment.path, 'link'];
  const written = moment.written.link;
  if (written === undefined) return null;
  const isWritten = (key: string) => valueAt(scenario.context.source.value, [...path, key]) !== undefined;
  const before = scenario.context.problems.count;
  const reader = new DirectionReader(scenario, moment, {
    fits: () => true,
    fitWords: '',
    misfit: () => ({ text: '', fix: '' }),
  });
  const isOneWay = isWritten('from') || isWritten('to');
  if (isWritten('between') && isOneWay) {
    const fix = '`between` is for both ways of links, `from` and `to` for one: keep one of them.';
    scenario.complain(path, 'both `between` and `from` or `to`', fix);
  } else if (isWritten('between')) reader.read([...path, 'between'], written.between);
  else if (isOneWay) reader.oneWay(path);
  else if (!strangersAt(scenario.context, path, KEYS).some((key) => mayStandFor(key, KEYS, WHICH))) {
    const fix = 'Write `between: [n1, n2]` for both ways, `from: n1, to: n2` for one, or `between: all`.';
    scenario.complain(path, 'a `link` step that names no link', fix);
  }
  const conditions = mergeConditions(scenario.context, [readLayer(scenario.context, path)]) ?? {};
  const result = reader.result();
  if (result === null || !moment.isWhole || scenario.context.problems.count > before) return null;
  return { verb: 'link', directions: result.directions, conditions };
};
