/**
 * `steps` of the file → every step with its moment and its nodes by name.
 */

import type { z } from 'zod';
import { expectOfStep } from './expect.ts';
import { nodesInWords } from './links.ts';
import { Lives, type NodeVerb } from './lives.ts';
import { didYouMean } from './nearest.ts';
import { randomStream } from './random.ts';
import { step as stepSchema, VERBS } from './schema/steps.ts';
import { type Context, validate } from './schema/validate.ts';
import { type Field, parseSelector, resolve, type Selector } from './selectors.ts';
import { type Path, valueAt } from './source/source.ts';
import type { Action, NodeSpec, Step } from './types.ts';
import { describe, formatDuration } from './units.ts';

type Written = z.output<typeof stepSchema>;
type Verb = (typeof VERBS)[number];

const EXAMPLE = 'Write a list of steps, as in `- { at: 1s, inject: hello, from: n1 }`.';

export function expandSteps(context: Context, nodes: NodeSpec[] | undefined, seed: number): Step[] {
  const { source, problems } = context;
  const found = valueAt(source.value, ['steps']);
  if (found === undefined || found === null) return [];
  if (!Array.isArray(found)) {
    problems.at(source, ['steps'], `found ${describe(found)} where a list of steps is due`, EXAMPLE);
    return [];
  }
  const expansion = new Expansion(context, nodes ?? [], nodes !== undefined, seed);
  for (let index = 0; index < found.length; index++) expansion.step(index);
  return expansion.steps;
}

class Expansion {
  readonly steps: Step[] = [];
  readonly #context: Context;
  readonly #nodes: NodeSpec[];
  readonly #numbers: Map<string, number>;
  readonly #names: string[];
  readonly #lives: Lives;
  readonly #seed: number;
  /** How often a step has been written exactly so, for its random stream. */
  readonly #written = new Map<string, number>();
  /** The step before, and when it is; null before the first. */
  #last: { index: number; atMs: number } | null = null;
  /** False once a step is broken: what nodes are doing after it is anyone's guess, and not complained about. */
  #livesKnown = true;
  readonly #nodesKnown: boolean;

  constructor(context: Context, nodes: NodeSpec[], nodesKnown: boolean, seed: number) {
    this.#context = context;
    this.#nodes = nodes;
    this.#nodesKnown = nodesKnown;
    this.#names = nodes.map((node) => node.name);
    this.#numbers = new Map(this.#names.map((name, i) => [name, i]));
    this.#lives = new Lives(nodes);
    this.#seed = seed;
  }

