/**
 * What can be typed to a mesh that is held: one line, one command. An act becomes the very object that a file's step is,
 * so that its selectors, units and mistakes are those of files; whatever has no short form is written as in a file, in
 * braces: `{ churn: { share: 20%, for: 30s } }`.
 */

import { badInput } from '../common/errors.ts';
import type { WrittenStep } from '../topology/live-steps.ts';
import { valueAsWritten } from '../topology/schema/as-written.ts';
import { step } from '../topology/steps/schema.ts';
import { didYouMean } from '../topology/text/nearest.ts';
import { parseDuration } from '../topology/text/units.ts';
import { ALL_VERBS } from '../topology/verbs/lookup.ts';
import { typedSource } from '../topology/verbs/typed.ts';
import type { TypedForm } from '../topology/verbs/verb.ts';

export type PromptCommand =
  | { kind: 'act'; step: WrittenStep }
  | { kind: 'wait'; forMs: number }
  | { kind: 'save'; file: string }
  | { kind: 'nothing' | 'nodes' | 'messages' | 'verdict' | 'finish' | 'help' | 'quit' };

interface Form {
  /** As it is typed, for help and for errors. */
  usage: string;
  summary: string;
  /** Null where something is missing. */
  read(rest: string): PromptCommand | null;
}

const act = (step: WrittenStep): PromptCommand => ({ kind: 'act', step });

const word = (
  kind: 'nodes' | 'messages' | 'verdict' | 'finish' | 'help' | 'quit',
  summary: string,
): Form => ({
  usage: kind,
  summary,
  read: () => ({ kind }),
});

const ofVerb = ({ usage, summary, read }: TypedForm): Form => ({
  usage,
  summary,
  read: (rest) => {
    const step = read(rest);
    return step === null ? null : act(step);
  },
});

/** In the order in which help shows them. */
const FORMS: Readonly<Record<string, Form>> = {
  ...Object.fromEntries(
    ALL_VERBS.flatMap(({ name, typed }) => (typed === undefined ? [] : [[name, ofVerb(typed)]])),
  ),
  wait: { usage: 'wait 2s', summary: 'before the next line, for scripts', read: waitOf },
  nodes: word('nodes', 'how they are'),
  messages: word('messages', 'the last ones, and how far they got'),
  save: {
    usage: 'save FILE',
    summary: 'all that was done so far, as a topology file that does it again',
    read: (rest) => (rest === '' ? null : { kind: 'save', file: rest }),
  },
  verdict: word('verdict', 'on what is known so far'),
  finish: word('finish', 'wait until all is decided, judge, and end'),
  quit: word('quit', 'end now; so does Ctrl-C'),
  help: word('help', 'this'),
};

export const WORDS: readonly string[] = Object.keys(FORMS);

/** @throws MeshbedError with what is wrong and what may be typed. */
export function parseLine(line: string): PromptCommand {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return { kind: 'nothing' };
  if (text.startsWith('{')) return act(stepOf(text));
  const [, verb = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(text) ?? [];
  const form = Object.hasOwn(FORMS, verb) ? FORMS[verb] : undefined;
  if (form === undefined) {
    const known = `What can be typed: ${WORDS.join(', ')}; or a step as in a file: { kill: n3 }.`;
    throw badInput('NO_SUCH_COMMAND', `\`${verb}\` is no command`, didYouMean(verb, WORDS) + known);
  }
  const command = form.read(rest);
  if (command === null)
    throw badInput('COMMAND_INCOMPLETE', `\`${text}\` is not all of it`, `Write it like \`${form.usage}\`.`);
  return command;
}

/** One line for each command. */
export function helpText(): string {
  const forms = Object.values(FORMS);
  const width = Math.max(...forms.map(({ usage }) => usage.length));
  const lines = forms.map(({ usage, summary }) => `  ${usage.padEnd(width)}  ${summary}`);
  const any = `  ${'{ kill: n3 }'.padEnd(width)}  any step, as a file has it`;
  return [...lines, any].join('\n');
}

function waitOf(rest: string): PromptCommand {
  const parsed = parseDuration(rest);
  if (parsed.ok) return { kind: 'wait', forMs: parsed.value };
  throw badInput('BAD_DURATION', parsed.text, parsed.fix);
}

/** A step in braces: names and texts are what stands there, as in a file. */
function stepOf(text: string): WrittenStep {
  return valueAsWritten(step, typedSource(text), []) as WrittenStep;
}
