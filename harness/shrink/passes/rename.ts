/**
 * Steps under other names of nodes: several nodes may become one.
 */

import type { DirectionName, Step } from '../../topology/topology.ts';
import { mapExpectedNodes } from '../search/subjects.ts';

/** `of` gives each name its new one. What a step then says twice it says once. */
export function renamed(step: Step, of: (name: string) => string): Step {
  const unique = (names: readonly string[]) => [...new Set(names.map(of))];
  if ('nodes' in step) return { ...step, nodes: unique(step.nodes) };
  if ('directions' in step) return { ...step, directions: directions(step.directions, of) };
  if ('from' in step) return { ...step, from: unique(step.from) };
  if ('expect' in step) return { ...step, expect: mapExpectedNodes(step.expect, unique) };
  return 'groups' in step ? { ...step, groups: groups(step.groups.map(unique)) } : step;
}

/** None leads from a node to itself. */
function directions(written: readonly DirectionName[], of: (name: string) => string): DirectionName[] {
  const byName = new Map<string, DirectionName>();
  for (const { from, to } of written) {
    const direction = { from: of(from), to: of(to) };
    if (direction.from !== direction.to) byName.set(`${direction.from} ${direction.to}`, direction);
  }
  return [...byName.values()];
}

/** A node is in the first group that has it. */
function groups(written: readonly string[][]): string[][] {
  const taken = new Set<string>();
  return written.map((group) => {
    const left = group.filter((name) => !taken.has(name));
    for (const name of left) taken.add(name);
    return left;
  });
}
