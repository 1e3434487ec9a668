/**
 * What stands in a file, where the schema takes it as a text. To YAML `0e55` is a number, `null` nothing, and `010` is ten;
 * as names, selectors and messages they are these very letters. Only the schema knows where a text is due, so the YAML
 * that has been read keeps both, and here the one that is meant is taken.
 */

import { z } from 'zod';
import { isLiteral } from '../text/fields.ts';
import { type Path, type SourceText, valueAt } from '../text/source.ts';
import { formAccepting, schemaOfPart, unwrapOptional } from './parts.ts';

/** The value at the path, with texts wherever the schema wants texts. */
export function valueAsWritten(schema: z.ZodType, source: SourceText, path: Path): unknown {
  return written(unwrapOptional(schema), source, path, valueAt(source.value, path));
}

/** The same for something that is texts throughout. */
export function textsIn(source: SourceText, path: Path, value: unknown): unknown {
  if (typeof value === 'string') return value;
  const text = (item: unknown, step: string | number) =>
    typeof item === 'string' ? item : textsIn(source, [...path, step], item);
  return inner(value, text) ?? source.text(path) ?? value;
}

/** Each word of it, keys too: of something that could not be read, so that one can tell whom it may be about. */
export function wordsAt(source: SourceText, path: Path): string[] {
  return wordsOf(textsIn(source, path, valueAt(source.value, path)));
}

function wordsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(wordsOf);
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, item]) => [key, ...wordsOf(item)]);
  }
  return String(value ?? '')
    .split(/[\s,]+/)
    .filter((word) => word !== '');
}

function written(schema: z.ZodType, source: SourceText, path: Path, value: unknown): unknown {
  if (isLiteral(schema)) return textsIn(source, path, value);
  if (schema instanceof z.ZodUnion) {
    const hasText = typeof value === 'object' && value !== null ? undefined : source.text(path);
    if (hasText !== undefined && schema.options.some((form) => isLiteral(unwrapOptional(form as z.ZodType))))
      return hasText;
    const form = formAccepting(schema, value);
    return form === undefined ? value : written(form, source, path, value);
  }
  const parts = inner(value, (item, step) => {
    const part = schemaOfPart(schema, step);
    return part === undefined ? item : written(part, source, [...path, step], item);
  });
  return parts ?? value;
}

/** A copy of a list or map with what is made of each of its values; null for a scalar. */
function inner(value: unknown, make: (item: unknown, step: string | number) => unknown): object | null {
  if (Array.isArray(value)) return value.map(make);
  if (typeof value !== 'object' || value === null) return null;
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [key, item] of Object.entries(value)) copy[key] = make(item, key);
  return copy;
}
