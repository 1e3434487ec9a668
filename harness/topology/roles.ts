/**
 * `roles` of the file → the nodes with their roles.
 */

import { Crowd } from './crowd.ts';
import { roles as rolesSchema } from './schema/roles.ts';
import { type Context, salvage } from './schema/validate.ts';
import { valueAt } from './source/source.ts';
import type { NodeSpec } from './types.ts';

/** The same nodes, those of the infrastructure marked. */
export function withRoles(context: Context, nodes: NodeSpec[] | undefined, seed: number): NodeSpec[] {
  const all = nodes ?? [];
  if (valueAt(context.source.value, ['roles']) === undefined) return all;
  const { left: written } = salvage(rolesSchema, context, ['roles']);
  if (written?.infrastructure === undefined) return all;
  const crowd = new Crowd(context, nodes, seed);
  const among = { stream: 'roles infrastructure' };
  const chosen = new Set(crowd.select(['roles', 'infrastructure'], written.infrastructure, among) ?? []);
  return all.map((node, i) => (chosen.has(i) ? { ...node, role: 'infrastructure' } : node));
}
