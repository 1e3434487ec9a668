/**
 * What `meshbed adapt` finds out about a program and its description.
 */

import type { LineRead } from '../../adapter/line-reader.ts';
import type { RuntimeName } from '../../runtime/port/port.ts';
import type { ProgramEvent } from '../../topology/schema/program-events.ts';

/** A line of a node that runs the program, with what the description made of it. */
export interface ProgramLine extends LineRead {
  node: string;
  boot: number;
  /** On the harness's clock. */
  atMs: number;
}

/** `absent`: the description has it not. `untried`: what it needs first did not work. */
export type PartState = 'works' | 'fails' | 'absent' | 'untried';

/** A part of the description that is tried. */
export interface TriedPart {
  part: 'ready' | 'inject' | 'kill' | 'stop';
  state: PartState;
  /** What was done, and what came of it, in sentences. */
  seen: string;
}

export interface SeenEvent {
  event: ProgramEvent;
  isDescribed: boolean;
  /** Lines that matched, and those of them that became events of their nodes. */
  matched: number;
  events: number;
}

export interface AdaptResult {
  program: string;
  runtime: RuntimeName;
  nodes: readonly string[];
  parts: readonly TriedPart[];
  events: readonly SeenEvent[];
  /** Lines that mean nothing by the description, and some of them. */
  unmatched: { count: number; samples: readonly { node: string; source: string; text: string }[] };
  /** What the description lacks, and what will therefore not be judged: sentences. */
  uncovered: readonly string[];
  /** What looks like a mistake, and what mends it: sentences. */
  doubts: readonly string[];
}

/** What is shown while it goes on. */
export type AdaptNews =
  | { type: 'line'; line: ProgramLine }
  | { type: 'act'; text: string }
  | { type: 'part'; part: TriedPart };

/** All that is described works, and has been seen. */
export function isCovered({ parts, events }: AdaptResult): boolean {
  const works = parts.every(({ state }) => state === 'works' || state === 'absent');
  return works && events.every(({ isDescribed, events: count }) => !isDescribed || count > 0);
}
