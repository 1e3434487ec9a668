/**
 * The topology file, format version 1. From this come the validation, the JSON Schema that editors read, and the tables
 * of the reference. What a schema cannot say (names that exist, times in order) is checked after it.
 */

import { expect } from './schema/expect.ts';
import { include, variableFiles } from './schema/files.ts';
import { sites } from './schema/gates.ts';
import { links } from './schema/links.ts';
import { matrix } from './schema/matrix.ts';
import { addresses, elsewhere, network } from './schema/network.ts';
import { networks } from './schema/networks.ts';
import { nodes } from './schema/nodes.ts';
import { optionsWhereBundled, peer } from './schema/peer.ts';
import { programs } from './schema/programs.ts';
import { reach } from './schema/reach.ts';
import { roles } from './schema/roles.ts';
import type { Section } from './schema/sections.ts';
import { timeouts } from './schema/timeouts.ts';
import { step } from './steps/schema.ts';
import { integer, list, map, text } from './text/fields.ts';

export const sections = {
  name: text('What the topology is called. By default the name of the file.', 80, {
    samples: ['split-and-heal'],
  }),
  seed: integer(
    'Decides everything that is drawn at random. Without it, one is drawn and printed.',
    0,
    2 ** 32 - 1,
  ),
  nodes,
  links,
  networks,
  network,
  addresses,
  elsewhere,
  sites,
  programs,
  reach,
  roles,
  peer,
  steps: list(
    'What happens, in order of time.',
    'a list of steps, as in `- { at: 1s, inject: hello, from: n1 }`',
    step,
  ),
  expect,
  timeouts,
  matrix,
  include,
  env_file: variableFiles,
} satisfies Record<Section, unknown>;

export const root = map(
  'A topology for meshbed: the nodes, the links between them, what happens, and what must hold.',
  {
    name: sections.name.optional(),
    seed: sections.seed.optional(),
    nodes: nodes.optional(),
    links: links.optional(),
    networks: networks.optional(),
    network: network.optional(),
    addresses: addresses.optional(),
    elsewhere: elsewhere.optional(),
    sites: sites.optional(),
    programs: programs.optional(),
    reach: reach.optional(),
    roles: roles.optional(),
    peer: sections.peer.optional(),
    steps: sections.steps.optional(),
    expect: sections.expect.optional(),
    timeouts: sections.timeouts.optional(),
    matrix: sections.matrix.optional(),
    include: sections.include.optional(),
    env_file: sections.env_file.optional(),
  },
  {
    anyOf: [
      { required: ['nodes', 'links'] },
      { required: ['include'] },
      {
        required: ['links'],
        properties: {
          links: {
            description: 'Links from a file, which has nodes too.',
            type: 'object',
            required: ['file'],
          },
        },
      },
    ],
    allOf: [optionsWhereBundled()],
    patternProperties: { '^x-': { description: 'Ignored: a place for anchors (`&name`).' } },
  },
);
