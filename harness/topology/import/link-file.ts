/**
 * `links.file`: nodes and links that another program has written down, as GraphML or as an edge list.
 *
 * A reader (`graphml.ts`, `edge-list.ts`) says what is written, with the names that are written; here it becomes nodes
 * with names of ours and links that are each there once. What had to be changed on the way is said in `notes`, which
 * `meshbed check` shows; what cannot be understood is refused with its line and column.
 */

import { counted } from '../../common/numbers.ts';
import type { NodePair } from '../shapes/shape.ts';
import { nameNodes } from './names.ts';
import type { Coordinates, FileNode } from './types.ts';

/** As it stands in the file. Nodes are numbers from 0, in the order of the file. */
export interface FileAttributes {
  format: 'GraphML' | 'an edge list';
  nodes: FileNode[];
  /** In pairs: from, to, from, to, … */
  ends: number[];
  directed: boolean;
  /** What the reader has passed over, in words. */
  notes: string[];
}

export interface LinkFile {
  /** As the topology names it. */
  path: string;
  names: string[];
  /** By the number of the node. */
  coordinates: (Coordinates | undefined)[];
  /** Each once, the smaller number first, in order. */
  pairs: NodePair[];
  notes: string[];
}

export function toLinkFile(path: string, written: FileAttributes): LinkFile {
  const { nodes, ends, format, directed } = written;
  const { pairs, loops, repeats } = pairsOf(nodes.length, ends);
  const { names, notes } = nameNodes(nodes);
  const edges = ends.length / 2;
  return {
    path,
    names,
    coordinates: nodes.map(({ at }) => at),
    pairs,
    notes: [
      `${path} is ${format}: ${counted(nodes.length, 'node')}, ${counted(edges, 'edge')}, ${counted(pairs.length, 'link')}`,
      ...(directed ? ['its edges are directed, and links go both ways: directions are not kept'] : []),
      ...(repeats > 0
        ? [`${counted(repeats, 'edge')} between nodes that have one already: two nodes have one link`]
        : []),
      ...(loops > 0 ? [`${counted(loops, 'edge')} from a node to itself: left out`] : []),
      ...written.notes,
      ...notes,
    ],
  };
}

function pairsOf(
  nodes: number,
  ends: readonly number[],
): { pairs: NodePair[]; loops: number; repeats: number } {
  let loops = 0;
  const keys: number[] = [];
  for (let i = 0; i < ends.length; i += 2) {
    const [from, to] = [ends[i] as number, ends[i + 1] as number];
    if (from === to) loops++;
    else keys.push(Math.min(from, to) * nodes + Math.max(from, to));
  }
  // A sort of numbers brings equal ones together, in a fraction of the memory of a set.
  const sorted = Float64Array.from(keys).sort();
  const pairs: NodePair[] = [];
  for (const [i, key] of sorted.entries()) {
    if (i === 0 || key !== sorted[i - 1]) pairs.push([Math.floor(key / nodes), key % nodes]);
  }
  return { pairs, loops, repeats: keys.length - pairs.length };
}
