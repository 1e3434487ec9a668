/**
 * The peer's own options, as a person writes them: in the topology's `peer:` block, which reaches the node
 * unchanged, or in the environment. One table says what there is, for the node and for the schema of topologies.
 */

export interface PeerOptions {
  keepaliveMs: number;
  hopLimit: number;
  /** How many messages a peer holds for others; 0: no catching up. */
  storeMessages: number;
}

export interface OptionProblem {
  code: 'unknown-option' | 'bad-option';
  text: string;
}

/** What an option takes, within bounds that it may reach. Durations are written with their unit. */
export type PeerOption = { meaning: string } & (
  | { kind: 'duration'; byDefault: string; least: string; most: string }
  | { kind: 'count'; byDefault: number; least: number; most: number; of: string }
);

export const PEER_OPTIONS = {
  keepalive: {
    kind: 'duration',
    meaning: 'The time from one sign of life to a neighbour to the next.',
    byDefault: '1s',
    least: '20ms',
    most: '60m',
  },
  hops: {
    kind: 'count',
    meaning: 'Over how many links a message goes, and no further.',
    byDefault: 32,
    least: 1,
    most: 255,
    of: '',
  },
  store: {
    kind: 'count',
    meaning:
      'How many messages a peer holds for neighbours that lack them; 0: it neither holds nor fetches any.',
    byDefault: 4_096,
    least: 0,
    most: 1_000_000,
    of: ' of messages',
  },
} as const satisfies Record<string, PeerOption>;

type OptionName = keyof typeof PEER_OPTIONS;

const UNIT_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** `500ms`, `2s`, `1m`, `1h`, or a number of milliseconds, to the microsecond; undefined for anything else. */
export function durationMs(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const match = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(ms|s|m|h)?\s*$/.exec(value);
  if (!match) return undefined;
  return Math.round(Number(match[1]) * (UNIT_MS[match[2] ?? 'ms'] ?? 1) * 1_000) / 1_000;
}

export const DEFAULT_OPTIONS: PeerOptions = {
  keepaliveMs: durationMs(PEER_OPTIONS.keepalive.byDefault) ?? 0,
  hopLimit: PEER_OPTIONS.hops.byDefault,
  storeMessages: PEER_OPTIONS.store.byDefault,
};

/** Where the value of each option goes. */
const PLACES = {
  keepalive: 'keepaliveMs',
  hops: 'hopLimit',
  store: 'storeMessages',
} as const satisfies Record<OptionName, keyof PeerOptions>;

/**
 * Unknown options are problems to report, and no more; bad values are reasons not to start. In the environment
 * everything is text, so a count may be one, and a duration may be a bare number of milliseconds.
 */
export function readPeerOptions(given: Record<string, unknown>): {
  options: PeerOptions;
  problems: OptionProblem[];
} {
  const options = { ...DEFAULT_OPTIONS };
  const problems: OptionProblem[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (!isOption(name)) {
      const text = `option ${JSON.stringify(name)} is not known; known are ${OPTION_NAMES.join(', ')}`;
      problems.push({ code: 'unknown-option', text });
      continue;
    }
    const read = readOption(PEER_OPTIONS[name], value);
    if (typeof read === 'number') options[PLACES[name]] = read;
    else
      problems.push({ code: 'bad-option', text: `option ${name}: ${JSON.stringify(value)} ${read.wrong}` });
  }
  return { options, problems };
}

/** As a person writes them. */
export const OPTION_NAMES: readonly string[] = Object.keys(PEER_OPTIONS);

function isOption(name: string): name is OptionName {
  return Object.hasOwn(PEER_OPTIONS, name);
}

/** Milliseconds, or a count. */
function readOption(option: PeerOption, value: unknown): number | { wrong: string } {
  if (option.kind === 'duration') {
    const ms = durationMs(value);
    if (ms !== undefined && ms >= (durationMs(option.least) ?? 0) && ms <= (durationMs(option.most) ?? 0))
      return ms;
    return { wrong: `is not a time from ${option.least} to ${option.most}, such as 500ms` };
  }
  const count = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof count === 'number' && Number.isInteger(count) && count >= option.least && count <= option.most)
    return count;
  return { wrong: `is not a whole number${option.of} from ${option.least} to ${option.most}` };
}
