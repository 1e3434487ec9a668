/**
 * The verbs of steps, in the order in which they are shown to people.
 */

export const VERBS = [
  'inject',
  'kill',
  'stop',
  'pause',
  'resume',
  'start',
  'partition',
  'heal',
  'cut',
  'mend',
  'link',
  'disconnect',
  'reconnect',
  'churn',
  'attack',
  'expect',
] as const;

export type Verb = (typeof VERBS)[number];
