/**
 * Values of options that are more than text.
 */

import { InvalidArgumentError } from 'commander';

const MOST_RUNS = 1_000_000;
const LARGEST_SEED = 0xffff_ffff;

export function seedOf(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > LARGEST_SEED) {
    throw new InvalidArgumentError(`A seed is a whole number from 0 to ${LARGEST_SEED}.`);
  }
  return seed;
}

export function runsOf(text: string): number {
  const runs = Number(text);
  if (!/^\d+$/.test(text) || runs < 1 || runs > MOST_RUNS) {
    throw new InvalidArgumentError(`How many runs is a whole number from 1 to ${MOST_RUNS}.`);
  }
  return runs;
}
