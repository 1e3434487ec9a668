/**
 * What a verb is: one object has all that is known of it before anything runs. From the objects of all verbs (`index.ts`)
 * are made the schema of a step, its expansion, the texts and the file that say it, the line that is typed for it, the
 * buttons of the live page, the methods of `Mesh`, and what plan, checks and shrinking know of it. What a verb does at
 * run time is a function: `harness/scenario/steps/<verb>.ts`.
 *
 * Most verbs are made by `onNodes` (`kill.ts`) or `onDirections` (`cut.ts`).
 */

import type { z } from 'zod';
import type { Conditions } from '../../../node/link/conditions.ts';
import type { DirectedPair, LinkStates } from '../model/link-states.ts';
import type { Locations } from '../model/locations.ts';
import type { Selection } from '../model/node-set.ts';
import type { NodeEffect } from '../model/node-states.ts';
import type { ScenarioState } from '../model/scenario-state.ts';
import type { DirectionName, Expect } from '../model/types.ts';
import type { Left } from '../schema/validate.ts';
import type { Path, WrittenKeys } from '../text/source.ts';

/** `A`: its steps after loading. `F`: the schema of what stands under it in a file. */
export interface Verb<A extends { verb: string }, F extends z.ZodType = z.ZodType> {
  /** As in a file. */
  readonly name: string;
  readonly form: F;
  /** Where `from` stands beside it: its schema, and what to write where it is missing. */
  readonly from?: { readonly form: z.ZodType; readonly fix: string };

  /**
   * What the step does, or the steps of other verbs that it becomes; null when something is wrong, which has then been
   * reported. `written`: what stands under the verb, without what was wrong in it; an empty map where nothing is left of it
   * and it has a `from`.
   */
  expand(scenario: ScenarioState, input: StepInput, written: Left<z.output<F>>): A | DelayedAction[] | null;
  /** What it changes: after a step that is wrong, this is in doubt. */
  readonly changes: readonly Changed[];
  /** The key under it that names the nodes that it may change: any, where the key is missing. Absent: all words under it. */
  readonly whom?: string;

  /** What it needs of each node that it names, and leaves of it. */
  readonly nodes?: NodeEffect;
  /** The same of each direction. */
  readonly directions?: DirectionEffect;
  /** The same of the partition. */
  readonly partition?: PartitionEffect;

  /** Of a verb that moves a node: the action where fewer steps have gone before it; null where it cannot be done then. */
  redo?(action: A, locations: Locations | null, node: number): A | null;

  /** `kill n4`. */
  text(action: A): string;
  /** The step's keys as a file has them, but for its time. */
  written(action: A, writer: StepWriter): WrittenKeys;
  /** How it is typed at the prompt. Absent: only in braces, as in a file. */
  readonly typed?: TypedForm;
  /** The text of its button on the live page, where a node is looked at. */
  readonly button?: string;

  /** What the step takes away from the mesh; null, or absent, where it takes nothing, and is no fault. */
  takesAway?(action: A): TakenAway | null;
  /** Closes, opens or conditions links: those that it names, or those that it finds. */
  readonly changesLinks?: 'named' | 'found';
  /** Relays carry it out: the links of what it names go over relays. */
  readonly relays?: true;
  /** Messages can take the same paths after it as before. */
  readonly keepsPaths?: true;
  /** Milliseconds from its moment to the last thing that it makes happen. Absent: none. */
  lengthMs?(action: A): number;
}

/** The action of a verb; never for one that becomes steps of others. */
export type ActionOf<V> = V extends { text(action: infer A): string } ? A : never;

/** A step whose time and verb are known. */
export interface StepInput {
  /** `['steps', 3]`. */
  path: Path;
  atMs: number;
  /** What stands beside the verb, where that may. */
  from?: Selection | undefined;
  /** False when a part of it was wrong, and is missing. */
  isWhole: boolean;
  /** `the step on line 12`. */
  step: string;
  line: number;
  /** The name of this step's random stream. */
  stream: string;
}

/** A step that another one brings, at a moment of its own. */
export interface DelayedAction {
  atMs: number;
  node: number;
  /** What is done to the node. */
  verb: Verb<{ verb: string; nodes: string[] }, z.ZodType> & { readonly nodes: NodeEffect };
  by: StepInput;
}

export type Changed = 'nodes' | 'links' | 'partition';

/** What a verb needs of each direction of a link, and leaves of it. */
export interface DirectionEffect {
  fits(links: LinkStates, direction: DirectedPair): boolean;
  apply(links: LinkStates, direction: DirectedPair, atMs: number, step: string): void;
}

/** What a verb needs of the partition, or of there being none, and leaves. */
export interface PartitionEffect {
  fits(links: LinkStates): boolean;
  apply(links: LinkStates, atMs: number, step: string): void;
}

/** How the parts of a step are written in a file. */
export interface StepWriter {
  nodes(names: readonly string[]): string | string[];
  directions(directions: readonly DirectionName[]): WrittenDirections;
  conditions(conditions: Conditions): WrittenKeys;
  expect(expect: Expect): WrittenKeys;
}

export type WrittenDirection = [string, string] | { from: string | string[]; to: string | string[] };
export type WrittenDirections = 'all' | WrittenDirection | WrittenDirection[];

export interface TypedForm {
  /** As it is typed, for help and for errors: `kill n3`. */
  usage: string;
  summary: string;
  /** The step, from what follows the verb; null where something is missing. */
  read(rest: string): WrittenKeys | null;
}

/** `words`: what it is, as the subject of a sentence with its article before it: `kill of n4`. */
export type TakenAway = { words: string } & (
  | { what: 'incarnations'; nodes: readonly string[] }
  /** The nodes run, and nothing comes to them or from them. */
  | { what: 'network'; nodes: readonly string[] }
  | { what: 'directions'; directions: readonly DirectionName[] }
  /** All directions between nodes of different groups. */
  | { what: 'crossings'; groups: readonly (readonly string[])[] }
);
