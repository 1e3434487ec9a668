/**
 * A topology from which something was taken away → one that loads: what refers to nodes and links that are gone goes
 * too, and so does each step that cannot be done any more, such as the `start` of a node that nobody has killed. It
 * rehearses the steps with the very model by which loading judges them.
 */

import { Lives } from '../topology/lives.ts';
import type { Action, DirectionName, Expect, Step, Topology } from '../topology/types.ts';
import { type Way, Wires } from '../topology/wires.ts';
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
  readonly #lives: Lives;
  readonly #wires: Wires;
  readonly #linked: Set<string>;

  constructor({ nodes, links }: Topology) {
    const names = nodes.map(({ name }) => name);
    this.#numbers = new Map(names.map((name, i) => [name, i]));
    this.#lives = new Lives(nodes);
    this.#wires = new Wires(names, (name) => this.#numbers.get(name), links);
    this.#linked = new Set(links.flatMap(({ a, b }) => [`${a} ${b}`, `${b} ${a}`]));
  }

  /** What is left of a step, which is then done; null when nothing is. Steps come in order of time. */
  possible(step: Step): Action | null {
    this.#lives.advance(step.atMs);
    switch (step.verb) {
      case 'inject': {
        const from = this.#fitting(step.from, 'inject');
        return from.length === 0 ? null : { ...step, from };
      }
      case 'partition':
        return this.#partition(step.groups, step.atMs);
      case 'heal': {
        if (this.#wires.partition === null) return null;
        this.#wires.heal(step.atMs, '');
        return step;
      }
      case 'cut':
      case 'mend':
        return this.#onWires(step.verb, step.directions, step.atMs);
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
        for (const name of nodes) this.#lives.apply(this.#number(name), step.verb, step.atMs, '');
        return nodes.length === 0 ? null : { ...step, nodes };
      }
    }
  }

  #fitting(names: readonly string[], verb: Parameters<Lives['fits']>[1]): string[] {
    return names.filter((name) => this.#numbers.has(name) && this.#lives.fits(this.#number(name), verb));
  }

  #partition(written: readonly (readonly string[])[], atMs: number): Action | null {
    const groups = written.map((group) => group.filter((name) => this.#numbers.has(name)));
    const left = groups.filter((group) => group.length > 0);
    if (left.length < 2 || this.#wires.partition !== null) return null;
    this.#wires.split(atMs, '');
    return { verb: 'partition', groups: left };
  }

  #onWires(verb: 'cut' | 'mend', written: readonly DirectionName[], atMs: number): Action | null {
    const directions = written.filter(
      (direction) =>
        this.#isLinked(direction) && this.#wires.isCut(this.#way(direction)) === (verb === 'mend'),
    );
    for (const direction of directions) this.#wires[verb](this.#way(direction), atMs, '');
    return directions.length === 0 ? null : { verb, directions };
  }

  #isLinked({ from, to }: DirectionName): boolean {
    return this.#linked.has(`${from} ${to}`);
  }

  #isLinkedAtAll(name: string): boolean {
    return this.#wires.neighbours(this.#number(name)).length > 0;
  }

  #way({ from, to }: DirectionName): Way {
    return [this.#number(from), this.#number(to)];
  }

  #number(name: string): number {
    return this.#numbers.get(name) ?? -1;
  }
}
