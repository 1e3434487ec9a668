/**
 * The JSON Schema (draft 7) of the topology file, for editors: `schema/topology.json` and `meshbed schema`.
 */

import { root } from './file-schema.ts';
import { toJsonSchema } from './schema/to-json.ts';

export function topologyJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = toJsonSchema(root);
  return { $schema, title: 'meshbed topology, format version 1', ...schema };
}
