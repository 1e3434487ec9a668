/**
 * The addresses of a node that has moved: those that are written, or those that it may keep at its new site, and the next of the range
 * for others.
 */

import type { Locations } from '../model/locations.ts';
import type { ScenarioState } from '../model/scenario-state.ts';
import type { Path } from '../text/source.ts';
import { AddressRange, parseIp } from './address-range.ts';
import { FreeAddresses, readAddresses } from './node-addresses.ts';

/** Where a node goes. */
interface Goal {
  node: number;
  site: string | null;
}

/** As they stand at `path`; null where something is wrong, which has been reported. */
export function addressesWritten(
  scenario: ScenarioState,
  locations: Locations,
  path: Path,
  { node, site }: Goal,
): string[] | null {
  const { problems } = scenario.context;
  const before = problems.count;
  const { sites, home, ranges } = rangesAt(locations, site);
  const owners = new Map(locations.network.router.map((address) => [address, 'the router']));
  for (const [i, name] of scenario.names.entries())
    if (i !== node) for (const address of locations.of(i).addresses) owners.set(address, name);
  const read = readAddresses(scenario.context, path, { ranges, sites, home }, owners, scenario.name(node));
  return read === undefined || problems.count > before ? null : read;
}

/** Null where there is no room, which has been reported. */
export function addressesAtSite(
  scenario: ScenarioState,
  locations: Locations,
  path: Path,
  { node, site }: Goal,
): string[] | null {
  const { sites, home, ranges } = rangesAt(locations, site);
  const isAnothers = (address: string) =>
    sites.some((other) => other !== home && other.ownRanges.some((own) => own.has(parseIp(address)!)));
  const isFree = (address: string) =>
    !isAnothers(address) &&
    locations.ownerOf(address) === undefined &&
    !locations.network.router.includes(address);
  const free = new FreeAddresses(scenario.names.length, isFree);
  const full: string[] = [];
  const addresses = locations.of(node).addresses.flatMap((address) => {
    const ip = parseIp(address)!;
    if (!isAnothers(address) && ranges.some((range) => range.has(ip))) return [address];
    const range = ranges.find(({ family }) => (family === 'IPv6') === address.includes(':'))!;
    const next = home?.ownRanges.includes(range) ? free.inOrder(range) : free.near(range, node);
    if (next === null) full.push(range.text);
    return next ?? [];
  });
  if (full.length === 0) return addresses;
  scenario.complain(path, `${full.join(' and ')} has no address left`, 'Write a larger range.');
  return null;
}

/** What may be there: of each family the site's own range, or that of the network. */
function rangesAt(locations: Locations, site: string | null) {
  const parse = (texts: readonly string[]) => texts.map((text) => AddressRange.parse(text) as AddressRange);
  const sites = locations.sites.map((each) => ({ ...each, ownRanges: parse(each.ranges ?? []) }));
  const home = sites.find(({ name }) => name === site);
  const ranges = parse(locations.network.ranges).map(
    (range) => home?.ownRanges.find(({ family }) => family === range.family) ?? range,
  );
  return { sites, home, ranges };
}
