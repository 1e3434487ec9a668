/**
 * A zod schema → JSON Schema of what the file may hold.
 */

import { z } from 'zod';

export function toJsonSchema(schema: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    reused: 'inline',
    override: ({ jsonSchema }) => restore(jsonSchema as Record<string, unknown>),
  }) as Record<string, unknown>;
}

/** For a schema that is written by hand and holds another. */
export function toEmbeddedJsonSchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...json } = toJsonSchema(schema);
  return json;
}

/**
 * zod leaves `examples` and `default` out where the input is transformed, since it cannot know which side they are of.
 * Ours are of the input, so fields carry them under other names (`fields.ts`).
 */
function restore(schema: Record<string, unknown>): void {
  for (const [ours, name] of [
    ['samples', 'examples'],
    ['byDefault', 'default'],
  ] as const) {
    if (schema[ours] === undefined) continue;
    schema[name] = schema[ours];
    delete schema[ours];
  }
  const names = schema.propertyNames as { type?: string; pattern?: string } | undefined;
  if (names !== undefined && names.pattern === undefined) delete schema.propertyNames;
}