  step(index: number): void {
    const written = validate(stepSchema, this.#context, ['steps', index]);
    const verb = written === undefined ? undefined : this.#verb(index, written);
    const atMs = written === undefined ? undefined : this.#moment(index, written);
    if (atMs !== undefined) this.#last = { index, atMs };
    if (written === undefined || verb === undefined || atMs === undefined) {
      this.#livesKnown = false;
      return;
    }
    this.#lives.advance(atMs);
    const action = this.#action(index, written, verb, atMs);
    if (action === null) this.#livesKnown = false;
    else this.steps.push({ index, atMs, line: this.#context.source.place(['steps', index]).line, ...action });
  }

  #complain(path: Path, text: string, fix: string): void {
    this.#context.problems.at(this.#context.source, path, text, fix);
  }

  #verb(index: number, written: Written): Verb | undefined {
    const verbs = VERBS.filter((verb) => written[verb] !== undefined);
    const [verb, second] = verbs;
    const path = ['steps', index];
    if (verb === undefined) {
      this.#complain(path, 'a step without a verb', `Say what happens: ${VERBS.join(', ')}.`);
    } else if (second !== undefined) {
      const text = `a step with ${verbs.length} verbs: ${verbs.join(', ')}`;
      this.#complain(path, text, 'Make each a step of its own; steps may have the same time.');
    } else if (verb === 'inject' && written.from === undefined) {
      this.#complain(
        path,
        '`inject` without `from`',
        'Say which nodes send: `from: n1`, `from: all`, `from: random(3)`.',
      );
    } else if (verb !== 'inject' && written.from !== undefined) {
      const text = `\`from\` says nothing about \`${verb}\``;
      this.#context.problems.atKey(
        this.#context.source,
        [...path, 'from'],
        text,
        'Leave it out; it belongs to `inject`.',
      );
    } else return verb;
    return undefined;
  }

  #moment(index: number, written: Written): number | undefined {
    const path = ['steps', index];
    if (written.at !== undefined && written.after !== undefined) {
      this.#complain(
        path,
        'a step with both `at` and `after`',
        '`at` counts from the start, `after` from the step before: keep one.',
      );
      return undefined;
    }
    const last = this.#last;
    if (written.after !== undefined) return (last?.atMs ?? 0) + written.after;
    if (written.at === undefined) {
      this.#complain(
        path,
        'a step without a time',
        'Write `at: 2s` (from the start) or `after: 2s` (from the step before).',
      );
      return undefined;
    }
    if (last !== null && written.at < last.atMs) {
      const { source } = this.#context;
      const before = `the step before it, on ${source.refer(['steps', last.index])}, is at ${formatDuration(last.atMs)}`;
      this.#complain(
        [...path, 'at'],
        `out of order: this step is at ${formatDuration(written.at)}, and ${before}`,
        'Write the steps in order of time.',
      );
      return undefined;
    }
    return written.at;
  }

  #action(index: number, written: Written, verb: Verb, atMs: number): Action | null {
    if (verb === 'expect') {
      const expect = expectOfStep(this.#context, ['steps', index, 'expect'], written.expect ?? {});
      return expect === null ? null : { verb, expect };
    }
    const nodes = this.#select(index, written, verb, atMs);
    if (verb !== 'inject') return nodes === null ? null : { verb, nodes };
    const inject = this.#inject(index, written);
    return nodes === null || inject === null ? null : { verb, from: nodes, ...inject };
  }

  #inject(index: number, written: Written) {
    const inject = written.inject ?? {};
    if (typeof inject === 'string') {
      return { count: 1, everyMs: 0, bytes: Buffer.byteLength(inject), text: inject };
    }
    const { text, count = 1, every = 0, bytes = 32 } = inject;
    if (text === undefined) return { count, everyMs: every, bytes };
    if (inject.bytes !== undefined) {
      const fix = 'Keep `text`, which is as long as it is, or `bytes`.';
      this.#complain(['steps', index, 'inject', 'bytes'], 'both `text` and `bytes`', fix);
      return null;
    }
    return { count, everyMs: every, bytes: Buffer.byteLength(text), text };
  }

  /** The names that the step's selectors stand for at its moment; null when something is wrong with them. */
  #select(index: number, written: Written, verb: NodeVerb, atMs: number): string[] | null {
    const key = verb === 'inject' ? 'from' : verb;
    const value = written[key];
    if (value === undefined) return null;
    const texts = typeof value === 'string' ? [value] : value;
    const path: Path = ['steps', index, key];
    const placeOf = (i: number): Path => (typeof value === 'string' ? path : [...path, i]);
    let sound = true;
    const wrong = (i: number, text: string, fix: string) => {
      sound = false;
      this.#complain(placeOf(i), text, fix);
    };
    if (texts.length === 0) wrong(0, 'a list of no nodes', 'Name one or more.');
    const selectors = texts.map((text, i): Selector | null => {
      const parsed = parseSelector(text);
      if (parsed.ok) return parsed.value;
      wrong(i, parsed.text, parsed.fix);
      return null;
    });
    if (!this.#nodesKnown) return null;
    const result = resolve(selectors, this.#field(verb, atMs, this.#stream(written, verb, texts)));
    for (const mistake of result.wrong) wrong(mistake.index, mistake.text, mistake.fix);
    for (const { index: i, node } of result.misfits) {
      const { text, fix } = this.#lives.misfit(node, verb, atMs);
      wrong(i, text, fix);
    }
    if (!sound) return null;
    const step = `the step on ${this.#context.source.refer(['steps', index])}`;
    for (const node of result.nodes) this.#lives.apply(node, verb, atMs, step);
    return result.nodes.map((node) => this.#names[node] as string);
  }

  #field(verb: NodeVerb, atMs: number, stream: string): Field {
    const moment = formatDuration(atMs);
    const words = {
      inject: 'running',
      kill: 'running or paused',
      stop: 'running',
      pause: 'running',
      resume: 'paused',
      start: 'stopped',
    };
    return {
      names: this.#names,
      numberOf: (name) => this.#numbers.get(name),
      fits: (node) => !this.#livesKnown || this.#lives.fits(node, verb),
      fitWords: `${words[verb]} at ${moment}`,
      lots: () => {
        const random = randomStream(this.#seed, stream);
        return Uint32Array.from(this.#names, () => random.u32());
      },
      nodesInWords: nodesInWords(this.#nodes),
      hint: (name) => (this.#context.problems.full ? '' : didYouMean(name, this.#names)),
    };
  }

  /** Named by what is written, not by its place: so a step more or less changes no other's draw. */
  #stream(written: Written, verb: string, selectors: string[]): string {
    const time = written.at === undefined ? `after ${written.after}` : `at ${written.at}`;
    const words = `step ${time} ${verb} ${selectors.join(' ')}`;
    const before = this.#written.get(words) ?? 0;
    this.#written.set(words, before + 1);
    return `${words} ${before}`;
  }
}
