/**
 * `steps` of the file → every step with its moment and its nodes and links by name. What each verb makes of it is in `../verbs/`.
 *
 * A step that is wrong hides no mistake of a later one: all of it that can be read is looked at, and what it may have
 * changed is in doubt from there on (`doubts.ts`).
 */

import type { Selection } from '../model/node-set.ts';
import { type ExpandedMesh, ScenarioState } from '../model/scenario-state.ts';
import { readWhatIsValid, unknownKeysAt, type Validation } from '../schema/validate.ts';
import { mayStandFor } from '../text/nearest.ts';
import { type Path, valueAt } from '../text/source.ts';
import { describeValue, formatDuration } from '../text/units.ts';
import type { Action, Step } from '../verbs/index.ts';
import { ALL_VERBS, VERB_NAMES } from '../verbs/lookup.ts';
import type { DelayedAction, StepInput, Verb } from '../verbs/verb.ts';
import { doubtWhatStepMayChange } from './doubts.ts';
import { STEP_KEYS, type StepWritten, step as stepSchema } from './schema.ts';

const EXAMPLE = 'Write a list of steps, as in `- { at: 1s, inject: hello, from: n1 }`.';

/** Where nodes or links are not known, nothing that names them can be judged. */
export function expandSteps(context: Validation, mesh: ExpandedMesh): Step[] {
  const { source, problems } = context;
  const found = valueAt(source.value, ['steps']);
  if (found === undefined || found === null) return [];
  if (!Array.isArray(found)) {
    problems.at(source, ['steps'], `found ${describeValue(found)}, expected a list of steps`, EXAMPLE);
    return [];
  }
  const scenario = new ScenarioState(context, mesh);
  const expansion = new Expansion(scenario);
  for (let index = 0; index < found.length; index++) {
    if (!expansion.step(index)) doubtWhatStepMayChange(scenario, ['steps', index]);
  }
  expansion.advance(Number.POSITIVE_INFINITY);
  return expansion.steps;
}

/** Takes the steps of `scenario.context` in order; each is expanded against what those before it have done. */
export class Expansion {
  /** What it has made of them so far, in order of time. */
  readonly steps: Step[] = [];
  /** What they have left to be done, in order of time. */
  #later: DelayedAction[] = [];
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
    const { left, isWhole } = readWhatIsValid(stepSchema, context, path);
    const written = left as StepWritten | undefined;
    if (written === undefined) {
      this.#isTimed = false;
      return false;
    }
    const strangers = unknownKeysAt(context, path, STEP_KEYS);
    const verbs = this.#verbs(path, strangers);
    const atMs = this.#moment(path, written, strangers);
    this.#isTimed = atMs !== null;
    if (atMs !== null) {
      this.#last = { index, atMs };
      this.advance(atMs);
    }
    const isClear = () => isWhole && atMs !== null && context.problems.count === before;
    if (this.#onlyIfSound && !isClear()) return false;
    scenario.known = atMs !== null && verbs.length === 1;
    for (const verb of verbs) this.#expand(verb, { path, atMs: atMs ?? 0, written, isWhole }, isClear);
    scenario.known = true;
    return isClear();
  }

  /** Goes on to a moment: what earlier steps have left to be done until then happens, this moment included. */
  advance(toMs: number): void {
    const { nodeStates } = this.#scenario;
    const due = this.#later.findIndex(({ atMs }) => atMs > toMs);
    const count = due < 0 ? this.#later.length : due;
    for (const { atMs, node, verb, by } of this.#later.splice(0, count)) {
      nodeStates.advance(atMs);
      nodeStates.apply(node, verb.nodes, atMs, by.step);
      this.#add(atMs, by.line, { verb: verb.name, nodes: [this.#scenario.name(node)] } as Action);
    }
    nodeStates.advance(toMs);
  }

  /** When the next thing is due that earlier steps have left to be done; null when nothing is. */
  get nextMs(): number | null {
    return this.#later[0]?.atMs ?? null;
  }

  #add(atMs: number, line: number, action: Action): void {
    this.steps.push({ index: this.steps.length, atMs, line, ...action });
  }

  #expand(
    verb: Verb<Action>,
    known: Pick<StepInput, 'path' | 'atMs' | 'isWhole'> & { written: StepWritten },
    isClear: () => boolean,
  ): void {
    const scenario = this.#scenario;
    const { source } = scenario.context;
    const { path, atMs, written, isWhole } = known;
    const value = written[verb.name];
    if (value === undefined && verb.from === undefined) return;
    const { line } = source.place(path);
    const input = {
      path,
      atMs,
      from: written.from as Selection | undefined,
      isWhole,
      step: `the step on ${source.refer(path)}`,
      line,
      stream: this.#stream(written, verb),
    };
    const result = verb.expand(scenario, input, value === undefined ? {} : value);
    if (result === null || !isClear()) return;
    if (Array.isArray(result)) this.#later = [...this.#later, ...result].sort((x, y) => x.atMs - y.atMs);
    else this.#add(atMs, line, result);
  }

  /** Those that are written; what is wrong with them has then been reported. */
  #verbs(path: Path, strangers: readonly string[]): Verb<Action>[] {
    const scenario = this.#scenario;
    const { source, problems } = scenario.context;
    const isWritten = (key: string) => valueAt(source.value, [...path, key]) !== undefined;
    const mayBe = (keys: readonly string[]) => strangers.some((key) => mayStandFor(key, STEP_KEYS, keys));
    const verbs = ALL_VERBS.filter(({ name }) => isWritten(name));
    const [verb, second] = verbs;
    if (verb === undefined) {
      if (mayBe(VERB_NAMES)) return [];
      scenario.complain(path, 'a step without a verb', `Say what happens: ${VERB_NAMES.join(', ')}.`);
    } else if (second !== undefined) {
      const text = `a step with ${verbs.length} verbs: ${verbs.map(({ name }) => name).join(', ')}`;
      scenario.complain(path, text, 'Make each a step of its own; steps may have the same time.');
    } else if (verb.from !== undefined && !isWritten('from') && !mayBe(['from'])) {
      scenario.complain(path, `\`${verb.name}\` without \`from\``, verb.from.fix);
    } else if (verb.from === undefined && isWritten('from')) {
      const text = `\`from\` says nothing about \`${verb.name}\``;
      problems.atKey(source, [...path, 'from'], text, cureOfFrom(verb));
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
  #stream(written: StepWritten, { name, from }: Verb<Action>): string {
    const time = written.at === undefined ? `after ${written.after}` : `at ${written.at}`;
    const value = from === undefined ? written[name] : written.from;
    const isList = Array.isArray(value) && value.every((item) => typeof item === 'string');
    const what = typeof value === 'string' ? value : isList ? value.join(' ') : JSON.stringify(value);
    const words = `step ${time} ${name} ${what}`;
    const before = this.#written.get(words) ?? 0;
    this.#written.set(words, before + 1);
    return `${words} ${before}`;
  }
}

function cureOfFrom({ name, changesLinks }: Verb<Action>): string {
  if (changesLinks === 'named') return `Put it inside: \`${name}: { from: n1, to: n2 }\`.`;
  const owners = ALL_VERBS.filter(({ from }) => from !== undefined).map((verb) => `\`${verb.name}\``);
  return `Leave it out; it belongs to ${owners.join(', ')}.`;
}
