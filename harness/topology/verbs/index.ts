/**
 * The registry of verbs, in the order in which people see them. To add a verb, add its file and its line here. Unless it
 * becomes steps of other verbs, as `churn` does, the compiler then asks for its line in `harness/scenario/steps/index.ts`.
 */

import { attack } from './attack.ts';
import { churn } from './churn.ts';
import { cut } from './cut.ts';
import { disconnect } from './disconnect.ts';
import { expect } from './expect.ts';
import { heal } from './heal.ts';
import { inject } from './inject.ts';
import { kill } from './kill.ts';
import { link } from './link.ts';
import { mend } from './mend.ts';
import { move } from './move.ts';
import { partition } from './partition.ts';
import { pause } from './pause.ts';
import { reconnect } from './reconnect.ts';
import { resume } from './resume.ts';
import { start } from './start.ts';
import { stop } from './stop.ts';
import type { ActionOf } from './verb.ts';

export const VERBS = {
  inject,
  kill,
  stop,
  pause,
  resume,
  start,
  partition,
  heal,
  cut,
  mend,
  link,
  disconnect,
  reconnect,
  move,
  churn,
  attack,
  expect,
} as const;

/**
 * What a step does. Selectors are expanded here: names of nodes, in the topology's order. A node named by
 * a glob, a range or `all` that does not run at that moment is left out; one named alone is an error.
 */
export type Action = ActionOf<(typeof VERBS)[keyof typeof VERBS]>;

export type Step = { index: number; atMs: number; line: number } & Action;
