/**
 * The schema of a step.
 */

import {
  ANY_SCALAR,
  bytes,
  choice,
  duration,
  field,
  forms,
  integer,
  literally,
  map,
} from '../text/fields.ts';
import { describe, type Parsed } from '../text/units.ts';
import { expectNow } from './expect.ts';
import { faultVerbs } from './faults.ts';
import { selector } from './selector.ts';
import { VERBS } from './verbs.ts';

const MAX_PAYLOAD_BYTES = 65_000;

const payloadText = literally(
  field(
    (found): Parsed<string> => {
      if (typeof found !== 'string') {
        const scalar = typeof found === 'number' || typeof found === 'boolean';
        const fix = scalar ? `Put it in quotes: '${found}'.` : 'Write the text of the message.';
        return { ok: false, text: `found ${describe(found)}, expected text`, fix };
      }
      if (found === '')
        return { ok: false, text: 'an empty message', fix: 'Write a text of one character or more.' };
      const size = Buffer.byteLength(found);
      if (size <= MAX_PAYLOAD_BYTES) return { ok: true, value: found };
      return {
        ok: false,
        text: `a message of ${size} bytes`,
        fix: `At most ${MAX_PAYLOAD_BYTES} bytes fit a datagram.`,
      };
    },
    { description: 'The message itself.', type: ANY_SCALAR, minLength: 1, samples: ['hello'] },
  ),
);

const inject = forms(
  'Sends messages into the mesh: a text, or how many and how large. `from` says who sends them.',
  'a text, or a map with the keys text, count, every, bytes, answer',
  [
    payloadText,
    map('How many messages, how often, and how large.', {
      text: payloadText.optional(),
      count: integer(
        'How many messages in all, from the nodes of `from` in turn.',
        1,
        10_000_000,
        1,
      ).optional(),
      every: duration('The time from one message to the next.', { default: '0ms' }).optional(),
      bytes: bytes(
        'The size of each message, where there is no `text`.',
        1,
        MAX_PAYLOAD_BYTES,
        32,
      ).optional(),
      answer: choice(
        'What the nodes must answer: `accepted`, so that an error fails the run; or `refused`, so that taking the message does. By default an error leaves the run inconclusive.',
        ['accepted', 'refused'],
      ).optional(),
    }),
  ],
  [['text', 'number', 'switch'], ['map']],
);

export const step = map(
  'What happens at a moment: a time, and one verb.',
  {
    at: duration('When, from the start of the mesh.').optional(),
    after: duration('When, from the step before; from the start if it is the first.').optional(),
    inject: inject.optional(),
    from: selector('Which nodes send what `inject` asks for.').optional(),
    kill: selector('Kills these nodes at once, as a crash would (SIGKILL).').optional(),
    stop: selector('Stops these nodes gracefully: they may say goodbye.').optional(),
    pause: selector('Freezes these nodes (SIGSTOP): they keep everything and do nothing.').optional(),
    resume: selector('Lets paused nodes go on.').optional(),
    start: selector('Starts these nodes, for the first time or again.').optional(),
    ...faultVerbs,
    expect: expectNow.optional(),
  },
  {
    allOf: [
      { oneOf: [{ required: ['at'] }, { required: ['after'] }] },
      { oneOf: VERBS.map((verb) => ({ required: [verb] })) },
    ],
    samples: [
      { at: '1s', inject: 'hello', from: 'n1' },
      { after: '2s', kill: 'random(1)' },
    ],
  },
);

export const STEP_KEYS: readonly string[] = Object.keys(step.shape);
