/**
 * The JSON Schema (draft 7) of the topology file, for editors: `schema/topology.json` and `meshbed schema`.
 */

import { root } from './file-schema.ts';
import { toJsonSchema } from './schema/to-json.ts';

const VARIABLE = '\\$\\{';

export function topologyJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = toJsonSchema(root);
  const filled = withVariables(schema) as Record<string, unknown>;
  return { $schema, title: 'meshbed topology, format version 1', ...filled };
}

/** Editors see `${NAME}` and not its value: it may stand where a number is due, or a text of some form. */
function withVariables(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(withVariables);
  if (typeof part !== 'object' || part === null) return part;
  const made: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(part)) {
    const isSchema = !['examples', 'propertyNames', 'enum'].includes(key);
    made[key] = isSchema ? withVariables(value) : value;
  }
  const { type, pattern } = made;
  if (type === 'integer' || type === 'number') return { ...made, type: [type, 'string'], pattern: VARIABLE };
  return typeof pattern === 'string' ? { ...made, pattern: `${pattern}|${VARIABLE}` } : made;
}
