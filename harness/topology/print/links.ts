/**
 * Links as a file says them: by their shape where they have one, else one by one; conditions that most of them share
 * once for all, and at a link only what differs there.
 */

import type { WrittenKeys } from '../text/source.ts';
import type { Topology, TopologyLink } from '../topology.ts';
import {
  areSameConditions,
  conditionsToOverride,
  FACETS,
  type Facet,
  type Facets,
  splitIntoFacets,
} from './conditions.ts';
import { findShapeOfLinks } from './shape.ts';

type WrittenLink = [a: string, b: string, own?: WrittenKeys];

/** What holds from a link's first end to its second, and back. */
interface FacetsBothWays {
  ab: Facets;
  ba: Facets;
}

export function writtenLinks(topology: Topology): WrittenLink[] | WrittenKeys {
  const { links } = topology;
  const facets = links.map(
    ({ ab, ba }): FacetsBothWays => ({ ab: splitIntoFacets(ab), ba: splitIntoFacets(ba) }),
  );
  const shared = sharedFacets(facets);
  const forAll: WrittenKeys = Object.assign({}, ...Object.values(shared));
  const list = links.map((link, i) => writtenLink(link, facets[i] as FacetsBothWays, shared));
  const shape = findShapeOfLinks(topology);
  if (shape !== null) {
    const own = list.filter(({ length }) => length === 3);
    return { ...shape, ...forAll, ...(own.length === 0 ? {} : { list: own }) };
  }
  return Object.keys(forAll).length === 0 ? list : { ...forAll, list };
}

/** Of each facet what more than half of all directions have; nothing where there is no such thing. */
function sharedFacets(facets: readonly FacetsBothWays[]): Facets {
  const both = facets.flatMap(({ ab, ba }) => [ab, ba]);
  const shared = splitIntoFacets(undefined);
  // A single link keeps its conditions to itself.
  if (facets.length < 2) return shared;
  for (const facet of FACETS) {
    const { value, count } = mostCommon(both.map((facets) => facets[facet]));
    // The keys of this facet cannot be taken away one by one, so all directions must agree.
    const enough = facet === 'rate' ? both.length : both.length / 2 + 1;
    if (count >= enough) shared[facet] = value;
  }
  return shared;
}

function mostCommon(values: readonly (WrittenKeys | null)[]): { value: WrittenKeys | null; count: number } {
  const counts = new Map<string, { value: WrittenKeys | null; count: number }>();
  let most = { value: null as WrittenKeys | null, count: 0 };
  for (const value of values) {
    const key = JSON.stringify(value);
    const seen = counts.get(key) ?? { value, count: 0 };
    seen.count++;
    counts.set(key, seen);
    if (seen.count > most.count) most = seen;
  }
  return most;
}

function writtenLink({ a, b }: TopologyLink, { ab, ba }: FacetsBothWays, shared: Facets): WrittenLink {
  const both: WrittenKeys = {};
  const fromA: WrittenKeys = {};
  const fromB: WrittenKeys = {};
  const say = (into: WrittenKeys, facet: Facet, wanted: WrittenKeys | null) =>
    Object.assign(into, conditionsToOverride(facet, wanted, shared[facet]));
  for (const facet of FACETS) {
    if (areSameConditions(ab[facet], ba[facet])) say(both, facet, ab[facet]);
    else {
      say(fromA, facet, ab[facet]);
      say(fromB, facet, ba[facet]);
    }
  }
  const isEmpty = (keys: WrittenKeys) => Object.keys(keys).length === 0;
  const own = {
    ...both,
    ...(isEmpty(fromA) ? {} : { [a]: fromA }),
    ...(isEmpty(fromB) ? {} : { [b]: fromB }),
  };
  return isEmpty(own) ? [a, b] : [a, b, own];
}
