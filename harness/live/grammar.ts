/**
 * What can be typed to a mesh that is held: one line, one command. An act becomes the very object that a file's step is,
 * so that its selectors, units and mistakes are those of files; whatever has no short form is written as in a file, in
 * braces: `{ churn: { share: 20%, for: 30s } }`.
 */

import { badInput } from '../common/errors.ts';
import type { WrittenStep } from '../topology/live-steps.ts';
import { asWritten } from '../topology/schema/as-written.ts';
import { step } from '../topology/schema/steps.ts';
import { didYouMean } from '../topology/text/nearest.ts';
import { Problems } from '../topology/text/problems.ts';
import { placedSource, type SourceText } from '../topology/text/source.ts';
import { parseDuration } from '../topology/text/units.ts';
import { parseYaml } from '../topology/text/yaml.ts';

/** What errors call the source of what is typed. */
const LINE = 'line';

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

const onNodes = (verb: string, summary: string): Form => ({
  usage: `${verb} n3`,
  summary,
  read: (rest) => (rest === '' ? null : act({ [verb]: nodesOf(rest) })),
});

const word = (
  kind: 'nodes' | 'messages' | 'verdict' | 'finish' | 'help' | 'quit',
  summary: string,
): Form => ({
  usage: kind,
  summary,
  read: () => ({ kind }),
});

/** In the order in which help shows them. */
const FORMS: Readonly<Record<string, Form>> = {
  inject: {
    usage: 'inject n1 hello',
    summary: 'a message; or many: inject all count=100 every=10ms bytes=200',
    read: injectOf,
  },
  kill: onNodes('kill', 'as a crash would; nodes are n3, n1..n5, n*, all, random(2), or n1,n3'),
  stop: onNodes('stop', 'gracefully'),
  start: onNodes('start', 'again, or for the first time'),
  pause: onNodes('pause', 'freeze'),
  resume: {
    usage: 'resume n3',
    summary: 'let go on; all that are paused, where none is named',
    read: (rest) => act({ resume: rest === '' ? 'all' : nodesOf(rest) }),
  },
  cut: { usage: 'cut n1 n2', summary: 'close a link; one way of it: cut n1>n2', read: waysOf('cut') },
  mend: {
    usage: 'mend n1 n2',
    summary: 'open it again; all that are cut, where none is named',
    read: (rest) => (rest === '' ? act({ mend: 'all' }) : waysOf('mend')(rest)),
  },
  link: {
    usage: 'link n1 n2 loss=20% latency=50ms',
    summary: 'new conditions, in place of all that it had; link all … for all links',
    read: linkOf,
  },
  partition: {
    usage: 'partition n1,n2 | n3,n4',
    summary: 'into parts; rest is all others',
    read: partitionOf,
  },
  heal: { usage: 'heal', summary: 'the partition', read: () => act({ heal: 'all' }) },
  disconnect: onNodes('disconnect', 'from the real network (docker)'),
  reconnect: onNodes('reconnect', 'to it'),
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

function injectOf(rest: string): PromptCommand | null {
  const [, from = '', what = ''] = /^(\S+)\s*(.*)$/s.exec(rest) ?? [];
  if (what === '') return null;
  const words = what.split(/\s+/);
  const isMap = words.every((each) => /^(count|every|bytes|text|answer)=./.test(each));
  return act({ inject: isMap ? pairsOf(words) : what, from: nodesOf(from) });
}

/** `n1 n2`, `n1>n2`, `all`. */
function waysOf(verb: 'cut' | 'mend'): Form['read'] {
  return (rest) => {
    const ends = rest.split(/\s+/);
    const ways = rest === 'all' ? 'all' : (oneWay(rest) ?? (ends.length === 2 ? ends : null));
    return ways === null ? null : act({ [verb]: ways });
  };
}

function linkOf(rest: string): PromptCommand | null {
  const words = rest.split(/\s+/);
  const first = words.findIndex((each) => each.includes('='));
  const ends = words.slice(0, first < 0 ? words.length : first);
  const conditions = first < 0 ? {} : pairsOf(words.slice(first));
  const way = oneWay(ends.join(' '));
  if (way !== null) return act({ link: { ...way, ...conditions } });
  if (ends.length === 1 && ends[0] === 'all') return act({ link: { between: 'all', ...conditions } });
  return ends.length === 2 ? act({ link: { between: ends, ...conditions } }) : null;
}

function oneWay(text: string): { from: string; to: string } | null {
  const [, from, to] = /^(\S+?)\s*(?:->|>|→)\s*(\S+)$/.exec(text) ?? [];
  return from === undefined || to === undefined ? null : { from, to };
}

function partitionOf(rest: string): PromptCommand | null {
  if (rest === '') return null;
  return act({ partition: rest.split('|').map((group) => nodesOf(group.trim())) });
}

function waitOf(rest: string): PromptCommand {
  const parsed = parseDuration(rest);
  if (parsed.ok) return { kind: 'wait', forMs: parsed.value };
  throw badInput('BAD_DURATION', parsed.text, parsed.fix);
}

/** A selector, or a list of them. */
function nodesOf(text: string): string | string[] {
  const names = text.split(/[\s,]+/).filter((each) => each !== '');
  return names.length === 1 ? (names[0] ?? '') : names;
}

/** `loss=20%`: values as they would stand in a file. */
function pairsOf(words: readonly string[]): Record<string, unknown> {
  const pairs: Record<string, unknown> = {};
  for (const each of words) {
    const at = each.indexOf('=');
    const key = each.slice(0, Math.max(0, at));
    if (at < 1) throw badInput('COMMAND_INCOMPLETE', `\`${each}\` has no value`, 'Write it like `loss=20%`.');
    if (Object.hasOwn(pairs, key)) throw badInput('SAID_TWICE', `\`${key}\` appears here twice`, 'Keep one.');
    pairs[key] = key === 'text' ? each.slice(at + 1) : written(each.slice(at + 1));
  }
  return pairs;
}

/** A step in braces: names and texts are what stands there, as in a file. */
function stepOf(text: string): WrittenStep {
  return asWritten(step, sourceOf(text), []) as WrittenStep;
}

function written(text: string): unknown {
  return sourceOf(text).value;
}

/** YAML, with its mistakes at their column. */
function sourceOf(text: string): SourceText {
  const problems = new Problems(LINE);
  const placed = parseYaml(text, problems);
  problems.throwIfAny();
  return placedSource(LINE, placed ?? { value: null, at: { line: 1, column: 1 }, size: 1 });
}
