/**
 * The schema of what steps do to links and networks, and of `churn`.
 */

import { ATTACK_KINDS } from '../../../node/link/stranger.ts';
import {
  ANY_SCALAR,
  choice,
  duration,
  field,
  forms,
  integer,
  list,
  literally,
  map,
  share,
  word,
} from '../text/fields.ts';
import type { Parsed } from '../text/units.ts';
import { conditionKeys } from './conditions.ts';
import { selector } from './selector.ts';

const name = { type: ANY_SCALAR, description: 'The name of a node.' };
const link = { type: 'array', description: 'A link, both ways.', items: name, minItems: 2, maxItems: 2 };
const nodes = {
  description: 'Nodes: a name, a range, a pattern, `all`, `random(3)`, or a list of these.',
  anyOf: [name, { type: 'array', items: name }],
};
const oneWay = {
  type: 'object',
  description: 'One way of links: what the nodes of `from` send to those of `to`.',
  properties: { from: nodes, to: nodes },
  additionalProperties: false,
};
const all = { enum: ['all'], description: 'All links, both ways.' };

/** What each form stands for is found out where the nodes are known: `../verbs/direction-reader.ts`. */
function ways(description: string, single: readonly object[]) {
  return literally(
    field((found): Parsed<unknown> => ({ ok: true, value: found }), {
      description,
      anyOf: [all, ...single, { type: 'array', description: 'Several.', items: { anyOf: single } }],
      samples: [
        ['n1', 'n2'],
        [
          ['n1', 'n2'],
          ['n2', 'n3'],
        ],
        'all',
      ],
    }),
  );
}

export const faultVerbs = {
  partition: list(
    'Closes every link between nodes of different groups. Every node is in one group; `rest` is all that no group before names.',
    'a list of groups of nodes, as in `[[n1..n6], rest]`',
    selector('The nodes of a group.'),
  ).optional(),
  heal: choice('Undoes the partition.', ['all']).optional(),
  cut: ways('Closes links, or one way of them.', [link, oneWay]).optional(),
  mend: ways('Opens what `cut` has closed.', [link, oneWay]).optional(),
  link: map(
    'Gives links new conditions, in place of all that they had.',
    {
      between: ways('Which links, both ways: `[n1, n2]`, a list of these, or `all`.', [link]).optional(),
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
  ).optional(),
  disconnect: selector('Takes these nodes off the network, as when a cable is pulled.').optional(),
  reconnect: selector('Puts these nodes back, at the same addresses.').optional(),
  churn: map(
    'A share of the nodes is killed and started again, at moments drawn by the seed.',
    {
      share: share('How many of the nodes go down and come back: at least one.', '20%', {
        above: 'Write more than 0%.',
      }),
      for: duration('How long it goes on; at its end all are up.', { sample: '30s', above: true }),
      of: selector('The share of which nodes; of those, the ones that run. By default all.').optional(),
      spare: selector('Nodes that stay up.').optional(),
      down: duration('How long a node is down, each time.', { default: '2s', above: true }).optional(),
      every: duration('Each of them goes down once in every such time, or once, if `for` is shorter.', {
        default: '10s',
        above: true,
      }).optional(),
    },
    { samples: [{ share: '20%', for: '30s', spare: 'n1' }] },
  ).optional(),
  attack: forms(
    'A stranger sends hostile datagrams to these nodes; one that answers it fails.',
    'nodes, or a map with the keys nodes, with, count, every',
    [
      word('Nodes: a name, a range, a pattern, `all`, `random(3)`.', { samples: ['n3'] }),
      list('Nodes.', 'a list of nodes', word('A name, a range, a pattern, `random(3)`, or `rest`.')),
      map('Whom, with what, how often.', {
        nodes: selector('Which nodes.'),
        with: choice(
          'What it sends: `garbage` (random bytes), `forged` (what a neighbour has just sent, with a wrong bit), `replayed` (the same as it was); or all of them in turn.',
          ['all', ...ATTACK_KINDS],
          { byDefault: 'all' },
        ).optional(),
        count: integer('How many datagrams to each node.', 1, 100_000, 100).optional(),
        every: duration('The time from one datagram to the next.', { default: '5ms' }).optional(),
      }),
    ],
    [['text', 'number'], ['list'], ['map']],
  ).optional(),
};
