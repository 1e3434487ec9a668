/**
 * The building blocks of the schema. Each makes a zod schema whose JSON Schema editors can use, and whose errors say
 * what was found and what to write instead. What a schema allows, in words, is kept in `allowed`.
 */

import { z } from 'zod';
import { didYouMean } from './nearest.ts';
import {
  describeValue,
  formatDuration,
  formatSize,
  type Parsed,
  parseDuration,
  parseRate,
  parseShare,
  parseSize,
} from './units.ts';

/** For schemas that hold others: what may stand in their place, as in "found a list, expected …". */
export const allowed = z.registry<{ words: string }>();

interface JsonSchemaFacts {
  description: string;
  samples?: unknown[];
  byDefault?: unknown;
  [fact: string]: unknown;
}

/** A value that is read as a whole, by a parser that says itself what is wrong. */
export function field<T>(parse: (found: unknown) => Parsed<T>, facts: JsonSchemaFacts) {
  return z
    .unknown()
    .transform((found, context): T => {
      const parsed = parse(found);
      if (parsed.ok) return parsed.value;
      context.addIssue({ code: 'custom', message: parsed.text, params: { fix: parsed.fix } });
      return z.NEVER;
    })
    .meta(facts);
}

/**
 * Fields that are texts: of a scalar, and of each scalar in a list or map, they take what stands in the file, never what
 * YAML makes of it.
 */
const literals = new WeakSet<z.ZodType>();

export function literally<T extends z.ZodType>(schema: T): T {
  literals.add(schema);
  return schema;
}

export function isLiteral(schema: z.ZodType): boolean {
  return literals.has(schema);
}

/** For editors, which go by what YAML makes of a text. */
export const ANY_SCALAR = ['string', 'number', 'boolean', 'null'];

const wrong = (text: string, fix: string) => ({ ok: false, text, fix }) as const;

interface DurationOptions {
  default?: string;
  /** An example, where there is no default. */
  sample?: string;
  /** The duration must be longer than nothing. */
  above?: boolean;
  leastMs?: number;
  mostMs?: number;
}

/** Milliseconds. */
export function duration(description: string, options: DurationOptions = {}) {
  const { leastMs = 0, mostMs = Number.POSITIVE_INFINITY } = options;
  const parse = (found: unknown): Parsed<number> => {
    const parsed = parseDuration(found);
    if (parsed.ok && parsed.value === 0 && options.above) {
      return wrong(`\`${found}\` leaves no time at all`, 'Write a duration of more than 0, like `2s`.');
    }
    if (parsed.ok && parsed.value < leastMs)
      return wrong(`\`${found}\` is too little`, `At least ${formatDuration(leastMs)} is allowed.`);
    if (parsed.ok && parsed.value > mostMs)
      return wrong(`\`${found}\` is too much`, `At most ${formatDuration(mostMs)} is allowed.`);
    return parsed;
  };
  const zero = options.above ? {} : { anyOf: [{ type: 'string' }, { const: 0 }] };
  return field(parse, {
    description,
    ...(options.above ? { type: 'string' } : zero),
    pattern: '^(0|\\d*\\.?\\d+\\s*(ms|s|m|h))$',
    samples: [options.default ?? options.sample ?? '500ms', '2s'],
    ...(options.default === undefined ? {} : { byDefault: options.default }),
  });
}

/** From 0 to 1, written as `10%`. `above`: 0 is refused, with these words. */
export function share(
  description: string,
  sample: string,
  options: { byDefault?: string; above?: string } = {},
) {
  const parse = (found: unknown): Parsed<number> => {
    const parsed = parseShare(found);
    if (parsed.ok && parsed.value === 0 && options.above !== undefined)
      return wrong(`\`${found}\` is too little`, options.above);
    return parsed;
  };
  return field(parse, {
    description,
    anyOf: [{ type: 'string' }, { const: 0 }],
    pattern: '^(0|\\d*\\.?\\d+\\s*%)$',
    samples: [sample],
    ...(options.byDefault === undefined ? {} : { byDefault: options.byDefault }),
  });
}

