/**
 * Watts and Strogatz, "Collective dynamics of 'small-world' networks", Nature 393 (1998): nodes in a ring, each linked
 * to the `degree` nearest; then the far end of each link is moved, with probability `rewire`, to a node drawn
 * uniformly among those that are no neighbour yet. As in the paper, nearest links are visited first.
 *
 * Each node keeps its half of the links, so from degree 4 on a mesh that falls in pieces is rare; one that does is
 * thrown away and drawn again, so that what comes out is the paper's distribution, given that it is in one piece.
 */

import type { RandomStream } from '../../common/random-streams.ts';
import { isConnected } from './connected.ts';
import { degree, rewire } from './parameters.ts';
import {
  type NodePair,
  pair,
  pairKey,
  parameterOf,
  type Shape,
  type ShapeRefusal,
  type Values,
} from './shape.ts';

const ATTEMPTS = 50;

export const smallWorld: Shape = {
  name: 'small-world',
  summary:
    'A ring in which each node also knows its next ones, and some links are moved far away (Watts–Strogatz).',
  parameters: { degree, rewire },
  defaults: { degree: 4, rewire: 0.1 },
  random: true,
  refuse,
  count: (n, values) => (n * parameterOf(values, 'degree')) / 2,
  pairs: (n, values, random) => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const pairs = rewired(n, parameterOf(values, 'degree'), parameterOf(values, 'rewire'), random);
      if (isConnected(n, pairs)) return pairs;
    }
    return null;
  },
};

function refuse(n: number, values: Values): ShapeRefusal | null {
  const wanted = parameterOf(values, 'degree');
  const largest = n - 1 - ((n - 1) % 2);
  if (largest < 2)
    return { text: `${n} nodes make no small world`, fix: 'Take 3 nodes or more, or `shape: line`.' };
  if (wanted > n - 1) {
    const text = `${n} nodes have at most ${n - 1} neighbours each, not ${wanted}`;
    return {
      parameter: 'degree',
      text,
      fix: `Write an even \`degree\` of at most ${largest}, or take more nodes.`,
    };
  }
  if (wanted % 2 === 1) {
    const text = `the degree of a small world is even, since half of it goes each way round the ring, and ${wanted} is odd`;
    const below = Math.max(2, wanted - 1);
    const fix =
      wanted + 1 <= largest && below !== wanted + 1 ? `${below}\` or \`degree: ${wanted + 1}` : `${below}`;
    return { parameter: 'degree', text, fix: `Write \`degree: ${fix}\`.` };
  }
  return null;
}

function rewired(n: number, wanted: number, share: number, random: RandomStream): NodePair[] {
  const linked = new Set<number>();
  const degrees = new Int32Array(n).fill(wanted);
  const ends: { from: number; to: number }[] = [];
  for (let step = 1; step <= wanted / 2; step++) {
    for (let from = 0; from < n; from++) {
      const to = (from + step) % n;
      ends.push({ from, to });
      linked.add(pairKey(n, from, to));
    }
  }
  for (const end of ends) {
    if (random.float() >= share) continue;
    // A node that knows everybody has nowhere to move a link to.
    if ((degrees[end.from] ?? 0) >= n - 1) continue;
    let to = random.below(n);
    while (to === end.from || linked.has(pairKey(n, end.from, to))) to = random.below(n);
    linked.delete(pairKey(n, end.from, end.to));
    linked.add(pairKey(n, end.from, to));
    degrees[end.to] = (degrees[end.to] ?? 0) - 1;
    degrees[to] = (degrees[to] ?? 0) + 1;
    end.to = to;
  }
  return ends.map(({ from, to }) => pair(from, to));
}
