/**
 * Quantities with their units: `500ms`, `64KiB`, `10Mbit`, `1%`. A bare number where a unit is due is a mistake
 * that names the unit, since `500` has cost people hours in other tools; only 0 needs none.
 *
 * Each parser takes what stands in the file and returns the value in the unit of its name, or what is wrong.
 */

import { nearest } from './nearest.ts';

export type Parsed<T> = { ok: true; value: T } | { ok: false; text: string; fix: string };

interface Quantity {
  /** `a duration`. */
  what: string;
  /** Unit to factor; the first is the one proposed for a bare number, with the second as alternative. */
  units: Readonly<Record<string, number>>;
  /** Things people write for a unit that is not one of ours. */
  aliases: Readonly<Record<string, string>>;
  max: number;
  maxText: string;
  /** Results are rounded to a multiple of 1/`precision`, so that `1.1s` is 1100 and not a hair more. */
  precision: number;
}

const DURATION: Quantity = {
  what: 'a duration',
  units: { ms: 1, s: 1000, m: 60_000, h: 3_600_000 },
  aliases: { sec: 's', secs: 's', second: 's', seconds: 's', min: 'm', mins: 'm', minutes: 'm', msec: 'ms' },
  max: 7 * 24 * 3_600_000,
  maxText: '168h',
  precision: 1000,
};

const GIBIBYTE = 1024 * 1024 * 1024;

const SIZE: Quantity = {
  what: 'a size',
  units: { B: 1, KiB: 1024, MiB: 1024 * 1024, GiB: GIBIBYTE, kB: 1000, MB: 1e6, GB: 1e9 },
  aliases: { K: 'KiB', k: 'KiB', KB: 'KiB', M: 'MiB', m: 'MiB', G: 'GiB', g: 'GiB', b: 'B', bytes: 'B' },
  max: 2 ** 40,
  maxText: '1024GiB',
  precision: 1,
};

const RATE: Quantity = {
  what: 'a rate',
  units: { Mbit: 1_000_000, kbit: 1000, bit: 1, Gbit: 1_000_000_000 },
  aliases: { mbit: 'Mbit', Mbps: 'Mbit', Kbit: 'kbit', kbps: 'kbit', gbit: 'Gbit', Gbps: 'Gbit', bps: 'bit' },
  max: 1e12,
  maxText: '1000Gbit',
  precision: 1,
};

const SHARE: Quantity = {
  what: 'a share',
  units: { '%': 0.01 },
  aliases: { percent: '%' },
  max: 1,
  maxText: '100%',
  precision: 1e9,
};

/** Milliseconds, with a fraction down to a microsecond; at most a week, which timers can hold. */
export function parseDuration(found: unknown): Parsed<number> {
  return parse(DURATION, found);
}

/** Bytes. */
export function parseSize(found: unknown): Parsed<number> {
  return parse(SIZE, found);
}

/** Bits a second. */
export function parseRate(found: unknown): Parsed<number> {
  return parse(RATE, found);
}

/** From 0 to 1. */
export function parseShare(found: unknown): Parsed<number> {
  return parse(SHARE, found);
}

/** The shortest way to write a time: `500ms`, `1.5s`, `2m`. `parseDuration` reads it back exactly. */
export function formatDuration(ms: number): string {
  const microseconds = Math.round(ms * 1000);
  if (microseconds !== 0 && microseconds % 3_600_000_000 === 0) return `${microseconds / 3_600_000_000}h`;
  if (microseconds !== 0 && microseconds % 60_000_000 === 0) return `${microseconds / 60_000_000}m`;
  if (Math.abs(microseconds) >= 1_000_000 || microseconds === 0) return `${microseconds / 1_000_000}s`;
  return `${microseconds / 1000}ms`;
}

