/**
 * Steps that are given one by one while the mesh runs, written as in a file and expanded by the same verbs against the
 * same scenario: so the same selectors, the same checks and the same words, whatever their source.
 */

import { EXIT, MeshbedError, type Problem, TopologyError } from '../common/errors.ts';
import { ScenarioState } from './model/scenario-state.ts';
import type { Validation } from './schema/validate.ts';
import { Expansion } from './steps/expansion.ts';
import { objectSource } from './text/object.ts';
import { Problems } from './text/problems.ts';
import { keysAt, type Path, pathText } from './text/source.ts';
import { formatDuration } from './text/units.ts';
import type { Step, Topology } from './topology.ts';

/** What errors call the source of such steps. */
const NAME = 'mesh';

/** A step that cannot be done to the mesh as it is: nothing was done. */
export class StepError extends MeshbedError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const text = problems.map((problem) => problem.text).join('; ');
    super('STEP_REFUSED', text, problems.map(({ fix }) => fix).join(' '), EXIT.badInput);
    this.name = 'StepError';
    this.problems = problems;
  }
}

/** A step as a file has it, without its time: `{ kill: 'n3' }`. */
export type WrittenStep = Readonly<Record<string, unknown>>;

export class LiveSteps {
  readonly #context: Validation;
  readonly #scenario: ScenarioState;
  readonly #expansion: Expansion;
  readonly #written: unknown[] = [];
  #taken = 0;

  constructor({ nodes, programs, links, network, seed }: Topology) {
    const value = { steps: this.#written };
    const callOf = (path: Path) => `call ${Number(path[1]) + 1} to the mesh`;
    const source = {
      file: NAME,
      value,
      keys: (path: Path) => keysAt(value, path),
      place: () => ({ line: 1, column: 1 }),
      keyPlace: () => ({ line: 1, column: 1 }),
      text: () => undefined,
      refer: callOf,
      where: () => undefined,
      folder: () => '.',
      from: () => '',
      prefix: (path: Path) => (path.length <= 2 ? '' : `\`${pathText(path.slice(2))}\`: `),
    };
    this.#context = { source, problems: new Problems(NAME) };
    const all = { unsure: new Set<string>(), unclear: new Set<string>() };
    this.#scenario = new ScenarioState(this.#context, {
      ...{ nodes, programs, links, network: network ?? null, seed },
      ...all,
    });
    this.#expansion = new Expansion(this.#scenario, { onlyIfSound: true });
  }

  /**
   * The steps that this one is, in order of time: one, but for `churn`, whose steps come later.
   *
   * @throws StepError when it cannot be done to the mesh as the steps before it have left it.
   */
  expand(written: WrittenStep, atMs: number): Step[] {
    this.#expansion.advance(atMs);
    const problems = new Problems(NAME);
    this.#context.problems = problems;
    const index = this.#written.length;
    try {
      const plain = objectSource(NAME, { ...written, at: formatDuration(atMs) }).value;
      this.#written.push(plain);
      this.#expansion.step(index);
      problems.throwIfAny();
    } catch (error) {
      if (error instanceof TopologyError) throw new StepError(error.problems);
      throw error;
    }
    return this.#added();
  }

  /** What steps before have left to be done until then. */
  advance(atMs: number): Step[] {
    this.#expansion.advance(atMs);
    return this.#added();
  }

  /** When the next of what is left is due; null when nothing is. */
  get nextMs(): number | null {
    return this.#expansion.nextMs;
  }

  crashed(node: string, atMs: number): void {
    const number = this.#scenario.numberOf(node);
    if (number !== undefined) this.#scenario.nodeStates.crash(number, atMs);
  }

  #added(): Step[] {
    const added = this.#expansion.steps.slice(this.#taken);
    this.#taken += added.length;
    return added;
  }
}
