/**
 * Values of options that are more than text.
 */

import { InvalidArgumentError } from 'commander';

const LARGEST_SEED = 0xffff_ffff;

export function seedOf(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > LARGEST_SEED) {
    throw new InvalidArgumentError(`A seed is a whole number from 0 to ${LARGEST_SEED}.`);
  }
  return seed;
}
