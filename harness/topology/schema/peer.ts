/**
 * The schema of `peer`: the options of the bundled peer, from the table by which the node itself reads them. Where no node
 * runs the bundled peer, the block belongs to other programs, and anything may stand in it.
 */

import { z } from 'zod';
import { PEER_OPTIONS, type PeerOption } from '../../../node/contract/options.ts';
import { allowed, duration, integer, map } from '../text/fields.ts';
import { parseDuration } from '../text/units.ts';
import { PROGRAM_KEYS } from './nodes.ts';
import { toEmbeddedJsonSchema } from './to-json.ts';

const OPTIONS: Record<string, PeerOption> = PEER_OPTIONS;

function fieldOf(option: PeerOption): z.ZodType {
  if (option.kind === 'count') return integer(option.meaning, option.least, option.most, option.byDefault);
  return duration(option.meaning, { default: option.byDefault, above: true, ...boundsOf(option) });
}

function boundsOf({ least, most }: PeerOption & { kind: 'duration' }): { leastMs: number; mostMs: number } {
  const [shortest, longest] = [parseDuration(least), parseDuration(most)];
  if (!shortest.ok || !longest.ok) throw new Error(`the bounds ${least} and ${most} are no durations`);
  return { leastMs: shortest.value, mostMs: longest.value };
}

/** What holds where the bundled peer runs. */
export const bundledOptions = map(
  'Options of the bundled peer.',
  Object.fromEntries(Object.entries(OPTIONS).map(([name, option]) => [name, fieldOf(option).optional()])),
);

/** What holds everywhere: the bundled peer's options are known by name, and may be anything, as others may. */
export const peer = z
  .looseObject(
    Object.fromEntries(
      Object.entries(OPTIONS).map(([name, { meaning, byDefault }]) => [
        name,
        z.unknown().meta({ description: meaning, byDefault }).optional(),
      ]),
    ),
  )
  .meta({
    description:
      'Options of the bundled peer. All nodes get them as they are written, programs of your own too; where the bundled peer runs on no node, they may be any.',
    samples: [{ keepalive: '500ms' }],
  })
  .register(allowed, { words: 'a map of options, as in `{ keepalive: 500ms }`' });

/** For editors: every node has a program of its own, or the options are those of the bundled peer. */
export function optionsWhereBundled(): Record<string, unknown> {
  const hasProgram = PROGRAM_KEYS.map((key) => ({ required: [key] }));
  const allHavePrograms = [
    ...PROGRAM_KEYS.map((key) => ({ required: ['count', key] })),
    { additionalProperties: { type: 'object', anyOf: hasProgram } },
  ];
  return {
    anyOf: [
      { required: ['nodes'], properties: { nodes: { anyOf: allHavePrograms } } },
      { properties: { peer: toEmbeddedJsonSchema(bundledOptions) } },
    ],
  };
}
