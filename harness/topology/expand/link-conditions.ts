/**
 * The conditions that are written at a link: `[n1, n2, { latency: 50ms, n1: { loss: 5% } }]`.
 */

import type { Conditions } from '../../../node/link/conditions.ts';
import { conditions } from '../schema/conditions.ts';
import type { WrittenLink } from '../schema/links.ts';
import { CONDITION_WORDS } from '../schema/name-rules.ts';
import { unknownKey, type Validation, validate } from '../schema/validate.ts';
import { type Path, valueAt } from '../text/source.ts';
import { type Layer, mergeConditions, readLayer } from './conditions.ts';

/** What holds from a link's first end to its second, and back. */
export interface ConditionsBothWays {
  ab: Conditions | undefined;
  ba: Conditions | undefined;
}

/** On top of `layers`; undefined where nothing is written at the link. */
export function ownConditions(
  context: Validation,
  link: Path,
  { a, b }: WrittenLink,
  layers: readonly Layer[],
): ConditionsBothWays | undefined {
  const path = [...link, 2];
  const found = valueAt(context.source.value, path);
  if (found === undefined || found === null) return undefined;
  const words: readonly string[] = CONDITION_WORDS;
  for (const key of context.source.keys(path)) {
    if (!words.includes(key) && key !== a && key !== b) unknownKey([...path, key], [...words, a, b], context);
  }
  const own = [...layers, readLayer(context, path)];
  const sentBy = (end: string): Layer[] => {
    const way = [...path, end];
    if (valueAt(found, [end]) === undefined) return own;
    return [...own, { path: way, written: validate(conditions, context, way) ?? {} }];
  };
  return { ab: mergeConditions(context, sentBy(a)), ba: mergeConditions(context, sentBy(b)) };
}
