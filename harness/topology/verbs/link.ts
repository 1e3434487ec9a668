/** `link`: new conditions for links, in place of all that they had. */

import { type Conditions, dropsEverything } from '../../../node/link/conditions.ts';
import { mergeConditions, readLayer } from '../expand/conditions.ts';
import type { DirectionName } from '../model/types.ts';
import { conditionsText, directionListText } from '../model/words.ts';
import { conditionKeys } from '../schema/conditions.ts';
import { CONDITION_WORDS } from '../schema/name-rules.ts';
import { selector } from '../schema/selector.ts';
import { unknownKeysAt } from '../schema/validate.ts';
import { map } from '../text/fields.ts';
import { mayStandFor } from '../text/nearest.ts';
import { valueAt, type WrittenKeys } from '../text/source.ts';
import { BOTH_WAYS, directionForm } from './direction-form.ts';
import { DirectionReader } from './direction-reader.ts';
import { oneWayTyped, pairsTyped } from './typed.ts';
import type { Verb } from './verb.ts';

export interface LinkAction {
  verb: 'link';
  directions: DirectionName[];
  conditions: Conditions;
}

const WHICH = ['between', 'from', 'to'];
const KEYS = [...WHICH, ...CONDITION_WORDS];

const form = map(
  'Gives links new conditions, in place of all that they had.',
  {
    between: directionForm('Which links, both ways: `[n1, n2]`, a list of these, or `all`.', [
      BOTH_WAYS,
    ]).optional(),
    from: selector(
      'In place of `between`: what these nodes send, over any link or to those of `to`.',
    ).optional(),
    to: selector(
      'In place of `between`: what reaches these nodes, from any or from those of `from`.',
    ).optional(),
    ...conditionKeys,
  },
  {
    samples: [
      { between: ['n1', 'n2'], latency: '50ms', loss: '5%' },
      { from: 'n1', to: 'n2', loss: '100%' },
    ],
  },
);

export const link: Verb<LinkAction, typeof form> = {
  name: 'link',
  form,
  changes: [],
  changesLinks: 'named',
  relays: true,
  expand(scenario, input, written) {
    const path = [...input.path, 'link'];
    const isWritten = (key: string) => valueAt(scenario.context.source.value, [...path, key]) !== undefined;
    const before = scenario.context.problems.count;
    const reader = new DirectionReader(scenario, input, {
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
    else if (!unknownKeysAt(scenario.context, path, KEYS).some((key) => mayStandFor(key, KEYS, WHICH))) {
      const fix = 'Write `between: [n1, n2]` for both ways, `from: n1, to: n2` for one, or `between: all`.';
      scenario.complain(path, 'a `link` step that names no link', fix);
    }
    const conditions = mergeConditions(scenario.context, [readLayer(scenario.context, path)]) ?? {};
    const result = reader.result();
    if (result === null || !input.isWhole || scenario.context.problems.count > before) return null;
    return { verb: 'link', directions: result.directions, conditions };
  },
  text: ({ directions, conditions }) =>
    `link ${directionListText(directions)}: now ${conditionsText(conditions)}`,
  written({ directions, conditions }, writer) {
    const ways = writer.directions(directions);
    const isOneWay = typeof ways === 'object' && !Array.isArray(ways);
    const which = isOneWay ? ways : { between: ways };
    return { link: { ...which, ...writer.conditions(conditions) } };
  },
  typed: {
    usage: 'link n1 n2 loss=20% latency=50ms',
    summary: 'new conditions, in place of all that it had; link all … for all links',
    read: linkTyped,
  },
  takesAway: ({ directions, conditions }) =>
    dropsEverything(conditions)
      ? { words: `loss of everything on ${directionListText(directions)}`, what: 'directions', directions }
      : null,
};

function linkTyped(rest: string): WrittenKeys | null {
  const words = rest.split(/\s+/);
  const first = words.findIndex((each) => each.includes('='));
  const ends = words.slice(0, first < 0 ? words.length : first);
  const conditions = first < 0 ? {} : pairsTyped(words.slice(first));
  const way = oneWayTyped(ends.join(' '));
  if (way !== null) return { link: { ...way, ...conditions } };
  if (ends.length === 1 && ends[0] === 'all') return { link: { between: 'all', ...conditions } };
  return ends.length === 2 ? { link: { between: ends, ...conditions } } : null;
}
