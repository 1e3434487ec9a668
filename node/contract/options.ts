/**
 * The peer's own options, as a person writes them: in the topology's `peer:` block, which reaches the node
 * unchanged, or in the environment.
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

export const DEFAULT_OPTIONS: PeerOptions = { keepaliveMs: 1_000, hopLimit: 32, storeMessages: 4_096 };

const UNIT_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000 };
const LEAST_KEEPALIVE_MS = 20;
const MOST_KEEPALIVE_MS = 3_600_000;
const MOST_STORE_MESSAGES = 1_000_000;

/** `500ms`, `2s`, `1m`, or a number of milliseconds; undefined for anything else. */
export function durationMs(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const match = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m)?\s*$/.exec(value);
  if (!match) return undefined;
  return Number(match[1]) * (UNIT_MS[match[2] ?? 'ms'] ?? 1);
}

/** Unknown options are problems to report, and no more; bad values are reasons not to start. */
export function readOptions(given: Record<string, unknown>): {
  options: PeerOptions;
  problems: OptionProblem[];
} {
  const options = { ...DEFAULT_OPTIONS };
  const problems: OptionProblem[] = [];
  for (const [name, value] of Object.entries(given)) {
    const problem = readerOf(name)?.(value, options);
    if (!readerOf(name))
      problems.push({
        code: 'unknown-option',
        text: `option ${JSON.stringify(name)} is not known; known are ${Object.keys(readers).join(', ')}`,
      });
    else if (problem) problems.push({ code: 'bad-option', text: `option ${name}: ${problem}` });
  }
  return { options, problems };
}

type Reader = (value: unknown, options: PeerOptions) => string | undefined;

const readers: Record<string, Reader> = {
  keepalive(value, options) {
    const ms = durationMs(value);
    if (ms === undefined || ms < LEAST_KEEPALIVE_MS || ms > MOST_KEEPALIVE_MS)
      return `${JSON.stringify(value)} is not a time from 20ms to 60m, such as 500ms`;
    options.keepaliveMs = ms;
    return undefined;
  },
  hops(value, options) {
    const hops = typeof value === 'string' ? Number(value) : value;
    if (typeof hops !== 'number' || !Number.isInteger(hops) || hops < 1 || hops > 255)
      return `${JSON.stringify(value)} is not a whole number from 1 to 255`;
    options.hopLimit = hops;
    return undefined;
  },
  store(value, options) {
    const messages = typeof value === 'string' ? Number(value) : value;
    const isCount = typeof messages === 'number' && Number.isInteger(messages) && messages >= 0;
    if (!isCount || messages > MOST_STORE_MESSAGES || value === '')
      return `${JSON.stringify(value)} is not a whole number of messages from 0 to ${MOST_STORE_MESSAGES}`;
    options.storeMessages = messages;
    return undefined;
  },
};

/** As a person writes them. */
export const OPTION_NAMES: readonly string[] = Object.keys(readers);

function readerOf(name: string): Reader | undefined {
  return Object.hasOwn(readers, name) ? readers[name] : undefined;
}
