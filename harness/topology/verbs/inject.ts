/**
 * `inject`: so many messages, from these nodes.
 */

import type { Expand } from '../model/scenario-state.ts';
import { selectFor } from './on-nodes.ts';

export const inject: Expand = (scenario, moment) => {
  const { path, written } = moment;
  const from =
    written.from === undefined ? null : selectFor(scenario, moment, ['from'], 'inject', written.from);
  const asked = written.inject ?? {};
  const {
    text,
    count = 1,
    every = 0,
    bytes = 32,
    answer,
  } = typeof asked === 'string' ? { text: asked } : asked;
  if (text !== undefined && typeof asked !== 'string' && asked.bytes !== undefined) {
    const fix = 'Keep `text`, which is as long as it is, or `bytes`.';
    scenario.complain([...path, 'inject', 'bytes'], 'both `text` and `bytes`', fix);
    return null;
  }
  if (from === null) return null;
  const size = text === undefined ? { bytes } : { bytes: Buffer.byteLength(text), text };
  return {
    verb: 'inject',
    from,
    count,
    everyMs: every,
    ...size,
    ...(answer === undefined ? {} : { answer }),
  };
};
