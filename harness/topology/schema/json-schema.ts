/**
 * The JSON Schema (draft 7) of the topology file, for editors: `schema/topology.json` and `meshbed schema`.
 */

import { z } from 'zod';
import { root } from './root.ts';

export function topologyJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(root, {
    target: 'draft-7',
    io: 'input',
    reused: 'inline',
    override: ({ jsonSchema }) => restore(jsonSchema as Record<string, unknown>),
  });
  return { $schema, title: 'meshbed topology, format version 1', ...schema };
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
