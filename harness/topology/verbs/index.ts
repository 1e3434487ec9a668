/**
 * The registry of verbs: what each makes of a step as it is written. To add one: its form in `../schema/steps.ts`, its
 * word in `../schema/verbs.ts`, a file here, and a line.
 */

import type { Expand } from '../model/scenario-state.ts';
import type { Verb } from '../schema/verbs.ts';
import { attack } from './attack.ts';
import { churn } from './churn.ts';
import { cut, mend } from './cut.ts';
import { expect } from './expect.ts';
import { inject } from './inject.ts';
import { link } from './link.ts';
import { onNodes } from './on-nodes.ts';
import { heal, partition } from './partition.ts';

export const EXPAND: Readonly<Record<Verb, Expand>> = {
  inject,
  kill: onNodes('kill'),
  stop: onNodes('stop'),
  pause: onNodes('pause'),
  resume: onNodes('resume'),
  start: onNodes('start'),
  partition,
  heal,
  cut,
  mend,
  link,
  disconnect: onNodes('disconnect'),
  reconnect: onNodes('reconnect'),
  churn,
  attack,
  expect,
};
