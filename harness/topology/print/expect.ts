/**
 * `expect` as a file says it: what is asked for, and what is switched off.
 */

import { DEFAULT_EXPECT } from '../expand/expect.ts';
import type { Expect } from '../model/types.ts';
import { QUANTILES } from '../schema/quantiles.ts';
import type { WrittenKeys } from '../text/source.ts';
import { formatDuration, formatShare, formatSize } from '../text/units.ts';
import { shortestSelector } from './names.ts';

type Check = Exclude<keyof Expect, 'settleMs'>;
/** `all`: the names of all nodes. */
type Settings = {
  [C in Check]: (settings: NonNullable<Expect[C]>, all: readonly string[]) => WrittenKeys;
};

const SETTINGS: Settings = {
  delivery: ({ withinMs, to, share }) => ({
    within: formatDuration(withinMs),
    ...(to === 'present' ? {} : { to }),
    ...(share === undefined ? {} : { share: formatShare(share) }),
  }),
  duplicates: () => ({}),
  keepalive: ({ detectMs, recoverMs, tolerateMs, of }, all) => ({
    ...duration('detect', detectMs),
    ...duration('recover', recoverMs),
    ...(tolerateMs === detectMs ? {} : duration('tolerate', tolerateMs)),
    ...(of === undefined ? {} : { of: of === 'all' ? of : shortestSelector(of, all) }),
  }),
  traffic: ({ copies }) => ({ copies }),
  latency: (bounds) => Object.assign({}, ...QUANTILES.map(({ key }) => duration(key, bounds[`${key}Ms`]))),
  memory: ({ maxBytes }) => ({ max: formatSize(maxBytes) }),
  isolation: () => ({}),
};

/** Of the whole run. Empty where the defaults judge. */
export function writtenExpect(expect: Expect, all: readonly string[]): WrittenKeys {
  return { ...checks(expect, DEFAULT_EXPECT, all), ...duration('settle', expect.settleMs) };
}

/** Of an `expect` step, in which only what it names is judged. */
export function writtenExpectNow(expect: Expect, all: readonly string[]): WrittenKeys {
  return checks(expect, null, all);
}

function checks(expect: Expect, base: Expect | null, all: readonly string[]): WrittenKeys {
  const written: WrittenKeys = {};
  for (const check of Object.keys(SETTINGS) as Check[]) {
    const settings = expect[check];
    if (settings?.asked)
      written[check] = (SETTINGS[check] as (of: unknown, all: readonly string[]) => WrittenKeys)(
        settings,
        all,
      );
    else if (settings === null && base !== null && base[check] !== null) written[check] = false;
  }
  return written;
}

function duration(key: string, ms: number | null | undefined): WrittenKeys {
  return ms === null || ms === undefined ? {} : { [key]: formatDuration(ms) };
}
