/**
 * What the steps of a file are expanded against: the nodes and the links, and what has become of them by the moment
 * that has been reached. The verbs (`verbs/`) read it and leave their effect in it.
 */

import type { z } from 'zod';
import type { step as stepSchema } from '../schema/steps.ts';
import type { Left, Validation } from '../schema/validate.ts';
import type { Path } from '../text/source.ts';
import { LinkStates } from './link-states.ts';
import { NodeSet } from './node-set.ts';
import { NodeStates } from './node-states.ts';
import type { Action, Step, TopologyLink, TopologyNode } from './types.ts';

/** A step, without what was wrong in it. */
export type StepWritten = Left<z.output<typeof stepSchema>>;

/** A step whose time and verb are known. */
export interface StepInput {
  /** `['steps', 3]`. */
  path: Path;
  atMs: number;
  written: StepWritten;
  /** False when a part of it was wrong, and is missing. */
  isWhole: boolean;
  /** `the step on line 12`. */
  step: string;
  line: number;
  /** The name of this step's random stream. */
  stream: string;
}

/** What a step does, in order; null when something is wrong, which has then been reported. */
export type Expand = (scenario: ScenarioState, moment: StepInput) => Action | DelayedAction[] | null;

/** A step that another one brings, at a moment of its own. */
export interface DelayedAction {
  atMs: number;
  node: number;
  verb: 'kill' | 'start';
  by: StepInput;
}

/** The parts of a topology that steps are done to; undefined where they are not known because of a mistake. */
export interface ExpandedMesh {
  nodes: TopologyNode[] | undefined;
  /** Nodes of which it is not known when they start. */
  unsure: ReadonlySet<string>;
  links: TopologyLink[] | undefined;
  /** Nodes that may have links beside these. */
  unclear: ReadonlySet<string>;
  seed: number;
}

export class ScenarioState extends NodeSet {
  readonly nodeStates: NodeStates;
  readonly linkStates: LinkStates;
  readonly steps: Step[] = [];
  /** False while a step is looked at of which it is not known when or what it is: then what nodes do is no matter. */
  known = true;
  /** In order of time. */
  #later: DelayedAction[] = [];

  constructor(context: Validation, { nodes, unsure, links, unclear, seed }: ExpandedMesh) {
    super(context, nodes, seed);
    const numbersOf = (names: ReadonlySet<string>) => [...names].flatMap((name) => this.numberOf(name) ?? []);
    this.nodeStates = new NodeStates(nodes ?? []);
    for (const node of numbersOf(unsure)) this.nodeStates.doubt(node);
    this.linkStates = new LinkStates(
      this.names,
      (name) => this.numberOf(name),
      links,
      new Set(numbersOf(unclear)),
    );
  }

  /** Goes on to a moment: what earlier steps have left to be done until then happens, this moment included. */
  advance(toMs: number): void {
    const due = this.#later.findIndex(({ atMs }) => atMs > toMs);
    const count = due < 0 ? this.#later.length : due;
    for (const { atMs, node, verb, by } of this.#later.splice(0, count)) {
      this.nodeStates.advance(atMs);
      this.nodeStates.apply(node, verb, atMs, by.step);
      this.add(atMs, by.line, { verb, nodes: [this.name(node)] });
    }
    this.nodeStates.advance(toMs);
  }

  /** When the next thing is due that earlier steps have left to be done; null when nothing is. */
  get nextMs(): number | null {
    return this.#later[0]?.atMs ?? null;
  }

  add(atMs: number, line: number, action: Action): void {
    this.steps.push({ index: this.steps.length, atMs, line, ...action });
  }

  addLater(later: readonly DelayedAction[]): void {
    this.#later = [...this.#later, ...later].sort((x, y) => x.atMs - y.atMs);
  }
}
