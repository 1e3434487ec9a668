/**
 * Values of options that are more than text.
 */

import { InvalidArgumentError, Option } from 'commander';
import type { CaptureScope } from '../../plan/types.ts';
import type { Setting } from '../../topology/settings.ts';
import { parseDuration } from '../../topology/text/units.ts';

const MOST_RUNS = 1_000_000;
const LARGEST_SEED = 0xffff_ffff;

export function seedOption(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > LARGEST_SEED) {
    throw new InvalidArgumentError(`A seed is a whole number from 0 to ${LARGEST_SEED}.`);
  }
  return seed;
}

const LARGEST_PORT = 65_535;

export function portOption(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > LARGEST_PORT) {
    throw new InvalidArgumentError(`A port is a whole number from 1 to ${LARGEST_PORT}.`);
  }
  return port;
}

/** `name=value`, added to those before it. A value that reads as JSON is that, any other is text. */
export function parsePeerOption(text: string, before: Record<string, unknown>): Record<string, unknown> {
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

export function runsOption(text: string): number {
  const runs = Number(text);
  if (!/^\d+$/.test(text) || runs < 1 || runs > MOST_RUNS) {
    throw new InvalidArgumentError(`How many runs is a whole number from 1 to ${MOST_RUNS}.`);
  }
  return runs;
}

const MOST_NODES = 9;

export function parseNodeCount(text: string): number {
  const nodes = Number(text);
  if (!/^\d+$/.test(text) || nodes < 1 || nodes > MOST_NODES) {
    throw new InvalidArgumentError(`How many nodes is a whole number from 1 to ${MOST_NODES}.`);
  }
  return nodes;
}

export type Budget = { runs: number } | { ms: number };

/** `500`: so many runs; `10m`: so much time. */
export function budgetOption(text: string): Budget {
  if (/^[1-9]\d{0,8}$/.test(text)) return { runs: Number(text) };
  const parsed = parseDuration(text);
  if (parsed.ok && parsed.value > 0) return { ms: parsed.value };
  throw new InvalidArgumentError('Write a number of runs, like 500, or a time, like 10m.');
}

/** `links.loss=5%`, each time that the option is given. */
export function settingOption(text: string, before: readonly Setting[] = []): Setting[] {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Write a path and a value, like links.loss=5%.');
  return [...before, { path: text.slice(0, at), value: text.slice(at + 1) }];
}
