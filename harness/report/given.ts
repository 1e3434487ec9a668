/**
 * What containers were given that others are not, or would have been where there were containers.
 */

import type { RunResult } from './result.ts';

const SHOWN = 6;

export function containerOptionLines({
  given = [],
  notGiven = [],
  runtime,
}: Pick<RunResult, 'given' | 'notGiven'> & { runtime: string }): string[] {
  const without = notGiven.map((text) => `not applied on ${runtime}, which has no containers: ${text}`);
  const lines = [...given.map((text) => `given: ${text}`), ...without];
  const more = lines.length - SHOWN;
  return more > 0 ? [...lines.slice(0, SHOWN), `… and ${more} more in result.json`] : lines;
}
