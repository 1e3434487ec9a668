/**
 * `steps` of the file → every step with its moment and its nodes and links by name. What each verb does is in `verbs/`.
 */

import { Scene, type Written } from './scene.ts';
import { step as stepSchema } from './schema/steps.ts';
import { type Context, validate } from './schema/validate.ts';
import { VERBS, type Verb } from './schema/verbs.ts';
import { type Path, valueAt } from './source/source.ts';
import type { LinkSpec, NodeSpec, Step } from './types.ts';
import { describe, formatDuration } from './units.ts';
import { EXPAND } from './verbs/index.ts';

const EXAMPLE = 'Write a list of steps, as in `- { at: 1s, inject: hello, from: n1 }`.';

/** Nodes or links are undefined where it is not known which there are; then nothing that names them can be judged. */
export function expandSteps(
  context: Context,
  nodes: NodeSpec[] | undefined,
  links: LinkSpec[] | undefined,
  seed: number,
): Step[] {
  const { source, problems } = context;
  const found = valueAt(source.value, ['steps']);
  if (found === undefined || found === null) return [];
  if (!Array.isArray(found)) {
    problems.at(source, ['steps'], `found ${describe(found)} where a list of steps is due`, EXAMPLE);
    return [];
  }
  const scene = new Scene(context, nodes ?? [], links, seed);
  const expansion = new Expansion(scene, nodes !== undefined);
  for (let index = 0; index < found.length; index++) expansion.step(index);
  scene.advance(Number.POSITIVE_INFINITY);
  return scene.steps;
}

/** Takes the steps of `scene.context` in order; each is expanded against what those before it have done. */
export class Expansion {
  readonly #scene: Scene;
  readonly #nodesKnown: boolean;
  /** How often a step has been written exactly so, for its random stream. */
  readonly #written = new Map<string, number>();
  /** The step before, and when it is; null before the first. */
  #last: { index: number; atMs: number } | null = null;

  constructor(scene: Scene, nodesKnown: boolean) {
    this.#scene = scene;
    this.#nodesKnown = nodesKnown;
  }

  step(index: number): void {
    const scene = this.#scene;
    const path = ['steps', index];
    const written = validate(stepSchema, scene.context, path);
    const verb = written === undefined ? undefined : this.#verb(path, written);
    const atMs = written === undefined ? undefined : this.#moment(path, written);
    if (atMs !== undefined) this.#last = { index, atMs };
    if (written === undefined || verb === undefined || atMs === undefined) {
      scene.known = false;
      return;
    }
    scene.advance(atMs);
    if (!this.#nodesKnown && verb !== 'expect') return;
    const { source } = scene.context;
    const { line } = source.place(path);
    const step = `the step on ${source.refer(path)}`;
    const stream = this.#stream(written, verb);
    const result = EXPAND[verb](scene, { path, atMs, written, step, line, stream });
    if (result === null) scene.known = false;
    else if (Array.isArray(result)) scene.addLater(result);
    else scene.add(atMs, line, result);
  }

  #verb(path: Path, written: Written): Verb | undefined {
    const scene = this.#scene;
    const verbs = VERBS.filter((verb) => written[verb] !== undefined);
    const [verb, second] = verbs;
    if (verb === undefined) {
      scene.complain(path, 'a step without a verb', `Say what happens: ${VERBS.join(', ')}.`);
    } else if (second !== undefined) {
      const text = `a step with ${verbs.length} verbs: ${verbs.join(', ')}`;
      scene.complain(path, text, 'Make each a step of its own; steps may have the same time.');
    } else if (verb === 'inject' && written.from === undefined) {
      scene.complain(
        path,
        '`inject` without `from`',
        'Say which nodes send: `from: n1`, `from: all`, `from: random(3)`.',
      );
    } else if (verb !== 'inject' && written.from !== undefined) {
      const text = `\`from\` says nothing about \`${verb}\``;
      const fix = ['cut', 'mend', 'link'].includes(verb)
        ? `Put it inside: \`${verb}: { from: n1, to: n2 }\`.`
        : 'Leave it out; it belongs to `inject`.';
      scene.context.problems.atKey(scene.context.source, [...path, 'from'], text, fix);
    } else return verb;
    return undefined;
  }

  #moment(path: Path, written: Written): number | undefined {
    const scene = this.#scene;
    if (written.at !== undefined && written.after !== undefined) {
      const fix = '`at` counts from the start, `after` from the step before: keep one.';
      scene.complain(path, 'a step with both `at` and `after`', fix);
      return undefined;
    }
    const last = this.#last;
    if (written.after !== undefined) return (last?.atMs ?? 0) + written.after;
    if (written.at === undefined) {
      const fix = 'Write `at: 2s` (from the start) or `after: 2s` (from the step before).';
      scene.complain(path, 'a step without a time', fix);
      return undefined;
    }
    if (last !== null && written.at < last.atMs) {
      const { source } = scene.context;
      const before = `the step before it, on ${source.refer(['steps', last.index])}, is at ${formatDuration(last.atMs)}`;
      const text = `out of order: this step is at ${formatDuration(written.at)}, and ${before}`;
      scene.complain([...path, 'at'], text, 'Write the steps in order of time.');
      return undefined;
    }
    return written.at;
  }

  /** Named by what is written, not by its place: so a step more or less changes no other's draw. */
  #stream(written: Written, verb: Verb): string {
    const time = written.at === undefined ? `after ${written.after}` : `at ${written.at}`;
    const value = verb === 'inject' ? written.from : written[verb];
    const isList = Array.isArray(value) && value.every((item) => typeof item === 'string');
    const what = typeof value === 'string' ? value : isList ? value.join(' ') : JSON.stringify(value);
    const words = `step ${time} ${verb} ${what}`;
    const before = this.#written.get(words) ?? 0;
    this.#written.set(words, before + 1);
    return `${words} ${before}`;
  }
}
