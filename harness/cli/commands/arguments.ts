/**
 * Values of options that are more than text.
 */

import { InvalidArgumentError, Option } from 'commander';
import type { CaptureScope } from '../../plan/types.ts';

const LARGEST_SEED = 0xffff_ffff;

export function seedOf(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > LARGEST_SEED) {
    throw new InvalidArgumentError(`A seed is a whole number from 0 to ${LARGEST_SEED}.`);
  }
  return seed;
}

/** `--capture`, `--capture all`. */
export function captureOption(description: string): Option {
  return new Option('--capture [links]', description).preset('relayed').argParser(captureOf);
}

function captureOf(text: string): CaptureScope {
  if (text === 'relayed' || text === 'all') return text;
  throw new InvalidArgumentError(
    'Write --capture all, --capture relayed (the same as --capture), or --capture after the files.',
  );
}
