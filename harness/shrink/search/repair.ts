/**
 * A topology from which something was taken away → one that loads: what refers to nodes and links that are gone goes
 * too, and so does each step that cannot be done any more, such as the `start` of a node that nobody has killed. It
 * rehearses the steps with the very model by which loading judges them.
 */

import { type DirectedPair, LinkStates } from '../../topology/model/link-states.ts';
import { NodeStates } from '../../topology/model/node-states.ts';
import type { Action, DirectionName, Expect, Step, Topology } from '../../topology/model/types.ts';
import { withSubjects } from './subjects.ts';

export function repaired(topology: Topology): Topology {
  const names = topology.nodes.map(({ name }) => name);
  const here = new Set(names);
  const links = topology.links.filter(({ a, b }) => here.has(a) && here.has(b));
  const networks = topology.networks
    .map(({ name, nodes }) => ({ name, nodes: nodes.filter((node) => here.has(node)) }))
    .filter(({ nodes }) => nodes.length > 0);
  const rehearsal = new Rehearsal({ ...topology, links });
  const steps = topology.steps.flatMap((step): Step[] => {
    const action = rehearsal.possible(step);
    return action === null ? [] : [{ ...step, ...action }];
  });
  const told = (expect: Expect) => withSubjects(expect, (of) => of.filter((name) => here.has(name)));
  return {
    ...topology,
    links,
    networks,
    steps: steps.map((step, index) => ({
      ...step,
      index,
      ...(step.verb === 'expect' ? { expect: told(step.expect) } : {}),
    })) as Step[],
    expect: told(topology.expect),
  };
}

class Rehearsal {
  readonly #numbers: Map<string, number>;
  readonly #nodeStates: NodeStates;
  readonly #linkStates: LinkStates;
  readonly #linked: Set<string>;

  constructor({ nodes, links }: Topology) {
    const names = nodes.map(({ name }) => name);
    this.#numbers = new Map(names.map((name, i) => [name, i]));
    this.#nodeStates = new NodeStates(nodes);
    this.#linkStates = new LinkStates(names, (name) => this.#numbers.get(name), links);
    this.#linked = new Set(links.flatMap(({ a, b }) => [`${a} ${b}`, `${b} ${a}`]));
  }

  /** What is left of a step, which is then done; null when nothing is. Steps come in order of time. */
  possible(step: Step): Action | null {
    this.#nodeStates.advance(step.atMs);
    switch (step.verb) {
      case 'inject': {
        const from = this.#fitting(step.from, 'inject');
        return from.length === 0 ? null : { ...step, from };
      }
      case 'partition':
        return this.#partition(step.groups, step.atMs);
      case 'heal': {
        if (this.#linkStates.partition === null) return null;
        this.#linkStates.heal(step.atMs, '');
        return step;
      }
      case 'cut':
      case 'mend':
        return this.#onLinks(step.verb, step.directions, step.atMs);
      case 'link': {
        const directions = step.directions.filter((direction) => this.#isLinked(direction));
        return directions.length === 0 ? null : { ...step, directions };
      }
      case 'attack': {
        // The attacker stands on a link of the node.
        const nodes = this.#fitting(step.nodes, 'attack').filter((name) => this.#isLinkedAtAll(name));
        return nodes.length === 0 ? null : { ...step, nodes };
      }
      case 'expect':
        return step;
      default: {
        const nodes = this.#fitting(step.nodes, step.verb);
        for (const name of nodes) this.#nodeStates.apply(this.#number(name), step.verb, step.atMs, '');
        return nodes.length === 0 ? null : { ...step, nodes };
      }
    }
  }

  #fitting(names: readonly string[], verb: Parameters<NodeStates['fits']>[1]): string[] {
    return names.filter((name) => this.#numbers.has(name) && this.#nodeStates.fits(this.#number(name), verb));
  }

  #partition(written: readonly (readonly string[])[], atMs: number): Action | null {
    const groups = written.map((group) => group.filter((name) => this.#numbers.has(name)));
    const left = groups.filter((group) => group.length > 0);
    if (left.length < 2 || this.#linkStates.partition !== null) return null;
    this.#linkStates.split(atMs, '');
    return { verb: 'partition', groups: left };
  }

  #onLinks(verb: 'cut' | 'mend', written: readonly DirectionName[], atMs: number): Action | null {
    const directions = written.filter(
      (direction) =>
        this.#isLinked(direction) && this.#linkStates.isCut(this.#signature(direction)) === (verb === 'mend'),
    );
    for (const direction of directions) this.#linkStates[verb](this.#signature(direction), atMs, '');
    return directions.length === 0 ? null : { verb, directions };
  }

  #isLinked({ from, to }: DirectionName): boolean {
    return this.#linked.has(`${from} ${to}`);
  }

  #isLinkedAtAll(name: string): boolean {
    return this.#linkStates.neighbours(this.#number(name)).length > 0;
  }

  #signature({ from, to }: DirectionName): DirectedPair {
    return [this.#number(from), this.#number(to)];
  }

  #number(name: string): number {
    return this.#numbers.get(name) ?? -1;
  }
}
