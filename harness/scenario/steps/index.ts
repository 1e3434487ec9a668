/**
 * What each verb does at run time. What it is, and how to add one, is in `harness/topology/verbs/`.
 */

export { attack } from './attack.ts';
export { cut } from './cut.ts';
export { disconnect } from './disconnect.ts';
export { expect } from './expect.ts';
export { heal } from './heal.ts';
export { inject } from './inject.ts';
export { kill } from './kill.ts';
export { link } from './link.ts';
export { mend } from './mend.ts';
export { move } from './move.ts';
export { partition } from './partition.ts';
export { pause } from './pause.ts';
export { reconnect } from './reconnect.ts';
export { resume } from './resume.ts';
export { start } from './start.ts';
export { stop } from './stop.ts';
