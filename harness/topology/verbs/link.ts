/**
 * `link`: new conditions for links, in place of all that they had.
 */

import { mergeConditions, readLayer } from '../conditions.ts';
import { CONDITION_WORDS } from '../names.ts';
import { mayStandFor } from '../nearest.ts';
import type { Expand } from '../scene.ts';
import { strangersAt } from '../schema/validate.ts';
import { valueAt } from '../source/source.ts';
import { WayReader } from './ways.ts';

const WHICH = ['between', 'from', 'to'];
const KEYS = [...WHICH, ...CONDITION_WORDS];

export const link: Expand = (scene, moment) => {
  const path = [...moment.path, 'link'];
  const written = moment.written.link;
  if (written === undefined) return null;
  const isWritten = (key: string) => valueAt(scene.context.source.value, [...path, key]) !== undefined;
  const before = scene.context.problems.count;
  const reader = new WayReader(scene, moment, {
    fits: () => true,
    fitWords: '',
    misfit: () => ({ text: '', fix: '' }),
  });
  const isOneWay = isWritten('from') || isWritten('to');
  if (isWritten('between') && isOneWay) {
    const fix = '`between` is for both ways of links, `from` and `to` for one: keep one of them.';
    scene.complain(path, 'both `between` and `from` or `to`', fix);
  } else if (isWritten('between')) reader.read([...path, 'between'], written.between);
  else if (isOneWay) reader.oneWay(path);
  else if (!strangersAt(scene.context, path, KEYS).some((key) => mayStandFor(key, KEYS, WHICH))) {
    const fix = 'Write `between: [n1, n2]` for both ways, `from: n1, to: n2` for one, or `between: all`.';
    scene.complain(path, 'a `link` step that names no link', fix);
  }
  const conditions = mergeConditions(scene.context, [readLayer(scene.context, path)]) ?? {};
  const result = reader.result();
  if (result === null || !moment.isWhole || scene.context.problems.count > before) return null;
  return { verb: 'link', directions: result.directions, conditions };
};