const OFF = (found: unknown) => found === 'off' || found === false;

/** A quantity for which 0 makes no sense: where it is inherited, `off` takes it away, and is null here. */
function quantity(parser: (found: unknown) => Parsed<number>, range: Range, facts: JsonSchemaFacts) {
  const { min, max, text } = range;
  const parse = (found: unknown): Parsed<number | null> => {
    if (OFF(found)) return { ok: true, value: null };
    const parsed = parser(found);
    if (!parsed.ok) return parsed;
    if (parsed.value < min) return wrong(`\`${found}\` is too little`, `Allowed: ${text}.`);
    if (parsed.value > max) return wrong(`\`${found}\` is too much`, `Allowed: ${text}.`);
    return parsed;
  };
  return field(parse, { anyOf: [{ type: 'string' }, { const: false }], ...facts });
}

interface Range {
  min: number;
  max: number;
  /** `from 1kbit to 1000Gbit`. */
  text: string;
}

/** Bits a second; null for `off`. */
export function rate(description: string, range: Range) {
  const pattern = '^(off|\\d*\\.?\\d+\\s*([kMG]?bit))$';
  return quantity(parseRate, range, { description, pattern, samples: ['10Mbit', '256kbit'] });
}

/** Bytes, with a unit; null for `off`. */
export function size(description: string, min: number, max: number, samples: string[]) {
  const text = `from ${formatSize(min)} to ${formatSize(max)}`;
  const pattern = '^(off|\\d*\\.?\\d+\\s*(B|KiB|MiB|GiB|kB|MB|GB))$';
  return quantity(parseSize, { min, max, text }, { description, pattern, samples });
}

/** `off`, in place of something else; null. */
export function off(description: string) {
  const parse = (found: unknown): Parsed<null> =>
    OFF(found) ? { ok: true, value: null } : wrong(`found ${describeValue(found)}`, 'Write a map, or `off`.');
  return field(parse, { description, enum: ['off', false] });
}

export function integer(description: string, min: number, max: number, byDefault?: number) {
  const range = `a whole number from ${min} to ${max.toLocaleString('en')}`;
  const parse = (found: unknown): Parsed<number> => {
    if (typeof found !== 'number')
      return wrong(
        `found ${describeValue(found)}, expected ${range}`,
        `Write it like \`${byDefault ?? min}\`.`,
      );
    if (!Number.isInteger(found)) return wrong(`\`${found}\` is not a whole number`, `Allowed: ${range}.`);
    if (found < min) return wrong(`\`${found}\` is too small`, `Allowed: ${range}.`);
    if (found > max) return wrong(`\`${found}\` is too large`, `Allowed: ${range}.`);
    return { ok: true, value: found };
  };
  return field(parse, {
    description,
    type: 'integer',
    minimum: min,
    maximum: max,
    ...(byDefault === undefined ? {} : { byDefault }),
  });
}

/** Bytes: a whole number, or with a unit. */
export function bytes(description: string, min: number, max: number, byDefault: number) {
  const whole = integer(description, min, max, byDefault);
  const parse = (found: unknown): Parsed<number> => {
    const size = typeof found === 'string' ? parseSize(found) : null;
    if (size !== null && !size.ok) return size;
    const parsed = whole.safeParse(size === null ? found : size.value);
    if (parsed.success) return { ok: true, value: parsed.data };
    const [issue] = parsed.error.issues;
    return wrong(issue?.message ?? '', String((issue as { params?: { fix?: string } }).params?.fix ?? ''));
  };
  return field(parse, {
    description,
    anyOf: [
      { type: 'integer', minimum: min, maximum: max },
      { type: 'string', pattern: '^\\d*\\.?\\d+\\s*(B|KiB|MiB|GiB|kB|MB|GB)$' },
    ],
    samples: [200, '64KiB'],
    byDefault,
  });
}

