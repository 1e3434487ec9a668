/**
 * `steps` of the file → every step with its moment and its nodes and links by name. What each verb does is in `verbs/`.
 *
 * A step that is wrong hides no mistake of a later one: all of it that can be read is looked at, and what it may have
 * changed is in doubt from there on (`doubts.ts`).
 */

import { type ExpandedMesh, ScenarioState, type StepWritten } from '../model/scenario-state.ts';
import type { Step } from '../model/types.ts';
import { STEP_KEYS, step as stepSchema } from '../schema/steps.ts';
import { salvage, strangersAt, type Validation } from '../schema/validate.ts';
import { VERBS, type Verb } from '../schema/verbs.ts';
import { mayStandFor } from '../text/nearest.ts';
import { type Path, valueAt } from '../text/source.ts';
import { describe, formatDuration } from '../text/units.ts';
import { leaveInDoubt } from './doubts.ts';
import { EXPAND } from './index.ts';

const EXAMPLE = 'Write a list of steps, as in `- { at: 1s, inject: hello, from: n1 }`.';

/** Where nodes or links are not known, nothing that names them can be judged. */
export function expandSteps(context: Validation, mesh: ExpandedMesh): Step[] {
  const { source, problems } = context;
  const found = valueAt(source.value, ['steps']);
  if (found === undefined || found === null) return [];
  if (!Array.isArray(found)) {
    problems.at(source, ['steps'], `found ${describe(found)}, expected a list of steps`, EXAMPLE);
    return [];
  }
  const scenario = new ScenarioState(context, mesh);
  const expansion = new Expansion(scenario);
  for (let index = 0; index < found.length; index++) {
    if (!expansion.step(index)) leaveInDoubt(scenario, ['steps', index]);
  }
  scenario.advance(Number.POSITIVE_INFINITY);
  return scenario.steps;
}

/** Takes the steps of `scene.context` in order; each is expanded against what those before it have done. */
export class Expansion {
  readonly #scenario: ScenarioState;
  readonly #onlyIfSound: boolean;
  /** How often a step has been written exactly so, for its random stream. */
  readonly #written = new Map<string, number>();
  /** The last step whose time is known, and when it is; null before the first. */
  #last: { index: number; atMs: number } | null = null;
  /** Whether the time of the step before is known. */
  #isTimed = true;

  /** `onlyIfSound`: a step that is wrong is left alone, since who wrote it sees that at once, and the mesh stays as it is. */
  constructor(scenario: ScenarioState, { onlyIfSound = false } = {}) {
    this.#scenario = scenario;
    this.#onlyIfSound = onlyIfSound;
  }

  /** False when the step is wrong, which has then been reported, or when nobody knows its time. */
  step(index: number): boolean {
    const scenario = this.#scenario;
    const { context } = scenario;
    const before = context.problems.count;
    const path = ['steps', index];
    const { left: written, isWhole } = salvage(stepSchema, context, path);
    if (written === undefined) {
      this.#isTimed = false;
      return false;
    }
    const strangers = strangersAt(context, path, STEP_KEYS);
    const verbs = this.#verbs(path, strangers);
    const atMs = this.#moment(path, written, strangers);
    this.#isTimed = atMs !== null;
    if (atMs !== null) {
      this.#last = { index, atMs };
      scenario.advance(atMs);
    }
    const isClear = () => isWhole && atMs !== null && context.problems.count === before;
    if (this.#onlyIfSound && !isClear()) return false;
    scenario.known = atMs !== null && verbs.length === 1;
    for (const verb of verbs) this.#expand(verb, { path, atMs: atMs ?? 0, written, isWhole }, isClear);
    scenario.known = true;
    return isClear();
  }

  #expand(
    verb: Verb,
    known: { path: Path; atMs: number; written: StepWritten; isWhole: boolean },
    isClear: () => boolean,
  ): void {
    const scenario = this.#scenario;
    const { source } = scenario.context;
    const { path, atMs, written } = known;
    const { line } = source.place(path);
    const step = `the step on ${source.refer(path)}`;
    const result = EXPAND[verb](scenario, { ...known, step, line, stream: this.#stream(written, verb) });
    if (result === null || !isClear()) return;
    if (Array.isArray(result)) scenario.addLater(result);
    else scenario.add(atMs, line, result);
  }

  /** Those that are written; what is wrong with them has then been reported. */
  #verbs(path: Path, strangers: readonly string[]): Verb[] {
    const scenario = this.#scenario;
    const { source, problems } = scenario.context;
    const isWritten = (key: string) => valueAt(source.value, [...path, key]) !== undefined;
    const mayBe = (keys: readonly string[]) => strangers.some((key) => mayStandFor(key, STEP_KEYS, keys));
    const verbs = VERBS.filter(isWritten);
    const [verb, second] = verbs;
    if (verb === undefined) {
      if (mayBe(VERBS)) return [];
      scenario.complain(path, 'a step without a verb', `Say what happens: ${VERBS.join(', ')}.`);
    } else if (second !== undefined) {
      const text = `a step with ${verbs.length} verbs: ${verbs.join(', ')}`;
      scenario.complain(path, text, 'Make each a step of its own; steps may have the same time.');
    } else if (verb === 'inject' && !isWritten('from') && !mayBe(['from'])) {
      scenario.complain(
        path,
        '`inject` without `from`',
        'Say which nodes send: `from: n1`, `from: all`, `from: random(3)`.',
      );
    } else if (verb !== 'inject' && isWritten('from')) {
      const text = `\`from\` says nothing about \`${verb}\``;
      const fix = ['cut', 'mend', 'link'].includes(verb)
        ? `Put it inside: \`${verb}: { from: n1, to: n2 }\`.`
        : 'Leave it out; it belongs to `inject`.';
      problems.atKey(source, [...path, 'from'], text, fix);
    }
    return verbs;
  }

  /** Null when it is not known. */
  #moment(path: Path, written: StepWritten, strangers: readonly string[]): number | null {
    const scenario = this.#scenario;
    const { source } = scenario.context;
    const isWritten = (key: string) => valueAt(source.value, [...path, key]) !== undefined;
    if (isWritten('at') && isWritten('after')) {
      const fix = '`at` counts from the start, `after` from the step before: keep one.';
      scenario.complain(path, 'a step with both `at` and `after`', fix);
      return null;
    }
    const last = this.#last;
    if (written.after !== undefined) return this.#isTimed ? (last?.atMs ?? 0) + written.after : null;
    if (written.at === undefined) {
      const isSaid = isWritten('at') || isWritten('after');
      if (isSaid || strangers.some((key) => mayStandFor(key, STEP_KEYS, ['at', 'after']))) return null;
      const fix = 'Write `at: 2s` (from the start) or `after: 2s` (from the step before).';
      scenario.complain(path, 'a step without a time', fix);
      return null;
    }
    if (last !== null && written.at < last.atMs) {
      const before = `the step before it, on ${source.refer(['steps', last.index])}, is at ${formatDuration(last.atMs)}`;
      const text = `out of order: this step is at ${formatDuration(written.at)}, and ${before}`;
      scenario.complain([...path, 'at'], text, 'Write the steps in order of time.');
      return null;
    }
    return written.at;
  }

  /** Named by what is written, not by its place: so a step more or less changes no other's draw. */
  #stream(written: StepWritten, verb: Verb): string {
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
