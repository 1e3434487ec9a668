/**
 * The schema of `programs`: programs that know nothing of the contract. What it cannot say (expressions, placeholders, exactly
 * one condition) is checked by `expand/programs.ts`.
 */

import { z } from 'zod';
import {
  ANY_SCALAR,
  allowed,
  choice,
  duration,
  field,
  forms,
  integer,
  list,
  literally,
  map,
  text,
} from '../text/fields.ts';
import { PLACEHOLDERS } from '../text/placeholders.ts';
import { describeValue, type Parsed } from '../text/units.ts';
import { container } from './container.ts';
import { environment } from './environment.ts';
import { environmentFiles, folder } from './files.ts';
import { READY_CONDITIONS, SIGNALS, WAYS_IN } from './program-events.ts';

/** Filled in, a text may be larger by as much as its placeholders hold. */
const MAX_TEMPLATE_CHARS = 64 * 1024;
const MAX_EXPRESSION_CHARS = 1_000;
const NAMES = Object.keys(PLACEHOLDERS)
  .map((name) => `{${name}}`)
  .join(' ');

/** A text of any number of lines. */
function template(description: string, facts: Record<string, unknown> = {}) {
  const parse = (found: unknown): Parsed<string> => {
    if (typeof found !== 'string')
      return { ok: false, text: `found ${describeValue(found)}, expected text`, fix: 'Write a text.' };
    if (found.length > MAX_TEMPLATE_CHARS)
      return {
        ok: false,
        text: `the text has ${found.length.toLocaleString('en')} characters`,
        fix: `At most ${MAX_TEMPLATE_CHARS.toLocaleString('en')} fit.`,
      };
    if (found.includes('\0')) return { ok: false, text: 'the text holds a NUL', fix: 'Leave it out.' };
    return { ok: true, value: found };
  };
  return literally(field(parse, { description, type: ANY_SCALAR, ...facts }));
}

/** A map from texts to texts. */
function texts(description: string, ofEach: string, words: string, sample: Record<string, string>) {
  return z
    .record(z.string(), template(ofEach))
    .meta({ description, samples: [sample] })
    .register(allowed, { words });
}

function command(description: string, sample: string) {
  return list(
    description,
    `a list of texts, as in \`${sample}\``,
    text('The program, or an argument. Placeholders stand for what is known at the start.', 10_000),
  );
}

const source = {
  stream: choice('The stream whose lines are read. Without it, and without `file`, both.', [
    'stdout',
    'stderr',
  ]).optional(),
  file: text('A file in `{dir}` whose lines are read in place of the streams.', 200, {
    samples: ['agent.log'],
  }).optional(),
};

const expression = (description: string, sample: string) =>
  text(description, MAX_EXPRESSION_CHARS, { samples: [sample] });

/** Exactly one of the keys, for editors. */
const exactlyOne = (keys: readonly string[]) => ({ oneOf: keys.map((key) => ({ required: [key] })) });

const ownPort = field(
  (found): Parsed<true> =>
    found === true
      ? { ok: true, value: true }
      : { ok: false, text: 'found `false`', fix: 'Write `true`, or a port.' },
  { description: 'The port `{port}`.', const: true },
);

const port = (description: string) =>
  forms(
    description,
    'a port, or `true` for the one that it was told to listen on',
    [integer('The port.', 1, 65_535), ownPort],
    [['number'], ['switch']],
  );

const ready = map(
  'How one knows that the program is ready: exactly one of log, tcp, udp, http and exec.',
  {
    log: expression(
      'An expression that matches the line by which it says so.',
      'Serf agent starting',
    ).optional(),
    ...source,
    tcp: port('A TCP port that takes connections, where `{public}` is.').optional(),
    udp: port('A UDP port that does not refuse an empty datagram, where `{public}` is.').optional(),
    http: text('What answers over HTTP: an address, or a path at `{public}`.', 2_000, {
      samples: ['/health', 'http://{host}:8080/'],
    }).optional(),
    status: integer('The status of that answer. Without it, any from 200 to 299.', 100, 599).optional(),
    exec: command(
      'A command beside it that exits with 0. It is tried again and again.',
      '[my-agent, ping]',
    ).optional(),
    within: duration('Until when. Without it, `timeouts.ready`.', { sample: '60s', above: true }).optional(),
  },
  { samples: [{ log: 'listening on' }, { tcp: true, within: '60s' }], ...exactlyOne(READY_CONDITIONS) },
);

const http = map('A request, answered by a status from 200 to 299.', {
  url: text('Where to.', 2_000, { samples: ['http://{host}:8080/messages'] }),
  method: choice('The method.', ['POST', 'PUT', 'GET'], { byDefault: 'POST' }).optional(),
  body: template('What is sent.', { samples: ['{text}'] }).optional(),
});

