/** The sections of a topology file, in the order in which they are shown to people. */
export const SECTIONS = [
  'name',
  'seed',
  'nodes',
  'links',
  'networks',
  'network',
  'addresses',
  'elsewhere',
  'sites',
  'programs',
  'reach',
  'roles',
  'peer',
  'steps',
  'expect',
  'timeouts',
  'matrix',
  'include',
  'env_file',
] as const;

/** What makes a file of its parts or several of one: an object, and a value that is set, come too late for them. */
export const FILE_SECTIONS: readonly Section[] = ['matrix', 'include', 'env_file'];

export type Section = (typeof SECTIONS)[number];
