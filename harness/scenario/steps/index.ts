/**
 * What each verb does at run time. What it is, and how to add one, is in `harness/topology/verbs/`.
 */

import type { Action } from '../../topology/topology.ts';
import { attack } from './attack.ts';
import { cut } from './cut.ts';
import { disconnect } from './disconnect.ts';
import { expect } from './expect.ts';
import { heal } from './heal.ts';
import { inject } from './inject.ts';
import { kill } from './kill.ts';
import { link } from './link.ts';
import { mend } from './mend.ts';
import { partition } from './partition.ts';
import { pause } from './pause.ts';
import { reconnect } from './reconnect.ts';
import { resume } from './resume.ts';
import { start } from './start.ts';
import type { Perform } from './step-context.ts';
import { stop } from './stop.ts';

export const STEPS: { [V in Action['verb']]: Perform<V> } = {
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
  attack,
  expect,
};
