/**
 * `timeouts` as a file says them.
 */

import type { Timeouts } from '../model/types.ts';
import type { WrittenKeys } from '../text/source.ts';
import { formatDuration } from '../text/units.ts';

/** Empty where there are none. */
export function writtenTimeouts({ warmUp, ...others }: Timeouts = {}): WrittenKeys {
  const named = { ...others, ...(warmUp === undefined ? {} : { warmup: warmUp }) };
  return Object.fromEntries(Object.entries(named).map(([key, ms]) => [key, formatDuration(ms)]));
}
