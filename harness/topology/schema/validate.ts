/**
 * Reads a part of the file by its schema and tells what is wrong in words, each mistake at its place. Maps are read key by
 * key and lists item by item, so that what is wrong in one hides nothing in the others.
 */

import { z } from 'zod';
import { allowed, isLiteral, kindOf } from '../text/fields.ts';
import { didYouMean } from '../text/nearest.ts';
import type { Problems } from '../text/problems.ts';
import type { Path, SourceText } from '../text/source.ts';
import { describeValue } from '../text/units.ts';
import { valueAsWritten } from './as-written.ts';
import { whyNotSupportedYet } from './not-yet.ts';
import { formAccepting, unwrapOptional } from './parts.ts';

export interface Validation {
  source: SourceText;
  problems: Problems;
}

/** What is left of a value: maps without the keys that were wrong, lists with nothing in the place of wrong items. */
export type Left<T> = T extends readonly (infer Item)[]
  ? (Left<Item> | undefined)[]
  : T extends object
    ? { [K in keyof T]?: Left<T[K]> }
    : T;

/** What the schema makes of the value at the path; undefined when it is wrong, which has then been reported. */
export function validate<T extends z.ZodType>(
  schema: T,
  context: Validation,
  path: Path,
): z.output<T> | undefined {
  const { left, isWhole } = readWhatIsValid(schema, context, path);
  return isWhole ? (left as z.output<T>) : undefined;
}

/** As much of the value as can be read; the rest is wrong, which has then been reported. */
export function readWhatIsValid<T extends z.ZodType>(
  schema: T,
  context: Validation,
  path: Path,
): { left: Left<z.output<T>> | undefined; isWhole: boolean } {
  const reader = new Reader(context);
  const left = reader.read(schema, valueAsWritten(schema, context.source, path), path);
  return { left: left as Left<z.output<T>> | undefined, isWhole: reader.isWhole };
}

class Reader {
  readonly #context: Validation;
  isWhole = true;

  constructor(context: Validation) {
    this.#context = context;
  }

  /** Undefined where nothing can be read. */
  read(schema: z.ZodType, value: unknown, path: Path): unknown {
    const at = unwrapOptional(schema);
    if (at instanceof z.ZodUnion) {
      const form = formAccepting(at, value);
      return form === undefined ? this.#unexpected(at, value, path) : this.read(form, value, path);
    }
    if (at instanceof z.ZodObject) {
      return kindOf(value) === 'map'
        ? this.#map(at, value as Values, path)
        : this.#unexpected(at, value, path);
    }
    if (at instanceof z.ZodRecord) {
      if (kindOf(value) !== 'map') return this.#unexpected(at, value, path);
      const parts = Object.entries(value as Values).map(([key, part]) => {
        return [key, this.read(at.valueType as z.ZodType, part, [...path, key])] as const;
      });
      return mapOf(parts);
    }
    if (at instanceof z.ZodArray) {
      if (!Array.isArray(value)) return this.#unexpected(at, value, path);
      return value.map((item, i) => this.read(at.element as z.ZodType, item, [...path, i]));
    }
    return this.#leaf(at, value, path);
  }

  /** In the order of the schema, whatever the order in the file. */
  #map(schema: z.ZodObject, value: Values, path: Path): unknown {
    const shape = schema.shape as Record<string, z.ZodType>;
    const strangers = Object.keys(value).filter((key) => !Object.hasOwn(shape, key));
    const isOpen = schema.def.catchall instanceof z.ZodUnknown;
    if (!isOpen) {
      for (const key of strangers) unknownKey([...path, key], Object.keys(shape), this.#context);
      if (strangers.length > 0) this.isWhole = false;
    }
    const parts = Object.entries(shape).flatMap(([key, part]) => {
      if (value[key] !== undefined) return [[key, this.read(part, value[key], [...path, key])] as const];
      if (!(part instanceof z.ZodOptional)) this.#missing(part, [...path, key]);
      return [];
    });
    const others = isOpen
      ? strangers.map((key) => [key, this.#leaf(z.unknown(), value[key], [...path, key])] as const)
      : [];
    return mapOf([...parts, ...others]);
  }

  #leaf(schema: z.ZodType, value: unknown, path: Path): unknown {
    if (!isLiteral(schema) && !this.#isFinite(value, path)) return undefined;
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    for (const { message, fix } of messagesOf(result.error)) this.#wrong(path, message, fix);
    return undefined;
  }

  /** A number that JSON cannot hold has no meaning anywhere. */
  #isFinite(value: unknown, path: Path): boolean {
    if (typeof value === 'object' && value !== null) {
      return Object.entries(value)
        .map(([key, part]) => this.#isFinite(part, [...path, Array.isArray(value) ? Number(key) : key]))
        .every((ok) => ok);
    }
    if (typeof value !== 'number' || Number.isFinite(value)) return true;
    const text = this.#context.source.text(path) ?? String(value);
    this.#wrong(path, `found \`${text}\``, 'Only finite numbers have a meaning here.');
    return false;
  }

  #missing(schema: z.ZodType, path: Path): void {
    const ofField = schema.safeParse(undefined).error;
    const [own] = ofField === undefined ? [] : messagesOf(ofField);
    const words = allowed.get(unwrapOptional(schema))?.words;
    const fix = words === undefined ? (own?.fix ?? '') : `Write ${words}.`;
    this.#wrong(path.slice(0, -1), `\`${path.at(-1)}\` is missing`, fix);
  }

  #unexpected(schema: z.ZodType, value: unknown, path: Path): undefined {
    const words = allowed.get(schema)?.words ?? 'something else';
    this.#wrong(path, `found ${describeValue(value)}`, `Expected ${words}.`);
  }

  #wrong(path: Path, text: string, fix: string): void {
    this.isWhole = false;
    this.#context.problems.at(this.#context.source, path, text, fix);
  }
}

type Values = Record<string, unknown>;

/** Names such as `constructor` are names like others. */
function mapOf(parts: readonly (readonly [string, unknown])[]): Values {
  const map = Object.create(null) as Values;
  for (const [key, value] of parts) if (value !== undefined) map[key] = value;
  return map;
}

/** What the parser of a field says. */
function messagesOf({ issues }: z.ZodError): { message: string; fix: string }[] {
  return issues.map((issue) => {
    const { params } = issue as { params?: { fix?: unknown } };
    return { message: issue.message, fix: String(params?.fix ?? '') };
  });
}

/** Says at the key itself that it is not known here, or not yet. `path` ends with the key. */
export function unknownKey(path: Path, known: readonly string[], { source, problems }: Validation): void {
  const key = String(path.at(-1));
  const later = whyNotSupportedYet(path);
  if (later !== null) {
    problems.atKey(source, path, later.text, later.fix);
    return;
  }
  const fix = `${didYouMean(key, known)}Allowed here: ${known.join(', ')}.`;
  problems.atKey(source, path, `unknown key \`${key}\``, fix);
}

/** The keys of the map at the path that are not among those known. */
export function unknownKeysAt({ source }: Validation, path: Path, known: readonly string[]): string[] {
  return source.keys(path).filter((key) => !known.includes(key));
}
