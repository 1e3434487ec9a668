/** The sections of a topology file, in the order in which they are shown to people. */
export const SECTIONS = [
  'name',
  'seed',
  'nodes',
  'links',
  'networks',
  'programs',
  'reach',
  'roles',
  'peer',
  'steps',
  'expect',
  'timeouts',
] as const;

export type Section = (typeof SECTIONS)[number];
