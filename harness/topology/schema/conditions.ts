/**
 * The schema of conditions: what a link does to datagrams, in the words of the file. `../expand/conditions.ts` makes of them
 * what the link model takes.
 */

import type { z } from 'zod';
import { choice, duration, forms, map, off, rate, share, size } from '../text/fields.ts';
import type { CONDITION_WORDS } from './name-rules.ts';

/** Longer than any path on Earth, and short enough for a run to end. */
const MOST_DELAY_MS = 600_000;
const MAX_DATAGRAM_BYTES = 65_507;

/** Of a link, an uplink or a downlink. */
export const rateOf = (description: string) =>
  rate(description, { min: 1000, max: 1e12, text: 'from 1kbit to 1000Gbit' });
export const queueOf = (description: string) => size(description, 1, 2 ** 30, ['64KiB']);

const JITTER = 'How far the time under way spreads around `latency`.';
const BURST = 'Losses that come in bursts (Gilbert–Elliott), on top of `loss`.';
const REORDER = 'The chance that a datagram is held back, so that later ones overtake it.';

const byJitter = duration(`${JITTER} Evenly from that much less to that much more.`, {
  sample: '5ms',
  mostMs: MOST_DELAY_MS,
});

const conditionFields = {
  latency: duration('How long every datagram is under way.', { sample: '30ms', mostMs: MOST_DELAY_MS }),
  jitter: forms(
    JITTER,
    'a duration, or a map with the keys by, shape',
    [
      byJitter,
      map(JITTER, {
        by: duration('How far the time under way spreads.', { sample: '5ms', mostMs: MOST_DELAY_MS }),
        shape: choice(
          '`uniform`: evenly from `by` less to `by` more. `normal`: `by` is two standard deviations, at most three occur. `pareto`: never early, with a long tail: half are late by less than a seventh of `by`, one in a thousand by more than ten times, none by more than a hundred.',
          ['uniform', 'normal', 'pareto'],
          { byDefault: 'uniform' },
        ).optional(),
      }),
    ],
    [['text', 'number'], ['map']],
  ),
  loss: share('The chance that a datagram is lost, each for itself.', '1%'),
  burst: forms(
    BURST,
    'a map with the keys enter, leave, loss, or `off`',
    [
      map(
        BURST,
        {
          enter: share('The chance, at each datagram, that a burst begins.', '1%'),
          leave: share('The chance, at each datagram, that the burst ends.', '25%', {
            above: 'A burst must end some time: write more than 0%, or `loss: 100%` in place of `burst`.',
          }),
          loss: share('The chance that a datagram is lost during a burst.', '100%', {
            byDefault: '100%',
          }).optional(),
        },
        { samples: [{ enter: '1%', leave: '25%' }] },
      ),
      off('Takes away the bursts that hold for all links.'),
    ],
    [['map'], ['text', 'switch', 'number', 'nothing']],
  ),
  duplicate: share('The chance that a datagram arrives twice.', '1%'),
  reorder: forms(
    REORDER,
    'a share, as in `5%`, or a map with the keys chance, by',
    [
      share(`${REORDER} By 10ms.`, '5%'),
      map(REORDER, {
        chance: share('The chance that a datagram is held back.', '5%'),
        by: duration('For how long, in addition to all else.', {
          default: '10ms',
          above: true,
          mostMs: MOST_DELAY_MS,
        }).optional(),
      }),
    ],
    [['text', 'number'], ['map']],
  ),
  corrupt: share('The chance that one bit of a datagram is flipped.', '0.1%'),
  rate: rateOf(
    'How much passes in a second, in bits of payload, on a routed network in bits of whole packets; what comes faster waits in the queue.',
  ),
  queue: queueOf(
    'How much may wait for its turn at `rate`; what does not fit is dropped. By default what takes a tenth of a second, and at least 16KiB.',
  ),
  mtu: size(
    'The largest payload that passes, on a routed network the largest packet; larger datagrams are dropped.',
    1,
    MAX_DATAGRAM_BYTES,
    ['1200B'],
  ),
} satisfies Record<(typeof CONDITION_WORDS)[number], z.ZodType>;

type ConditionWord = (typeof CONDITION_WORDS)[number];

/** Every condition may be left out. */
export const conditionKeys = Object.fromEntries(
  Object.entries(conditionFields).map(([word, schema]) => [word, schema.optional()]),
) as { [W in ConditionWord]: z.ZodOptional<(typeof conditionFields)[W]> };

export const conditions = map('What a link does to datagrams. What is left out does nothing.', conditionKeys);

/** As validated, by the words of the file; durations in milliseconds, shares from 0 to 1. */
export type WrittenConditions = z.output<typeof conditions>;
