/**
 * Barabási and Albert, "Emergence of scaling in random networks", Science 286 (1999): the first `attach` + 1 nodes
 * are all linked to each other; each further node is linked to `attach` different earlier ones, each drawn with a
 * probability in proportion to the links that it has. Few nodes end up with very many links.
 */

import { attach } from './parameters.ts';
import { type NodePair, parameterOf, type Shape } from './shape.ts';

export const scaleFree: Shape = {
  name: 'scale-free',
  summary:
    'New nodes prefer neighbours that have many already: a few hubs, many nodes at the edge (Barabási–Albert).',
  parameters: { attach },
  defaults: { attach: 2 },
  random: true,
  refuse: (n, values) => {
    const m = parameterOf(values, 'attach');
    if (m < n) return null;
    const text = `each new node is linked to ${m} earlier ones, and there are ${n} nodes in all`;
    const fix = n > 1 ? `Write an \`attach\` of at most ${n - 1}, or take more nodes.` : 'Take more nodes.';
    return { parameter: 'attach', text, fix };
  },
  count: (n, values) => {
    const m = parameterOf(values, 'attach');
    return (m * (m + 1)) / 2 + (n - m - 1) * m;
  },
  pairs: (n, values, random) => {
    const m = parameterOf(values, 'attach');
    const pairs: NodePair[] = [];
    // Each node stands here once for each of its links, so a uniform draw is one in proportion to them.
    const ends: number[] = [];
    const link = (a: number, b: number) => {
      pairs.push([a, b]);
      ends.push(a, b);
    };
    for (let a = 0; a <= m; a++) for (let b = a + 1; b <= m; b++) link(a, b);
    for (let node = m + 1; node < n; node++) {
      const chosen = new Set<number>();
      while (chosen.size < m) chosen.add(ends[random.below(ends.length)] as number);
      for (const earlier of chosen) link(earlier, node);
    }
    return pairs;
  },
};
