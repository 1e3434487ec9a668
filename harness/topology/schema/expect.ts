/**
 * The schema of `expect`, at the end of a run and half-way.
 */

import type { z } from 'zod';
import { choice, duration, type FieldKind, field, forms, map, share, size } from '../text/fields.ts';
import { describeValue, type Parsed } from '../text/units.ts';
import { QUANTILES, type Quantile } from './quantiles.ts';
import { selector } from './selector.ts';

/** `true`, nothing and `on` ask for a check with its defaults; `false` and `off` switch it off. */
const onOrOff = field(
  (found): Parsed<boolean> => {
    if (found === null || found === true || found === 'on') return { ok: true, value: true };
    if (found === false || found === 'off') return { ok: true, value: false };
    return {
      ok: false,
      text: `found ${describeValue(found)}`,
      fix: 'Write a map of settings, `true`, or `false` to switch the check off.',
    };
  },
  {
    description:
      '`true`, or nothing, asks for the check with its defaults; `false` or `off` switches it off.',
    enum: [true, false, 'on', 'off', null],
  },
);

function check<T extends z.core.$ZodLooseShape>(description: string, settings: T) {
  const keys = Object.keys(settings);
  const words =
    keys.length === 0
      ? '`{}`, `true` or `false`'
      : `a map with the keys ${keys.join(', ')}, \`true\` or \`false\``;
  const optionKinds: FieldKind[][] = [['map'], ['nothing', 'switch', 'text', 'number']];
  return forms(description, words, [map(description, settings), onOrOff], optionKinds);
}

function bound(quantile: Quantile) {
  const { words } = QUANTILES.find(({ key }) => key === quantile) as (typeof QUANTILES)[number];
  return duration(`${words} at most this long.`, { above: true }).optional();
}

const checks = {
  delivery: check('Every message reaches every node to which it is owed, in time.', {
    within: duration('How long a message may take, from its injection or from when a way opens.', {
      default: '5s',
      above: true,
    }).optional(),
    to: choice(
      'Who is owed a message: `present` the nodes that are up and connected when it is injected and for the whole of `within`; `eventual` also those that come later.',
      ['present', 'eventual'],
      { byDefault: 'present' },
    ).optional(),
    share: share(
      'How much of all that is owed must arrive in time, for protocols that promise no more: deliveries that are late or lost fail the run only when more are than this leaves.',
      '99%',
      { byDefault: '100%', above: 'Write more than 0%, or switch the check off: `delivery: off`.' },
    ).optional(),
  }),
  duplicates: check('No node gets a message twice.', {}),
  keepalive: check(
    'Neighbours that die are reported, those that come back too, and no living one is declared dead.',
    {
      detect: duration('In what time a neighbour from which nothing can come must be reported.', {
        default: '5s',
        above: true,
      }).optional(),
      recover: duration(
        'In what time a neighbour that is up and reachable, at the start too, must be reported.',
        {
          default: '5s',
          above: true,
        },
      ).optional(),
      tolerate: duration(
        'How long a neighbour must have been up and reachable for a report of its death to be false. By default as long as `detect`.',
        { above: true },
      ).optional(),
      of: selector(
        'Whose liveness a node is expected to tell of: `neighbours`, as without it; `all` nodes, as membership protocols do; or those that are named here. Of these every node must tell, whether they are neighbours or not.',
        { byDefault: 'neighbours', samples: ['neighbours', 'all', 'n1..n3'] },
      ).optional(),
    },
  ),
  traffic: check('The mesh sends no more copies of messages than this.', {
    copies: field(
      (found): Parsed<number> => {
        if (typeof found === 'number' && found > 0) return { ok: true, value: found };
        return {
          ok: false,
          text: `found ${describeValue(found)}`,
          fix: 'Write how many copies may be received for each delivery, like `3`: a number above 0.',
        };
      },
      {
        description: 'At most so many copies of a message received for each delivery, over the run.',
        type: 'number',
        exclusiveMinimum: 0,
        samples: [3, 2.5],
      },
    ).optional(),
  }),
  latency: check('Messages arrive as fast as this, from injection to delivery.', {
    p50: bound('p50'),
    p75: bound('p75'),
    p90: bound('p90'),
    p95: bound('p95'),
    p99: bound('p99'),
    p999: bound('p999'),
    max: bound('max'),
  }),
  memory: check("No node's program takes more memory than this.", {
    max: size(
      'At most so much at any moment, of the main memory that the program occupies (its resident set).',
      2 ** 20,
      2 ** 40,
      ['128MiB', '1024MiB'],
    ).optional(),
  }),
  isolation: check(
    'Messages travel over the links of the topology alone: a delivery that no open way explains fails the run, instead of leaving it inconclusive.',
    {},
  ),
};

const optionalChecks = {
  delivery: checks.delivery.optional(),
  duplicates: checks.duplicates.optional(),
  keepalive: checks.keepalive.optional(),
  traffic: checks.traffic.optional(),
  latency: checks.latency.optional(),
  memory: checks.memory.optional(),
  isolation: checks.isolation.optional(),
};

/** The checks of an `expect` step. */
export const expectNow = map(
  'The checks that are judged on what had happened by this moment.',
  optionalChecks,
);

export const expect = map(
  'What must hold, judged at the end of the run. Checks that are not named are judged by defaults.',
  {
    ...optionalChecks,
    settle: duration(
      'Quiet time at the end of the run, in which late mistakes can still show. By default the larger of `within` and `detect`.',
    ).optional(),
  },
);
