/** `inject`: so many messages, from these nodes. */

import type { NodeEffect } from '../model/node-states.ts';
import type { ScenarioState } from '../model/scenario-state.ts';
import type { InjectAnswer } from '../model/types.ts';
import { nodeListText } from '../model/words.ts';
import { selector } from '../schema/selector.ts';
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
import type { WrittenKeys } from '../text/source.ts';
import { describeValue, formatDuration, formatSize, type Parsed } from '../text/units.ts';
import { NOT_RUNNING, NOT_STARTED, PAUSED, selectNodesForVerb } from './on-nodes.ts';
import { nodesTyped, pairsTyped } from './typed.ts';
import type { Verb } from './verb.ts';

export interface InjectAction {
  verb: 'inject';
  from: string[];
  /** In all, one every `everyMs`, from the nodes in turn. */
  count: number;
  everyMs: number;
  bytes: number;
  /** The payload, where it is a literal one. */
  text?: string;
  answer?: InjectAnswer;
}

const MAX_PAYLOAD_BYTES = 65_000;
const DEFAULT_BYTES = 32;

const payloadText = literally(
  field(
    (found): Parsed<string> => {
      if (typeof found !== 'string') {
        const scalar = typeof found === 'number' || typeof found === 'boolean';
        const fix = scalar ? `Put it in quotes: '${found}'.` : 'Write the text of the message.';
        return { ok: false, text: `found ${describeValue(found)}, expected text`, fix };
      }
      if (found === '')
        return { ok: false, text: 'an empty message', fix: 'Write a text of one character or more.' };
      const size = bytesOf(found);
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

const form = forms(
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
        DEFAULT_BYTES,
      ).optional(),
      answer: choice(
        'What the nodes must answer: `accepted`, so that an error fails the run; or `refused`, so that taking the message does. By default an error leaves the run inconclusive.',
        ['accepted', 'refused'],
      ).optional(),
    }),
  ],
  [['text', 'number', 'switch'], ['map']],
);

const effect: NodeEffect = {
  done: 'asked to inject',
  from: ['running'],
  to: null,
  fitWords: 'running',
  misfits: { waiting: NOT_STARTED, stopped: NOT_RUNNING, paused: PAUSED },
};

export const inject: Verb<InjectAction, typeof form> = {
  name: 'inject',
  form,
  from: {
    form: selector('Which nodes send what `inject` asks for.'),
    fix: 'Say which nodes send: `from: n1`, `from: all`, `from: random(3)`.',
  },
  nodes: effect,
  changes: [],
  keepsPaths: true,
  expand(scenario, input, asked) {
    const { path } = input;
    const from =
      input.from === undefined ? null : selectNodesForVerb(scenario, input, ['from'], effect, input.from);
    const {
      text,
      count = 1,
      every = 0,
      bytes = DEFAULT_BYTES,
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
    const size = text === undefined ? { bytes } : { bytes: bytesOf(text), text };
    return {
      verb: 'inject',
      from,
      count,
      everyMs: every,
      ...size,
      ...(answer === undefined ? {} : { answer }),
    };
  },
  text({ from, count, everyMs, bytes, text, answer }) {
    const what =
      text === undefined
        ? `${messages(count)} of ${formatSize(bytes)}`
        : `${count === 1 ? '' : `${count} times `}“${clip(text)}”`;
    const pace = count > 1 && everyMs > 0 ? `, one every ${formatDuration(everyMs)},` : '';
    const turn = from.length > 1 ? ' in turn' : '';
    const answered = answer === undefined ? '' : `, to be ${answer}`;
    return `inject ${what}${pace} from ${nodeListText(from)}${turn}${answered}`;
  },
  written: (action, writer) => ({ inject: writtenMessages(action), from: writer.nodes(action.from) }),
  typed: {
    usage: 'inject n1 hello',
    summary: 'a message; or many: inject all count=100 every=10ms bytes=200',
    read: injectTyped,
  },
  lengthMs: ({ count, everyMs }) => (count - 1) * everyMs,
};

function isClosed({ programOfNodes }: ScenarioState, node: string): boolean {
  const program = programOfNodes.get(node);
  return program !== undefined && program.inject === undefined;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

function messages(count: number): string {
  return count === 1 ? '1 message' : `${count.toLocaleString('en')} messages`;
}

function clip(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= 40 ? line : `${line.slice(0, 39)}…`;
}

function writtenMessages({ text, count, everyMs, bytes, answer }: InjectAction): string | WrittenKeys {
  if (text !== undefined && count === 1 && everyMs === 0 && answer === undefined) return text;
  return {
    ...(text === undefined ? {} : { text }),
    ...(text !== undefined && count === 1 ? {} : { count }),
    ...(everyMs === 0 ? {} : { every: formatDuration(everyMs) }),
    ...(text !== undefined || bytes === DEFAULT_BYTES ? {} : { bytes }),
    ...(answer === undefined ? {} : { answer }),
  };
}

function injectTyped(rest: string): WrittenKeys | null {
  const [, from = '', what = ''] = /^(\S+)\s*(.*)$/s.exec(rest) ?? [];
  if (what === '') return null;
  const words = what.split(/\s+/);
  const isMap = words.every((each) => /^(count|every|bytes|text|answer)=./.test(each));
  return { inject: isMap ? pairsTyped(words) : what, from: nodesTyped(from) };
}
