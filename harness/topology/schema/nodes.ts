/**
 * The schema of `nodes`.
 */

import { z } from 'zod';
import { allowed, duration, field, forms, integer, list, map, text } from '../text/fields.ts';
import { type Parsed, parseDuration } from '../text/units.ts';
import { container } from './container.ts';
import { environment } from './environment.ts';
import { environmentFiles, folder } from './files.ts';
import { gateOptions } from './gates.ts';
import { NAME } from './name-rules.ts';
import { nodeAddress } from './network.ts';

export const MAX_NODES = 1_000_000;

const start = field(
  (found): Parsed<number | null> => (found === 'never' ? { ok: true, value: null } : startTime(found)),
  {
    description: 'When the node starts: a time after the mesh has started, or `never` to leave it to a step.',
    type: 'string',
    pattern: '^(never|0|\\d*\\.?\\d+\\s*(ms|s|m|h))$',
    samples: ['5s', 'never'],
    byDefault: '0s',
  },
);

function startTime(found: unknown): Parsed<number> {
  const parsed = parseDuration(found);
  return parsed.ok ? parsed : { ...parsed, fix: `${parsed.fix} Or write \`never\`.` };
}

const options = {
  image: text('The container image of the program. Without it, the bundled peer runs.', 300, {
    samples: ['my-peer:dev'],
  }).optional(),
  command: list(
    'The program and its arguments, each an item of the list. Without it, what the image starts by itself.',
    'a list of texts, as in `[node, peer.js]`',
    text('The program, or an argument.', 10_000),
  ).optional(),
  program: text('The name of one of `programs`, in place of `image` and `command`.', 32, {
    samples: ['serf'],
  }).optional(),
  env: environment.optional(),
  env_file: environmentFiles.optional(),
  folder: folder.optional(),
  container: container.optional(),
  ready: map(
    'How long its program may take to become ready.',
    {
      within: duration('Until when. Without it, `timeouts.ready`.', { sample: '60s', above: true }),
    },
    { samples: [{ within: '60s' }] },
  ).optional(),
  start: start.optional(),
  nat: map(
    'Puts the node behind a NAT: nothing comes in over a link unless the node itself has just sent on it.',
    {
      timeout: duration('For how long a datagram that the node sends keeps the way back open.', {
        sample: '10s',
        above: true,
      }),
    },
    { samples: [{ timeout: '10s' }] },
  ).optional(),
  ...gateOptions,
};

/** No two nodes have the same, so it stands beside no `count`. */
const own = { address: nodeAddress.optional() };

export const NODE_KEYS: readonly string[] = [...Object.keys(options), ...Object.keys(own)];
export const COUNTED_KEYS: readonly string[] = ['count', ...Object.keys(options)];
/** Those that have another program run in place of the bundled peer. */
export const PROGRAM_KEYS = ['image', 'command', 'program'] as const;

/** A node of the map; nothing after its name means the bundled peer. */
export const node = forms(
  'A node. `{}`, or nothing, is a node that runs the bundled peer.',
  'a map with the keys image, command, program, env, env_file, folder, container, ready, start, nat, firewall, uplink, downlink, address, or nothing',
  [map('What this node runs, and when it starts.', { ...options, ...own }), z.null()],
  [['map'], ['nothing']],
);

/** `count: 12`, and beside it what holds for all of them. */
export const countedNodes = map(
  'So many nodes, called n1, n2 and so on. What stands beside `count` holds for all.',
  {
    count: integer('How many nodes: n1, n2, … up to this number.', 1, MAX_NODES),
    ...options,
  },
);

const namedNodes = z
  .record(z.string(), node)
  .meta({
    description: 'Nodes by name.',
    propertyNames: { pattern: NAME.source },
    samples: [{ alice: {}, bob: { image: 'my-peer:dev' } }],
  })
  .register(allowed, { words: '`count: 12`, or a map from names to nodes' });

/** For the JSON Schema; loading looks whether there is a `count`. */
export const nodes = z.union([countedNodes, namedNodes]).meta({
  description:
    'The nodes: how many, or a map from name to node. Beside `links.file`: which of its nodes; all of them without it.',
  samples: [{ count: 12 }, { alice: {}, bob: {} }],
});
