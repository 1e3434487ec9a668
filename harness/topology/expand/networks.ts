/**
 * `networks` of the file → every network with its nodes by name.
 */

import { NodeSet } from '../model/node-set.ts';
import type { NetworkSpec, TopologyNode } from '../model/types.ts';
import { nodeListText } from '../model/words.ts';
import { NAME } from '../schema/name-rules.ts';
import { networks as networksSchema } from '../schema/networks.ts';
import { readWhatIsValid, type Validation } from '../schema/validate.ts';
import { type Path, valueAt } from '../text/source.ts';

/** Stands for the nodes that a wrong selector means, so that `rest` after it is not blamed. */
const UNKNOWN = -1;
const EXAMPLE = 'Name them, as in `{ left: n1..n6, right: n6..n12 }`, or leave `networks` out.';

/** Empty when all nodes share one network; undefined when something is wrong, and who can reach whom is not known. */
export function expandNetworks(
  context: Validation,
  nodes: TopologyNode[] | undefined,
  seed: number,
): NetworkSpec[] | undefined {
  const { source, problems } = context;
  if (valueAt(source.value, ['networks']) === undefined) return [];
  const before = problems.count;
  const { left: written, isWhole } = readWhatIsValid(networksSchema, context, ['networks']);
  if (written === undefined) return undefined;
  const names = source.keys(['networks']);
  if (names.length === 0) problems.at(source, ['networks'], 'there is no network', EXAMPLE);
  checkNames(context, names);
  const nodeSet = new NodeSet(context, nodes, seed);
  const named = new Set<number>();
  const networks = names.map((name) => {
    const among = { stream: `network ${name}`, before: named };
    const selector = written[name];
    const members = (selector === undefined ? null : nodeSet.select(['networks', name], selector, among)) ?? [
      UNKNOWN,
    ];
    for (const node of members) named.add(node);
    return { name, nodes: members.map((node) => nodeSet.name(node)) };
  });
  if (!isWhole || problems.count > before || nodes === undefined) return undefined;
  const outside = nodeSet.names.filter((_, node) => !named.has(node));
  if (outside.length > 0) {
    const text = `${nodeListText(outside)} ${outside.length === 1 ? 'is' : 'are'} on no network`;
    problems.atKey(
      source,
      ['networks'],
      text,
      'Name them in a network; `rest` is all that are not named before.',
    );
  }
  return outside.length > 0 ? undefined : networks;
}

function checkNames({ source, problems }: Validation, names: readonly string[]): void {
  const lowerCase = new Map<string, string>();
  for (const name of names) {
    const path: Path = ['networks', name];
    if (!NAME.test(name)) {
      const fix =
        'A name has up to 32 letters (a to z), digits, `-`, `_` and `.`, and begins with a letter or a digit.';
      problems.atKey(source, path, `\`${name.slice(0, 80)}\` cannot be a network's name`, fix);
    }
    const twin = lowerCase.get(name.toLowerCase());
    if (twin !== undefined) {
      const text = `\`${name}\` differs from \`${twin}\` only in capital letters`;
      problems.atKey(source, path, text, 'Take another name: engines cannot always tell them apart.');
    }
    lowerCase.set(name.toLowerCase(), name);
  }
}

/** Who shares a network with whom. */
export class Segments {
  /** For each node the numbers of its networks; null when all share one. */
  readonly #of: Map<string, number[]> | null;
  readonly #networks: readonly NetworkSpec[];

  constructor(networks: readonly NetworkSpec[]) {
    this.#networks = networks;
    this.#of = networks.length === 0 ? null : new Map();
    for (const [i, network] of networks.entries()) {
      for (const node of network.nodes) {
        const numbers = this.#of?.get(node);
        if (numbers === undefined) this.#of?.set(node, [i]);
        else numbers.push(i);
      }
    }
  }

  share(a: string, b: string): boolean {
    if (this.#of === null) return true;
    const others = this.#of.get(b) ?? [];
    return (this.#of.get(a) ?? []).some((network) => others.includes(network));
  }

  /** `left`, `left and right`. */
  text(node: string): string {
    const names = (this.#of?.get(node) ?? []).map((i) => this.#networks[i]?.name ?? '');
    return names.length <= 1 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  }
}
