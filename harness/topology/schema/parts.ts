/**
 * Finding one's way in a schema: through what is optional, and through the forms that a value may have.
 */

import { z } from 'zod';
import { kindOf, kinds } from '../text/fields.ts';
import { type Path, valueAt } from '../text/source.ts';

/** The schema that judges what the path leads to; undefined where there is none. `found` is what the first schema judges. */
export function schemaAt(schema: z.ZodType, path: Path, found: unknown): z.ZodType | undefined {
  let at: z.ZodType | undefined = unwrapOptional(schema);
  let value = found;
  for (const step of path) {
    if (at instanceof z.ZodUnion) at = formAccepting(at, value);
    at = at === undefined ? undefined : schemaOfPart(at, step);
    if (at === undefined) return undefined;
    value = valueAt(value, [step]);
  }
  return at;
}

/** The schema of a key or an item; undefined where there is none. */
export function schemaOfPart(schema: z.ZodType, step: string | number): z.ZodType | undefined {
  let part: unknown;
  if (schema instanceof z.ZodObject)
    part = Object.hasOwn(schema.shape, step) ? schema.shape[step] : undefined;
  else if (schema instanceof z.ZodArray) part = schema.element;
  else if (schema instanceof z.ZodRecord) part = schema.valueType;
  return part === undefined ? undefined : unwrapOptional(part as z.ZodType);
}

export function unwrapOptional(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional ? unwrapOptional(schema.unwrap() as z.ZodType) : schema;
}

/** Of several forms the one that takes values of this kind. */
export function formAccepting(union: z.ZodUnion, value: unknown): z.ZodType | undefined {
  const index = kinds.get(union)?.kinds.findIndex((taken) => taken.includes(kindOf(value))) ?? -1;
  const form = union.options[index] as z.ZodType | undefined;
  return form === undefined ? undefined : unwrapOptional(form);
}