const inject = map(
  'How a message is put in: exactly one of stdin, exec and http. Without it, no step injects at such a node.',
  {
    stdin: template('Written to its standard input, with a line break behind it.', {
      samples: ['{ref} {text}'],
    }).optional(),
    exec: command(
      'A command beside it; the message is in when it exits with 0.',
      '[serf, event, "{ref}", "{text}"]',
    ).optional(),
    http: http.optional(),
  },
  { samples: [{ stdin: '{ref} {text}' }], ...exactlyOne(WAYS_IN) },
);

const json = z
  .record(
    z.string(),
    forms(
      'The path of a field, as in `msg.id`; under `where` the fields that a line must have.',
      'the path of a field, or a map under `where`',
      [
        text('The path of a field.', 200),
        texts('By path: what the field must be.', 'What the field must be.', 'a map from paths to texts', {
          event: 'received',
        }),
      ],
      [['text'], ['map']],
    ),
  )
  .meta({
    description:
      'For lines that are JSON: `where` says which lines are meant; the other keys are groups, with their fields.',
    samples: [{ where: { event: 'received' }, message: 'msg.id', data: 'msg.text' }],
  })
  .register(allowed, { words: 'a map with `where` and the paths of fields' });

const event = (description: string, groups: string, sample: string, more = {}) =>
  map(
    `${description} Groups: ${groups}.`,
    {
      log: expression('An expression with named groups that matches the line.', sample).optional(),
      json: json.optional(),
      ...source,
      ...more,
    },
    { samples: [{ log: sample }], ...exactlyOne(['log', 'json']) },
  );

const own = {
  own: choice(
    'Whether it also reports what it has injected itself: then the first such line of each message is passed over.',
    ['reported'],
  ).optional(),
};

export const programSchema = map(
  `A program that knows nothing of meshbed. Its texts may hold placeholders: ${NAMES}.`,
  {
    image: text('The container image. On the runtime `process`, `command` is needed.', 300, {
      samples: ['my-serf:dev'],
    }).optional(),
    command: command(
      'The program and its arguments. Without it, what the image starts.',
      '[serf, agent]',
    ).optional(),
    separator: template(
      'Stands between neighbours where `{peers}` is one text. Without it, an item `{peers}` of `command` is an item for each.',
      { samples: [','] },
    ).optional(),
    neighbour: template(
      'How each neighbour is written in `{peers}`; `{node}`, `{host}` and `{port}` are those of the neighbour.',
      { default: '{host}:{port}', samples: ['/ip4/{host}/tcp/{port}'] },
    ).optional(),
    peers: choice(
      'How it learns of its neighbours: by `{peers}` at its start, or never, when it finds them by itself.',
      ['command', 'never'],
      { byDefault: 'command' },
    ).optional(),
    env: environment.optional(),
    env_file: environmentFiles.optional(),
    folder: folder.optional(),
    container: container.optional(),
    files: texts(
      'Files by name, written into `{dir}` at each start.',
      'What is in the file.',
      'a map from names of files to texts',
      { 'agent.conf': 'listen = {listen}' },
    ).optional(),
    ready,
    inject: inject.optional(),
    events: map('Which of its lines mean what. What is not named is not judged.', {
      delivered: event(
        'It has got a message.',
        '`message` (the `{ref}`), and `data`, `via`, `hops` where they are there',
        'Received: (?<message>\\S+) (?<data>.*)',
        own,
      ).optional(),
      'peer-up': event(
        'It takes a neighbour for alive.',
        '`node` (a name, or an address)',
        'joined: (?<node>\\S+)',
      ).optional(),
      'peer-down': event(
        'It takes a neighbour for dead.',
        '`node` (a name, or an address), and `reason` where it is there',
        'lost: (?<node>\\S+)',
      ).optional(),
    }).optional(),
    stats: map(
      'A command beside it that prints its counters: a JSON object, or lines of a name and a number.',
      {
        exec: command('The command.', '[my-agent, stats]'),
        received: text(
          'The counter of messages received, each copy of them: by it `traffic` is judged.',
          200,
          {
            samples: ['net.received'],
          },
        ).optional(),
      },
    ).optional(),
    stop: forms(
      'How it is asked to end: a signal, or a command beside it.',
      'the name of a signal, or `{ exec: […] }`',
      [
        choice('A signal.', SIGNALS, { byDefault: 'SIGTERM' }),
        map('A command.', { exec: command('A command that makes it end.', '[serf, leave]') }),
      ],
      [['text'], ['map']],
    ).optional(),
  },
);

export const programs = z
  .record(z.string(), programSchema)
  .meta({
    description: 'Programs that know nothing of meshbed, by name. Nodes run them by `program`.',
    samples: [
      {
        shout: {
          command: ['shout', '{listen}', '{peers}'],
          ready: { log: 'listening' },
          inject: { stdin: '{ref} {text}' },
          events: { delivered: { log: 'Received: (?<message>\\S+) (?<data>.*)' } },
        },
      },
    ],
  })
  .register(allowed, { words: 'a map from names to programs' });
