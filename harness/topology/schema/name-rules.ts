/**
 * Names of nodes: what they may be, and the words that mean something else.
 */

/** ASCII, so that a name is the same on every system: it becomes a file's name and a container's. */
export const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;

/** What a link does to datagrams, in the words of the file: they stand beside names of nodes. */
export const CONDITION_WORDS = [
  'latency',
  'jitter',
  'loss',
  'burst',
  'duplicate',
  'reorder',
  'corrupt',
  'rate',
  'queue',
  'mtu',
] as const;

/** Selectors, keys that may stand beside `count` under `nodes`, and conditions. */
const RESERVED: readonly string[] = [
  ...['all', 'rest', 'random', 'count', 'image', 'command', 'program', 'env', 'env_file', 'folder'],
  ...['container', 'ready', 'start', 'networks', 'nat', 'address', 'firewall', 'uplink', 'downlink'],
  ...CONDITION_WORDS,
];

export interface NameProblem {
  text: string;
  fix: string;
}

/** Why this cannot be a node's name; null when it can. */
export function nameProblem(name: string): NameProblem | null {
  if (name.includes('..')) {
    return {
      text: `\`${name}\` looks like a range`,
      fix: 'A name has no `..`; to have many nodes write `count: 12`.',
    };
  }
  if (RESERVED.includes(name)) {
    return {
      text: `\`${name}\` is a reserved word`,
      fix: `Take another name. Reserved: ${RESERVED.join(', ')}.`,
    };
  }
  if (!NAME.test(name)) {
    return {
      text: `\`${name.slice(0, 80)}\` cannot be a node's name`,
      fix: 'A name has up to 32 letters (a to z), digits, `-`, `_` and `.`, and begins with a letter or a digit.',
    };
  }
  return null;
}
