/**
 * `inject`: so many messages, from these nodes.
 */

import type { Expand, ScenarioState } from '../model/scenario-state.ts';
import { nodeListText } from '../model/words.ts';
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
  const closed = from.filter((node) => isClosed(scenario, node));
  if (closed.length > 0) {
    const text = `${nodeListText(closed)}: the program has no \`inject\`, so no message can be put in`;
    scenario.complain([...path, 'from'], text, 'Describe a way in at the program, or name other nodes.');
    return null;
  }
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

function isClosed({ programOfNodes }: ScenarioState, node: string): boolean {
  const program = programOfNodes.get(node);
  return program !== undefined && program.inject === undefined;
}
