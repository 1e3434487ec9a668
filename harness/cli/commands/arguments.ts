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

/** `name=value`, added to those before it. A value that reads as JSON is that, any other is text. */
export function optionOf(text: string, before: Record<string, unknown>): Record<string, unknown> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('An option is a name and a value: keepalive=300ms.');
  return { ...before, [text.slice(0, at)]: jsonOrText(text.slice(at + 1)) };
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
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