/** One line of text. */
export function text(description: string, maxLength: number, facts: Record<string, unknown> = {}) {
  const parse = (found: unknown): Parsed<string> => {
    if (typeof found !== 'string') {
      const cure =
        typeof found === 'number' || typeof found === 'boolean'
          ? `Put it in quotes: '${found}'.`
          : 'Write a text.';
      return wrong(`found ${describeValue(found)}, expected text`, cure);
    }
    if (found.trim() === '') return wrong('the text is empty', 'Write something, or leave the key out.');
    if (found.length > maxLength)
      return wrong(`the text has ${found.length} characters`, `At most ${maxLength} fit.`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    if (/[\u0000-\u001f\u007f]/.test(found))
      return wrong('the text holds control characters', 'Write one line.');
    return { ok: true, value: found };
  };
  return literally(field(parse, { description, type: ANY_SCALAR, minLength: 1, maxLength, ...facts }));
}

/** A node's name or a selector; a program may write a name such as `7` as a number. */
export function word(description: string, facts: Record<string, unknown> = {}) {
  const parse = (found: unknown): Parsed<string> => {
    if (typeof found === 'number') return { ok: true, value: String(found) };
    if (typeof found === 'string' && found !== '') return { ok: true, value: found };
    return wrong(`found ${describeValue(found)}, expected a node`, 'Write names of nodes, as in `n1`.');
  };
  return literally(field(parse, { description, type: ANY_SCALAR, ...facts }));
}

export function choice<const T extends readonly [string, ...string[]]>(
  description: string,
  words: T,
  facts: Record<string, unknown> = {},
) {
  const parse = (found: unknown): Parsed<T[number]> => {
    if (typeof found === 'string' && words.includes(found)) return { ok: true, value: found };
    const hint = typeof found === 'string' ? didYouMean(found, words) : '';
    return wrong(`found ${describeValue(found)}`, `${hint}Allowed: ${words.join(', ')}.`);
  };
  return field(parse, { description, enum: [...words], ...facts });
}

/** `true` or `false`. */
export function flag(description: string) {
  const parse = (found: unknown): Parsed<boolean> =>
    typeof found === 'boolean'
      ? { ok: true, value: found }
      : wrong(`found ${describeValue(found)}`, 'Write `true` or `false`.');
  return field(parse, { description, type: 'boolean', byDefault: false });
}

/** A map with these keys and no others. */
export function map<T extends z.core.$ZodLooseShape>(
  description: string,
  shape: T,
  facts: Record<string, unknown> = {},
) {
  const keys = Object.keys(shape).join(', ');
  return z
    .strictObject(shape)
    .meta({ description, ...facts })
    .register(allowed, { words: `a map with the keys ${keys}` });
}

/** What a value is, as far as the choice between forms goes. */
export type FieldKind = 'nothing' | 'switch' | 'number' | 'text' | 'list' | 'map';

export function kindOf(found: unknown): FieldKind {
  if (found === null || found === undefined) return 'nothing';
  if (Array.isArray(found)) return 'list';
  if (typeof found === 'boolean') return 'switch';
  if (typeof found === 'number') return 'number';
  return typeof found === 'string' ? 'text' : 'map';
}

/** For unions made by `forms`: which kinds of value each of the options takes. */
export const kinds = z.registry<{ kinds: readonly (readonly FieldKind[])[] }>();

/** One of several forms that differ in kind, so that the value itself says which is meant. `words` names them. */
export function forms<const T extends readonly [z.ZodType, ...z.ZodType[]]>(
  description: string,
  words: string,
  options: T,
  optionKinds: readonly (readonly FieldKind[])[],
) {
  const union = z.union(options).meta({ description });
  allowed.add(union as z.ZodType, { words });
  kinds.add(union as z.ZodType, { kinds: optionKinds });
  return union;
}

/** A list of these. */
export function list<T extends z.ZodType>(description: string, words: string, item: T) {
  return z.array(item).meta({ description }).register(allowed, { words });
}
