/**
 * `link`: new conditions for links, in place of all that they had.
 */

import { mergeConditions, readLayer } from '../conditions.ts';
import type { Expand } from '../scene.ts';
import { WayReader } from './ways.ts';

export const link: Expand = (scene, moment) => {
  const path = [...moment.path, 'link'];
  const { between, from, to } = moment.written.link ?? {};
  const before = scene.context.problems.count;
  const reader = new WayReader(scene, moment, {
    fits: () => true,
    fitWords: '',
    misfit: () => ({ text: '', fix: '' }),
  });
  if (between !== undefined && (from !== undefined || to !== undefined)) {
    const fix = '`between` is for both ways of links, `from` and `to` for one: keep one of them.';
    scene.complain(path, 'both `between` and `from` or `to`', fix);
  } else if (between !== undefined) reader.read([...path, 'between']);
  else if (from !== undefined || to !== undefined) reader.oneWay(path);
  else {
    const fix = 'Write `between: [n1, n2]` for both ways, `from: n1, to: n2` for one, or `between: all`.';
    scene.complain(path, 'a `link` step that names no link', fix);
  }
  const conditions = mergeConditions(scene.context, [readLayer(scene.context, path)]) ?? {};
  const result = reader.result();
  if (result === null || scene.context.problems.count > before) return null;
  return { verb: 'link', directions: result.directions, conditions };
};
