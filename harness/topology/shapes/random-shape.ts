/**
 * The random mesh: a uniformly random tree over all nodes (decoded from a random Prüfer sequence), which keeps
 * it in one piece, and then links between pairs drawn uniformly among those not linked yet, until there are
 * ⌈n · degree / 2⌉. So this is not Erdős–Rényi's G(n, m) held to be connected, which weighs meshes differently: it
 * has somewhat fewer cycles at low degrees; from degree 6 or so the difference is slight.
 */

import type { RandomStream } from '../../common/random-streams.ts';
import { degree } from './parameters.ts';
import { type NodePair, pair, pairKey, parameterOf, type Shape, type Values } from './shape.ts';

export const random: Shape = {
  name: 'random',
  summary: 'A random tree, so that it is in one piece, and random links beside it up to the mean degree.',
  parameters: { degree },
  defaults: { degree: 4 },
  random: true,
  refuse: (n, values) => {
    const mean = parameterOf(values, 'degree');
    if (mean > n - 1) {
      const text = `${n} ${n === 1 ? 'node has' : 'nodes have'} at most ${n - 1} neighbours each, not ${mean}`;
      return {
        parameter: 'degree',
        text,
        fix: `Write a \`degree\` of at most ${n - 1}, or take more nodes.`,
      };
    }
    if (links(n, values) < n - 1) {
      const text = `with a mean degree of ${mean}, ${n} nodes have too few links to be in one piece`;
      return { parameter: 'degree', text, fix: 'Write `degree: 2` or more.' };
    }
    return null;
  },
  count: links,
  pairs: (n, values, random) => {
    const wanted = links(n, values);
    const pairs = randomTree(n, random);
    const linked = new Set(pairs.map(([a, b]) => pairKey(n, a, b)));
    // Where most pairs will be linked, guessing would take for ever: list those that are left, and draw from them.
    if (wanted * 4 > n * (n - 1))
      return [...pairs, ...drawFromRest(n, wanted - pairs.length, linked, random)];
    while (pairs.length < wanted) {
      const a = random.below(n);
      const b = random.below(n);
      const key = pairKey(n, a, b);
      if (a === b || linked.has(key)) continue;
      linked.add(key);
      pairs.push(pair(a, b));
    }
    return pairs;
  },
};

function links(n: number, values: Values): number {
  return Math.ceil((n * parameterOf(values, 'degree')) / 2);
}

/** Decodes a random Prüfer sequence in linear time: every tree over n numbered nodes is equally likely. */
function randomTree(n: number, random: RandomStream): NodePair[] {
  if (n === 1) return [];
  const sequence = Array.from({ length: n - 2 }, () => random.below(n));
  const degrees = new Int32Array(n).fill(1);
  for (const node of sequence) degrees[node] = (degrees[node] ?? 0) + 1;
  const pairs: NodePair[] = [];
  // `leaf` is the smallest leaf; `next` is up to where leaves have been looked for.
  let next = 0;
  while (degrees[next] !== 1) next++;
  let leaf = next;
  for (const node of sequence) {
    pairs.push(pair(leaf, node));
    const left = (degrees[node] ?? 0) - 1;
    degrees[node] = left;
    if (left === 1 && node < next) {
      leaf = node;
    } else {
      next++;
      while (degrees[next] !== 1) next++;
      leaf = next;
    }
  }
  pairs.push(pair(leaf, n - 1));
  return pairs;
}

function drawFromRest(n: number, wanted: number, linked: Set<number>, random: RandomStream): NodePair[] {
  const rest: NodePair[] = [];
  for (let a = 0; a < n; a++) {
    for (let b = a + 1; b < n; b++) if (!linked.has(pairKey(n, a, b))) rest.push([a, b]);
  }
  for (let i = 0; i < wanted; i++) {
    const j = i + random.below(rest.length - i);
    const drawn = rest[j] as NodePair;
    rest[j] = rest[i] as NodePair;
    rest[i] = drawn;
  }
  return rest.slice(0, wanted);
}
