/**
 * What all views share: the model, the verdict where there is one, and what the reader looks at.
 */

import type { CheckResult, Note, Verdict } from '../../harness/check/explain/finding.ts';
import type { Figures } from '../../harness/report/result.ts';
import type { RunModel } from './run-model.ts';

/** As in `result.json`. */
export interface ResultJson {
  name: string;
  file?: string;
  run: string;
  seed: number;
  runtime: string;
  verdict: Verdict;
  meshbed: string;
  end: { reason: string; text: string };
  figures: Figures;
  checks: CheckResult[];
  halfway: { atMs: number; checks: CheckResult[] }[];
  given?: string[];
  notGiven?: string[];
  notes?: Note[];
}

/** What the reader looks at. All views show the same moment, message, node and link. */
export interface PageState {
  atMs: number;
  message: string | null;
  node: number | null;
  link: number | null;
}

/** The journal's lines, as they were written. */
export interface Lines {
  count(): Promise<number>;
  /** From 1; undefined where there is none. */
  text(line: number): Promise<string | undefined>;
}

export interface PageContext {
  model: RunModel;
  /** Absent while a run goes on. */
  result: ResultJson | null;
  look: PageState;
  /** Changes what is looked at, and tells all views in the next frame. */
  show(change: Partial<PageState>): void;
  lines: Lines;
  /** Where each node is drawn, in the topology's order: x, y, x, y, … Filled before the first drawing. */
  positions: readonly number[];
}

export interface PageView {
  element: HTMLElement;
  /** What is looked at has changed. */
  look?(look: PageState): void;
  /** Records have been added, or the theme has changed: all must be drawn again. */
  refresh?(): void;
  /** Takes long to draw, so it waits until nothing else is to be done. */
  isSlow?: boolean;
}
