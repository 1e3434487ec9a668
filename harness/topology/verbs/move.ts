/** `move`: a node of a routed network goes to another site, to another address, or both. */

import { addressesAtSite, addressesWritten } from '../expand/moved.ts';
import type { Location, Locations } from '../model/locations.ts';
import type { NodeEffect } from '../model/node-states.ts';
import type { ScenarioState } from '../model/scenario-state.ts';
import { nodeAddress } from '../schema/network.ts';
import { selector } from '../schema/selector.ts';
import { map, text } from '../text/fields.ts';
import { didYouMean } from '../text/nearest.ts';
import { valueAt, type WrittenKeys } from '../text/source.ts';
import { selectNodesForVerb } from './on-nodes.ts';
import { typedPlace } from './typed.ts';
import type { StepInput, Verb } from './verb.ts';

export interface MoveAction {
  verb: 'move';
  /** One. */
  nodes: string[];
  /** Those that it has from then on, and those that it had. */
  addresses: string[];
  before: string[];
  /** Null: at none. Absent: at the one where it was. */
  site?: string | null;
}

/** In place of a site's name. */
const NO_SITE = 'none';

const form = map(
  'On a routed network: a node goes to another site, to another address, or both. Nobody learns of it.',
  {
    node: selector('Which node; one.'),
    site: text(
      'To which site; `none` to none. It keeps its address, or gets the next of the site where that has a range of its own.',
      80,
    ).optional(),
    address: nodeAddress
      .meta({ description: 'To which address: of IPv4, IPv6 or one of each, as `address` of a node.' })
      .optional(),
  },
  {
    samples: [
      { node: 'n3', site: 'cafe' },
      { node: 'n3', address: '198.18.7.7' },
    ],
  },
);

/** Whatever it does: one that does not run is there when it starts. */
const effect: NodeEffect = {
  done: 'moved',
  from: ['waiting', 'stopped', 'running', 'paused'],
  to: null,
  fitWords: 'there',
  misfits: {},
};

export const move: Verb<MoveAction, typeof form> = {
  name: 'move',
  form,
  nodes: effect,
  changes: [],
  whom: 'node',
  expand(scenario, input, written) {
    const here = [...input.path, 'move'];
    const { locations } = scenario;
    if (locations === null) {
      const fix = 'Write `network: routed`, or leave it out.';
      scenario.complain(here, '`move` on a flat network', fix);
      return null;
    }
    const node = oneNode(scenario, input, written.node);
    const isWritten = (key: string) => valueAt(scenario.context.source.value, [...here, key]) !== undefined;
    if (!isWritten('site') && !isWritten('address')) {
      const fix = 'Write `site: cafe`, `address: 198.18.7.7`, or both.';
      scenario.complain(here, 'a `move` that says nowhere to', fix);
      return null;
    }
    if (locations === undefined || node === null || !input.isWhole) return null;
    const before = locations.of(node);
    const site = siteOf(scenario, locations, [...here, 'site'], written.site, before);
    if (site === undefined) return null;
    const addresses = isWritten('address')
      ? addressesWritten(scenario, locations, [...here, 'address'], { node, site })
      : addressesAtSite(scenario, locations, [...here, 'site'], { node, site });
    if (addresses === null) return null;
    if (isSameLocation(before, { addresses, site })) {
      const where = [...(site === null ? [] : [`at ${site}`]), `at ${addresses.join(' and ')}`].join(', ');
      scenario.complain(here, `${scenario.name(node)} is ${where} already`, 'Name another place.');
      return null;
    }
    locations.move(node, { addresses, site });
    const at = written.site === undefined ? {} : { site };
    return { verb: 'move', nodes: [scenario.name(node)], addresses, before: [...before.addresses], ...at };
  },
  redo(action, locations, node) {
    if (locations === null) return null;
    const { addresses, site } = action;
    const before = locations.of(node);
    const goal = { addresses, site: site === undefined ? before.site : site };
    const isTaken = addresses.some((address) => ![undefined, node].includes(locations.ownerOf(address)));
    const isGone = goal.site !== null && !locations.sites.some(({ name }) => name === goal.site);
    if (isTaken || isGone || isSameLocation(before, goal)) return null;
    locations.move(node, goal);
    return { ...action, before: [...before.addresses] };
  },
  text({ nodes, addresses, before, site }) {
    const where = site === undefined ? '' : site === null ? ' away from its site' : ` to ${site}`;
    const [is, was] = [addresses.join(' and '), before.join(' and ')];
    return `move ${nodes[0]}${where}: ${is === was ? `still ${is}` : `${is} in place of ${was}`}`;
  },
  written({ nodes, addresses, site }, writer): WrittenKeys {
    const address = addresses.length === 1 ? addresses[0]! : addresses;
    const at = site === undefined ? {} : { site: site ?? NO_SITE };
    return { move: { node: writer.nodes(nodes), ...at, address } };
  },
  typed: {
    usage: 'move n3 cafe',
    summary: 'to a site, or to an address: move n3 198.18.7.7 (network: routed)',
    read: typedPlace,
  },
};

function isSameLocation(one: Location, other: Location): boolean {
  return one.addresses.join() === other.addresses.join() && one.site === other.site;
}

function oneNode(
  scenario: ScenarioState,
  input: StepInput,
  written: string | readonly (string | undefined)[] | undefined,
): number | null {
  if (written === undefined) return null;
  const nodes = selectNodesForVerb(scenario, input, ['move', 'node'], effect, written);
  if (nodes === null || !scenario.isKnown) return null;
  if (nodes.length === 1) return scenario.numberOf(nodes[0]!) ?? null;
  const fix = 'Name one; each has a step of its own, and they may have the same time.';
  scenario.complain([...input.path, 'move', 'node'], `${nodes.length} nodes, and one moves in a step`, fix);
  return null;
}

/** Undefined where it is none, which has been reported. */
function siteOf(
  scenario: ScenarioState,
  { sites }: Locations,
  path: readonly (string | number)[],
  written: string | undefined,
  before: Location,
): string | null | undefined {
  if (written === undefined) return before.site;
  const names = sites.map(({ name }) => name);
  if (names.includes(written)) return written;
  if (written === NO_SITE) return null;
  const known = names.length === 0 ? 'There are none.' : `There are: ${names.join(', ')}.`;
  scenario.complain([...path], `\`${written}\` is no site`, didYouMean(written, names) + known);
  return undefined;
}
