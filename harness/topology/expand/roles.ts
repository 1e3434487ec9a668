/**
 * `roles` of the file → the nodes with their roles.
 */

import { NodeSet } from '../model/node-set.ts';
import type { TopologyNode } from '../model/types.ts';
import { roles as rolesSchema } from '../schema/roles.ts';
import { readWhatIsValid, type Validation } from '../schema/validate.ts';
import { valueAt } from '../text/source.ts';

/** The same nodes, those of the infrastructure marked. */
export function withRoles(
  context: Validation,
  nodes: TopologyNode[] | undefined,
  seed: number,
): TopologyNode[] {
  const all = nodes ?? [];
  if (valueAt(context.source.value, ['roles']) === undefined) return all;
  const { left: written } = readWhatIsValid(rolesSchema, context, ['roles']);
  if (written?.infrastructure === undefined) return all;
  const nodeSet = new NodeSet(context, nodes, seed);
  const among = { stream: 'roles infrastructure' };
  const chosen = new Set(nodeSet.select(['roles', 'infrastructure'], written.infrastructure, among) ?? []);
  return all.map((node, i) => (chosen.has(i) ? { ...node, role: 'infrastructure' } : node));
}
