/**
 * The addresses of the nodes of a routed network: those that are written, and for all others the next of the range, of their site where it
 * has one.
 */

import { plural } from '../../common/wording.ts';
import type { TopologyNode } from '../model/types.ts';
import { nodeAddress } from '../schema/network.ts';
import { type Validation, validate } from '../schema/validate.ts';
import { type Path, valueAt } from '../text/source.ts';
import { type AddressRange, parseIp } from './address-range.ts';
import type { ExpandedSite } from './gates.ts';

/** A range in which more than this are sites' is as good as full. */
const MOST_SKIPPED = 65_536;

interface Among {
  /** Of the network. */
  ranges: readonly AddressRange[];
  sites: readonly ExpandedSite[];
  nodes: readonly TopologyNode[];
}

/** By node, in their order: IPv4 before IPv6. */
export function addressesOfNodes(context: Validation, among: Among): string[][] {
  const { ranges, sites, nodes } = among;
  const owners = new Map(ranges.map(({ router }) => [router, 'the router']));
  const homes = new Map(sites.flatMap((site) => site.nodes.map((name) => [name, site] as const)));
  const rangesOf = (name: string) =>
    ranges.map((range) => homes.get(name)?.ownRanges.find(({ family }) => family === range.family) ?? range);
  const written = nodes.map(({ name }) =>
    readAddresses(
      context,
      ['nodes', name, 'address'],
      { ranges: rangesOf(name), sites, home: homes.get(name) },
      owners,
      name,
    ),
  );
  const isFree = (address: string, range: AddressRange) =>
    !owners.has(address) &&
    !sites.some(({ ownRanges }) => ownRanges.some((own) => own !== range && own.has(parseIp(address)!)));
  const free = new FreeAddresses(nodes.length, isFree);
  const full = new Set<AddressRange>();
  return nodes.map(({ name }, i) => {
    if (written[i] !== undefined) return written[i];
    return rangesOf(name).flatMap((range) => {
      const address = ranges.includes(range) ? free.near(range, i) : free.inOrder(range);
      if (address !== null) owners.set(address, name);
      // Once: all after it have none either.
      else if (!full.has(range)) noRoom(context, range, among);
      if (address === null) full.add(range);
      return address ?? [];
    });
  });
}

interface Allowed {
  /** Of its site or of the network. */
  ranges: readonly AddressRange[];
  sites: readonly ExpandedSite[];
  home: ExpandedSite | undefined;
}

/** Undefined where none is written. What is wrong has been reported. Those that are right are `name`'s from then on. */
export function readAddresses(
  context: Validation,
  path: Path,
  allowed: Allowed,
  owners: Map<string, string>,
  name: string,
): string[] | undefined {
  const { source, problems } = context;
  if (valueAt(source.value, path) === undefined) return undefined;
  const written = validate(nodeAddress, context, path) ?? [];
  const found: { address: string; family: string }[] = [];
  if (Array.isArray(written) && written.length === 0)
    problems.at(source, path, 'no address', 'Write one, or leave `address` out.');
  for (const [i, text] of [written].flat().entries()) {
    const at = Array.isArray(written) ? [...path, i] : path;
    const ip = parseIp(text);
    const address = ip?.toString() ?? text;
    const range = allowed.ranges.find((each) => ip !== null && each.has(ip));
    const wrong = whyNot(text, range, allowed) ?? whyNotAlso(text, owners.get(address), range, found);
    if (wrong !== null) problems.at(source, at, wrong.text, wrong.fix);
    else {
      owners.set(address, name);
      found.push({ address, family: range!.family });
    }
  }
  return found.sort((one, other) => (one.family < other.family ? -1 : 1)).map(({ address }) => address);
}

type Mistake = { text: string; fix: string };

/** Why no node there can have this address; null where one can. */
function whyNot(
  text: string,
  range: AddressRange | undefined,
  { ranges, sites, home }: Allowed,
): Mistake | null {
  const ip = parseIp(text);
  if (ip === null) return { text: `\`${text}\` is no address`, fix: 'Write one like `198.18.7.1`.' };
  const host = sites.find((site) => site !== home && site.ownRanges.some((own) => own.has(ip)));
  if (host !== undefined)
    return {
      text: `\`${text}\` is an address of the site \`${host.name}\``,
      fix: 'Write another, or put the node into the site.',
    };
  if (range !== undefined)
    return range.canHaveNode(ip)
      ? null
      : { text: `\`${text}\` is no address that a node can have`, fix: 'Write another.' };
  const allowed = ranges.map((each) => each.text).join(' or ');
  return {
    text: `\`${text}\` is outside ${allowed}`,
    fix: 'Write another, or another range in `addresses`.',
  };
}

/** Why this node cannot; null where it can. */
function whyNotAlso(
  text: string,
  owner: string | undefined,
  range: AddressRange | undefined,
  found: readonly { family: string }[],
): Mistake | null {
  if (owner !== undefined) return { text: `\`${text}\` is the address of ${owner}`, fix: 'Write another.' };
  if (!found.some(({ family }) => family === range?.family)) return null;
  return {
    text: `a second address of ${range?.family}`,
    fix: 'A node has one of IPv4, one of IPv6, or one of each.',
  };
}

export class FreeAddresses {
  readonly #nodes: number;
  readonly #isFree: (address: string, range: AddressRange) => boolean;
  /** Where to look next, by range. */
  readonly #next = new Map<AddressRange, number>();

  constructor(nodes: number, isFree: (address: string, range: AddressRange) => boolean) {
    this.#nodes = nodes;
    this.#isFree = isFree;
  }

  /** The place of the i-th node, or where that is taken, the first behind those of all nodes. */
  near(range: AddressRange, i: number): string | null {
    const own = range.at(i, this.#nodes);
    if (own === null || this.#isFree(own, range)) return own;
    return this.#first(range, this.#nodes, (place) => range.at(place, this.#nodes));
  }

  inOrder(range: AddressRange): string | null {
    return this.#first(range, 0, (place) => range.inOrder(place));
  }

  #first(range: AddressRange, from: number, at: (place: number) => string | null): string | null {
    const begin = this.#next.get(range) ?? from;
    for (let place = begin; place < begin + MOST_SKIPPED; place++) {
      const address = at(place);
      this.#next.set(range, place + 1);
      if (address === null || this.#isFree(address, range)) return address;
    }
    return null;
  }
}

function noRoom({ source, problems }: Validation, range: AddressRange, { nodes, sites }: Among): void {
  const site = sites.find(({ ownRanges }) => ownRanges.includes(range));
  const own = valueAt(source.value, ['addresses']) === undefined ? ['network'] : ['addresses'];
  const text = `${range.text} has room for ${plural(range.room, 'node')}, and there are ${nodes.length}`;
  const beside = site === undefined && sites.some(({ ranges }) => ranges !== undefined);
  problems.at(
    source,
    site === undefined ? own : ['sites', site.name, 'addresses'],
    beside ? `${range.text} has no room for ${nodes.length} nodes beside those of sites` : text,
    'Write a larger range.',
  );
}
