/**
 * Placeholders: `{node}` in a text stands for what is known only when the node starts. `{{node}}` is the text `{node}`. Nothing
 * else in braces means anything, so that JSON and the like can be written as they are.
 */

/** What stands for what. All are texts; addresses are those of this run. */
export const PLACEHOLDERS = {
  node: "the node's name",
  host: 'the IP address to listen on',
  port: 'the UDP port to listen on',
  listen: '`{host}:{port}`',
  public: 'address and port at which others on its network reach it',
  peers: 'addresses and ports of its neighbours, as it must reach them',
  key: "the mesh's key, 64 hex digits",
  seed: "the node's seed, a whole number",
  boot: 'the number of this start of the node, from 1',
  dir: 'a folder of its own, empty but for `files` at each start',
  ref: "the message's own name: what the group `message` must find",
  text: 'the message, in one line',
} as const;

export type Placeholder = keyof typeof PLACEHOLDERS;

const OF_A_START = ['node', 'host', 'port', 'listen', 'public', 'key', 'seed', 'boot', 'dir'] as const;

/** Which may stand where. */
export const PLACEHOLDERS_OF = {
  start: [...OF_A_START, 'peers'],
  later: OF_A_START,
  inject: [...OF_A_START, 'ref', 'text'],
  neighbour: ['node', 'host', 'port'],
} as const satisfies Record<string, readonly Placeholder[]>;

export type Context = keyof typeof PLACEHOLDERS_OF;

const PATTERN = /\{\{([a-z]+)\}\}|\{([a-z]+)\}/g;

/** The names in braces, known or not. */
export function placeholdersIn(text: string): string[] {
  return [...text.matchAll(PATTERN)].flatMap(([, , name]) => (name === undefined ? [] : [name]));
}

/** The text that is this one when it is filled in, whatever stands in braces. */
export function escapeBraces(text: string): string {
  return text.replaceAll(/\{([a-z]+)\}/g, '{{$1}}');
}

/** The text with each placeholder replaced; a value that is absent leaves it as it is. */
export function fillPlaceholders(text: string, values: Readonly<Partial<Record<string, string>>>): string {
  return text.replaceAll(PATTERN, (whole, quoted: string | undefined, name: string) =>
    quoted === undefined ? (values[name] ?? whole) : `{${quoted}}`,
  );
}

/** A list of words in which an item `{peers}`, without a separator, is an item for each of them. */
export function fillPlaceholdersInList(
  words: readonly string[],
  values: Readonly<Partial<Record<string, string>>>,
  peers: readonly string[] | null = null,
): string[] {
  return words.flatMap((word) =>
    peers !== null && word === '{peers}' ? peers : [fillPlaceholders(word, values)],
  );
}
