/**
 * A topology from which something was taken away → one that loads: what refers to nodes and links that are gone goes
 * too, and so does each step that cannot be done any more, such as the `start` of a node that nobody has killed. It
 * rehearses the steps with the very model by which loading judges them.
 */

import { type DirectedPair, LinkStates } from '../../topology/model/link-states.ts';
import { Locations } from '../../topology/model/locations.ts';
import { type NodeEffect, NodeStates } from '../../topology/model/node-states.ts';
import type { Action, DirectionName, Expect, Step, Topology } from '../../topology/topology.ts';
import { verbOf } from '../../topology/verbs/lookup.ts';
import type { DirectionEffect, Verb } from '../../topology/verbs/verb.ts';
import { mapExpectedNodes } from './subjects.ts';

export function repairTopology(topology: Topology): Topology {
  const names = topology.nodes.map(({ name }) => name);
  const here = new Set(names);
  const links = topology.links.filter(({ a, b }) => here.has(a) && here.has(b));
  const networks = topology.networks
    .map(({ name, nodes }) => ({ name, nodes: nodes.filter((node) => here.has(node)) }))
    .filter(({ nodes }) => nodes.length > 0);
  const sites = topology.network?.sites
    ?.map((site) => ({ ...site, nodes: site.nodes.filter((node) => here.has(node)) }))
    .filter(
      ({ name, nodes }) =>
        nodes.length > 0 || topology.steps.some((step) => 'site' in step && step.site === name),
    );
  const network = topology.network && { ...topology.network, ...(sites ? { sites } : {}) };
  const rehearsal = new Rehearsal({ ...topology, links, ...(network ? { network } : {}) });
  const steps = topology.steps.flatMap((step): Step[] => {
    const action = rehearsal.possible(step);
    return action === null ? [] : [{ ...step, ...action }];
  });
  const told = (expect: Expect) => mapExpectedNodes(expect, (of) => of.filter((name) => here.has(name)));
  return {
    ...topology,
    links,
    networks,
    ...(network ? { network } : {}),
    steps: steps.map((step, index) => ({
      ...step,
      index,
      ...('expect' in step ? { expect: told(step.expect) } : {}),
    })) as Step[],
    expect: told(topology.expect),
  };
}

class Rehearsal {
  readonly #numbers: Map<string, number>;
  readonly #nodeStates: NodeStates;
  readonly #linkStates: LinkStates;
  readonly #linked: Set<string>;
  readonly #locations: Locations | null;

  constructor({ nodes, links, network }: Topology) {
    const names = nodes.map(({ name }) => name);
    this.#numbers = new Map(names.map((name, i) => [name, i]));
    this.#nodeStates = new NodeStates(nodes);
    this.#linkStates = new LinkStates(names, (name) => this.#numbers.get(name), links);
    this.#locations = network === undefined ? null : new Locations(network, nodes);
    this.#linked = new Set(links.flatMap(({ a, b }) => [`${a} ${b}`, `${b} ${a}`]));
  }

  /** What is left of a step, which is then done; null when nothing is. Steps come in order of time. */
  possible(step: Step): Action | null {
    const { atMs } = step;
    this.#nodeStates.advance(atMs);
    const verb = verbOf(step);
    const { partition } = verb;
    if (partition !== undefined && !partition.fits(this.#linkStates)) return null;
    const action = this.#reduced(step, verb);
    if (action === null) return null;
    partition?.apply(this.#linkStates, atMs, '');
    return action;
  }

  /** Without what is not there any more, or does not fit, in whichever form the step names it. */
  #reduced(step: Step, { nodes, directions, redo }: Verb<Action>): Action | null {
    if ('from' in step) {
      const from = this.#done(step.from, nodes, step.atMs);
      return from.length === 0 ? null : { ...step, from };
    }
    if ('nodes' in step) {
      const left = this.#done(step.nodes, nodes, step.atMs);
      if (left.length === 0) return null;
      const action = { ...step, nodes: left };
      return redo ? redo(action, this.#locations, this.#number(left[0]!)) : action;
    }
    if ('directions' in step) {
      const left = this.#doneOnLinks(step.directions, directions, step.atMs);
      return left.length === 0 ? null : { ...step, directions: left };
    }
    if ('groups' in step) {
      const groups = step.groups.map((group) => group.filter((name) => this.#numbers.has(name)));
      const left = groups.filter((group) => group.length > 0);
      return left.length < 2 ? null : { ...step, groups: left };
    }
    return step;
  }

  /** The nodes that fit, to which it is then done. */
  #done(names: readonly string[], effect: NodeEffect | undefined, atMs: number): string[] {
    const here = names.filter((name) => this.#numbers.has(name));
    if (effect === undefined) return here;
    const fitting = here.filter(
      (name) =>
        this.#nodeStates.fits(this.#number(name), effect) && (!effect.needsLink || this.#isLinkedAtAll(name)),
    );
    for (const name of fitting) this.#nodeStates.apply(this.#number(name), effect, atMs, '');
    return fitting;
  }

  /** The same of directions. */
  #doneOnLinks(
    names: readonly DirectionName[],
    effect: DirectionEffect | undefined,
    atMs: number,
  ): DirectionName[] {
    const here = names.filter((direction) => this.#isLinked(direction));
    if (effect === undefined) return here;
    const fitting = here.filter((direction) => effect.fits(this.#linkStates, this.#signature(direction)));
    for (const direction of fitting) effect.apply(this.#linkStates, this.#signature(direction), atMs, '');
    return fitting;
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