/** A size for people: `200B`, `64KiB`. Exact: a size that is no whole number of KiB stays in bytes. */
export function formatSize(bytes: number): string {
  if (bytes !== 0 && bytes % GIBIBYTE === 0) return `${bytes / GIBIBYTE}GiB`;
  if (bytes !== 0 && bytes % (1024 * 1024) === 0) return `${bytes / (1024 * 1024)}MiB`;
  if (bytes !== 0 && bytes % 1024 === 0) return `${bytes / 1024}KiB`;
  return `${bytes}B`;
}

/** `10Mbit`: the largest unit in which it is a whole number. */
export function formatRate(bps: number): string {
  const unit = ['Gbit', 'Mbit', 'kbit'].find((unit) => bps !== 0 && bps % (RATE.units[unit] ?? 1) === 0);
  return unit === undefined ? `${bps}bit` : `${bps / (RATE.units[unit] ?? 1)}${unit}`;
}

/** `1%`, `0.5%`. `parseShare` reads it back exactly. */
export function formatShare(share: number): string {
  // Not by `String`, which writes very small numbers with an exponent.
  const [whole, fraction = ''] = (Math.round(share * 1e9) / 1e7).toFixed(7).split('.');
  const digits = fraction.replace(/0+$/, '');
  return `${whole}${digits === '' ? '' : `.${digits}`}%`;
}

function parse(quantity: Quantity, found: unknown): Parsed<number> {
  const units = Object.keys(quantity.units);
  const example = (number: string) =>
    units
      .slice(0, 2)
      .map((unit) => `\`${number}${unit}\``)
      .join(' or ');
  const wrong = (text: string, fix: string): Parsed<number> => ({ ok: false, text, fix });

  if (found === 0 || found === '0') return { ok: true, value: 0 };
  if (typeof found === 'number' || (typeof found === 'string' && /^\d+(\.\d+)?$/.test(found))) {
    return wrong(`\`${found}\` has no unit`, `Write ${example(bareNumber(quantity, Number(found)))}.`);
  }
  if (typeof found !== 'string') {
    return wrong(
      `found ${describeValue(found)}, expected ${quantity.what}`,
      `Write it like ${example('5')}.`,
    );
  }
  const match = /^(-?)(\d+(?:\.\d+)?|\.\d+)\s*([a-zA-Zµ%]+)$/.exec(found.trim());
  if (match === null) {
    return wrong(
      `\`${shorten(found)}\` is not ${quantity.what}`,
      `Write a number and a unit, like ${example('5')}.`,
    );
  }
  const [, sign, number = '', unit = ''] = match;
  if (sign === '-') return wrong(`\`${found}\` is negative`, `Write ${quantity.what} of 0 or more.`);
  const factor = Object.hasOwn(quantity.units, unit) ? quantity.units[unit] : undefined;
  if (factor === undefined) {
    const meant = Object.hasOwn(quantity.aliases, unit) ? quantity.aliases[unit] : nearest(unit, units);
    const hint = meant === undefined ? '' : `Did you mean \`${number}${meant}\`? `;
    return wrong(`\`${found}\` has the unknown unit \`${unit}\``, `${hint}Units: ${units.join(', ')}.`);
  }
  const value = Math.round(Number(number) * factor * quantity.precision) / quantity.precision;
  if (!(value <= quantity.max)) {
    return wrong(`\`${shorten(found)}\` is too much`, `At most ${quantity.maxText} is allowed.`);
  }
  return { ok: true, value };
}

/** A share written as `0.1` most likely means 10%. */
function bareNumber(quantity: Quantity, number: number): string {
  if (quantity === SHARE && number > 0 && number <= 1) return String(Math.round(number * 1e6) / 1e4);
  return String(number);
}

/** What a value is, in the words of someone who writes YAML. */
export function describeValue(found: unknown): string {
  if (found === null) return 'nothing';
  if (found === undefined) return 'nothing';
  if (Array.isArray(found)) return 'a list';
  if (typeof found === 'object') return 'a map';
  if (typeof found === 'string') return found === '' ? 'an empty text' : `the text \`${shorten(found)}\``;
  return `\`${String(found)}\``;
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= 40 ? line : `${line.slice(0, 37)}…`;
}
