/**
 * The nodes of a topology as selectors see them: from what is written at a place to the nodes that it stands for.
 */

import { randomStream } from '../../common/random-streams.ts';
import type { Validation } from '../schema/validate.ts';
import { allNear, didYouMean } from '../text/nearest.ts';
import type { Path } from '../text/source.ts';
import { maySelectNode, parseSelector, resolveSelector, type Selector } from './selectors.ts';
import type { TopologyNode } from './types.ts';
import { nodesInWords } from './words.ts';

/** Who of the nodes may be meant. Without it, all. */
export interface Candidates {
  /** The name of the random stream that `random(3)` draws from. */
  stream: string;
  fits?(node: number): boolean;
  /** `running at 4s`. */
  fitWords?: string;
  fitCure?: string;
  /** Why a node that is named alone does not fit. */
  misfit?(node: number): { text: string; fix: string };
  /** See `Field`. */
  before?: ReadonlySet<number>;
}

/** A selector or a list of them; undefined in the place of one that is wrong, which has been reported. */
export type Selection = string | readonly (string | undefined)[];

export class NodeSet {
  readonly context: Validation;
  /** False where it is not known which nodes there are: then selectors are read, and mean nobody. */
  readonly isKnown: boolean;
  readonly names: readonly string[];
  readonly seed: number;
  readonly #nodes: readonly TopologyNode[];
  readonly #numbers: Map<string, number>;

  constructor(context: Validation, nodes: readonly TopologyNode[] | undefined, seed: number) {
    this.context = context;
    this.seed = seed;
    this.isKnown = nodes !== undefined;
    this.#nodes = nodes ?? [];
    this.names = this.#nodes.map((node) => node.name);
    this.#numbers = new Map(this.names.map((name, i) => [name, i]));
  }

  numberOf(name: string): number | undefined {
    return this.#numbers.get(name);
  }

  name(node: number): string {
    return this.names[node] as string;
  }

  complain(path: Path, text: string, fix: string): void {
    this.context.problems.at(this.context.source, path, text, fix);
  }

  /** The number of the node of that name; undefined when there is none, which has then been reported. */
  find(path: Path, name: string): number | undefined {
    const node = this.#numbers.get(name);
    if (node === undefined && this.isKnown) this.complain(path, `\`${name}\` is no node`, this.#cure(name));
    return node;
  }

  /** The nodes that a text or a list of texts stands for, in order; null when something is wrong, which has been reported. */
  select(path: Path, written: Selection, among: Candidates): number[] | null {
    const texts = typeof written === 'string' ? [written] : written;
    let sound = true;
    const wrong = (i: number, text: string, fix: string) => {
      sound = false;
      this.complain(typeof written === 'string' || texts.length === 0 ? path : [...path, i], text, fix);
    };
    if (texts.length === 0) wrong(0, 'a list of no nodes', 'Name one or more.');
    const selectors = texts.map((text, i): Selector | null => {
      if (text === undefined) {
        sound = false;
        return null;
      }
      const parsed = parseSelector(text);
      if (parsed.ok) return parsed.value;
      wrong(i, parsed.text, parsed.fix);
      return null;
    });
    if (!this.isKnown) return sound ? [] : null;
    const { fits = () => true, fitWords = 'left', stream, before, misfit } = among;
    const { fitCure = 'Leave it out: every node is named before it.' } = among;
    const result = resolveSelector(selectors, {
      names: this.names,
      numberOf: (name) => this.#numbers.get(name),
      fits,
      fitWords,
      fitCure,
      lots: () => this.lots(stream),
      nodesInWords: nodesInWords(this.#nodes),
      hint: (name) => (this.context.problems.full ? '' : didYouMean(name, this.names)),
      ...(before === undefined ? {} : { before }),
    });
    for (const mistake of result.wrong) wrong(mistake.index, mistake.text, mistake.fix);
    for (const { index, node } of result.misfits) {
      const { text = '', fix = '' } = misfit?.(node) ?? {};
      wrong(index, text, fix);
    }
    return sound ? result.nodes : null;
  }

  /** Whom something may mean that could not be read as a whole: those whose name is near, where it is nobody's. */
  mayMean(text: string): number[] {
    const parsed = parseSelector(text);
    if (parsed.ok && parsed.value.kind === 'name') {
      const node = this.#numbers.get(text);
      if (node !== undefined) return [node];
      return allNear(text, this.names).flatMap((name) => this.#numbers.get(name) ?? []);
    }
    const everybody = this.names.map((_, node) => node);
    return parsed.ok ? everybody.filter((node) => maySelectNode(parsed.value, this.name(node))) : everybody;
  }

  /** A random number for each node, the same whatever the nodes are doing. */
  lots(stream: string): Uint32Array {
    const random = randomStream(this.seed, stream);
    const lots = new Uint32Array(this.names.length);
    // A loop: `from` with a function takes ten times as long, and steps by the thousand draw among nodes by the thousand.
    for (let node = 0; node < lots.length; node++) lots[node] = random.u32();
    return lots;
  }

  #cure(name: string): string {
    if (this.context.problems.full) return '';
    return didYouMean(name, this.names) + nodesInWords(this.#nodes);
  }
}
