/**
 * The links of a file between the nodes that a topology has of it, by the topology's numbers.
 */

import { counted } from '../../common/numbers.ts';
import type { TopologyNode } from '../model/types.ts';
import { type NodePair, pair } from '../shapes/shape.ts';
import { delayInFibreMs } from './geo.ts';
import type { LinkFile } from './link-file.ts';
import type { Coordinates } from './types.ts';

export class FiledLinks {
  readonly pairs: NodePair[];
  readonly #file: LinkFile;
  readonly #nodes: number;
  /** By the topology's number of the node. */
  readonly #places: (Coordinates | undefined)[];

  constructor(file: LinkFile, nodes: readonly TopologyNode[]) {
    const inFile = new Map(file.names.map((name, i) => [name, i]));
    const numberOf = new Int32Array(file.names.length).fill(-1);
    this.#file = file;
    this.#nodes = nodes.length;
    this.#places = nodes.map(({ name }, i) => {
      const number = inFile.get(name) as number;
      numberOf[number] = i;
      return file.coordinates[number];
    });
    this.pairs = file.pairs.flatMap(([a, b]) => {
      const [x, y] = [numberOf[a] as number, numberOf[b] as number];
      return x < 0 || y < 0 ? [] : [pair(x, y)];
    });
    this.pairs.sort((x, y) => x[0] - y[0] || x[1] - y[1]);
  }

  get hasPlaces(): boolean {
    return this.pairs.some(([x, y]) => this.fibreMs(x, y) !== undefined);
  }

  /** Undefined where it is not known where both are. */
  fibreMs(x: number, y: number): number | undefined {
    const [from, to] = [this.#places[x], this.#places[y]];
    return from === undefined || to === undefined ? undefined : delayInFibreMs(from, to);
  }

  notes(byDistance: boolean): string[] {
    const { notes, names, pairs } = this.#file;
    const part =
      this.#nodes === names.length
        ? []
        : [
            `of it here: ${counted(this.#nodes, 'node')}, and ${counted(this.pairs.length, 'link')} of ${pairs.length.toLocaleString('en')}`,
          ];
    const lonely = this.#nodes - new Set(this.pairs.flat()).size;
    return [
      ...notes,
      ...part,
      ...(lonely > 0 ? [`${counted(lonely, 'node')} without any link`] : []),
      ...(byDistance ? this.#notesOnDistances() : []),
    ];
  }

  #notesOnDistances(): string[] {
    const unknown = this.pairs.filter(([x, y]) => this.fibreMs(x, y) === undefined).length;
    if (unknown === 0) return [];
    return [`${counted(unknown, 'link')} of nodes without coordinates: no latency there`];
  }
}
