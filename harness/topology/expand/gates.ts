/**
 * `firewall`, `uplink` and `downlink` of a node, and `sites` of a routed network.
 */

import type { RateLimit } from '../../../node/link/rate-queue.ts';
import { plural } from '../../common/wording.ts';
import type { GateOptions, Site } from '../model/gates.ts';
import { NodeSet } from '../model/node-set.ts';
import type { TopologyNode } from '../model/types.ts';
import { GATE_KEYS, sites as sitesSchema, type WrittenSite } from '../schema/gates.ts';
import { NAME } from '../schema/name-rules.ts';
import { siteAddresses } from '../schema/network.ts';
import { type Left, readWhatIsValid, unknownKeysAt, type Validation } from '../schema/validate.ts';
import { mayStandFor } from '../text/nearest.ts';
import { type Path, valueAt } from '../text/source.ts';
import type { AddressRange } from './address-range.ts';
import { readAddressRanges } from './address-ranges.ts';
import { mergeConditions } from './conditions.ts';

type Written = Pick<Left<WrittenSite>, 'firewall' | 'uplink' | 'downlink'>;

/** Of a node or a site at this path. */
export function readGateOptions(
  context: Validation,
  path: Path,
  { firewall, uplink, downlink }: Written,
): GateOptions {
  const line = (word: 'uplink' | 'downlink', written: Written['uplink']): Record<string, RateLimit> => {
    const { rate = null, queue } = written ?? {};
    // A mistake of its own, if it was written.
    if (rate === null) return {};
    const conditions = { rate, ...(queue === undefined ? {} : { queue }) };
    const { rateBps, queueBytes } = mergeConditions(context, [
      { path: [...path, word], written: conditions },
    ])!;
    return { [word]: { rateBps: rateBps!, queueBytes: queueBytes! } };
  };
  return {
    ...(firewall ? { firewall } : {}),
    ...line('uplink', uplink),
    ...line('downlink', downlink),
  };
}

/** A site, and the ranges of its own. */
export interface ExpandedSite extends Site {
  ownRanges: readonly AddressRange[];
}

/** As far as they can be told; what is wrong has been reported. */
export function expandSites(
  context: Validation,
  among: { nodes: TopologyNode[] | undefined; ranges: readonly AddressRange[] | undefined; seed: number },
): ExpandedSite[] {
  const { source, problems } = context;
  const { nodes, ranges, seed } = among;
  if (valueAt(source.value, ['sites']) === undefined) return [];
  const { left = {} } = readWhatIsValid(sitesSchema, context, ['sites']);
  const nodeSet = new NodeSet(context, nodes, seed);
  const siteOf = new Map<number, string>();
  const sites: ExpandedSite[] = [];
  for (const [name, written] of Object.entries(left)) {
    const path: Path = ['sites', name];
    if (!NAME.test(name))
      problems.atKey(
        source,
        path,
        `\`${name.slice(0, 80)}\` cannot be a site's name`,
        'A name has up to 32 letters (a to z), digits, `-`, `_` and `.`, and begins with a letter or a digit.',
      );
    requireNodes(context, name);
    const members = membersOf(nodeSet, [...path, 'nodes'], written?.nodes, siteOf);
    for (const node of members) siteOf.set(node, name);
    const ownRanges = ownRangesOf(context, path, ranges, sites, members.length);
    sites.push({
      name,
      nodes: members.map((node) => nodeSet.name(node)),
      ...readGateOptions(context, path, written ?? {}),
      ...(ownRanges.length === 0 ? {} : { ranges: ownRanges.map(({ text }) => text) }),
      ownRanges,
    });
  }
  return sites;
}

/** Nobody is at a site for which no nodes are written, unless a step goes there. */
function requireNodes(context: Validation, site: string): void {
  const { source, problems } = context;
  const steps = valueAt(source.value, ['steps']);
  const count = Array.isArray(steps) ? steps.length : 0;
  const goesThere = (_: unknown, i: number) => valueAt(source.value, ['steps', i, 'move', 'site']) === site;
  const path: Path = ['sites', site];
  const keys = ['nodes', ...GATE_KEYS, 'addresses'];
  if (valueAt(source.value, [...path, 'nodes']) !== undefined) return;
  if (unknownKeysAt(context, path, keys).some((key) => mayStandFor(key, keys, ['nodes']))) return;
  if (Array.from({ length: count }, goesThere).includes(true)) return;
  const fix = 'Write its `nodes`, or a step that moves one there.';
  problems.atKey(source, path, 'a site without nodes', fix);
}

function membersOf(
  nodeSet: NodeSet,
  path: Path,
  written: Left<WrittenSite>['nodes'],
  siteOf: ReadonlyMap<number, string>,
): number[] {
  const stream = `site ${path[1]}`;
  const before = new Set(siteOf.keys());
  const members = written === undefined ? null : nodeSet.select(path, written, { stream, before });
  for (const node of members ?? []) {
    const other = siteOf.get(node);
    if (other !== undefined)
      nodeSet.complain(
        path,
        `\`${nodeSet.name(node)}\` is in the site \`${other}\``,
        'A node is in one site at most.',
      );
  }
  return members ?? [];
}

/** Those that are sound: within those of the network, apart from those of other sites, and with room for so many nodes. */
function ownRangesOf(
  context: Validation,
  sitePath: Path,
  ranges: readonly AddressRange[] | undefined,
  others: readonly ExpandedSite[],
  nodes: number,
): AddressRange[] {
  const { source, problems } = context;
  const path: Path = [...sitePath, 'addresses'];
  if (valueAt(source.value, path) === undefined) return [];
  const own =
    readAddressRanges(context, path, siteAddresses, { fix: 'Write a range like `198.18.5.0/24`.' }) ?? [];
  return own.flatMap(({ range, at }) => {
    const wrong = whyNot(range, ranges, others, nodes);
    if (wrong !== null) problems.at(source, at, wrong.text, wrong.fix);
    return wrong === null ? [range] : [];
  });
}

function whyNot(
  range: AddressRange,
  ranges: readonly AddressRange[] | undefined,
  others: readonly ExpandedSite[],
  nodes: number,
): { text: string; fix: string } | null {
  const { text, room } = range;
  if (ranges !== undefined && !ranges.some((each) => each.holds(range))) {
    const allowed = ranges.map((each) => each.text).join(' and ');
    return { text: `\`${text}\` is outside ${allowed}`, fix: 'Write a part of that.' };
  }
  const twin = others.find(({ ownRanges }) => ownRanges.some((other) => other.overlaps(range)));
  if (twin !== undefined)
    return {
      text: `\`${text}\` overlaps the addresses of the site \`${twin.name}\``,
      fix: 'Write another range.',
    };
  if (room >= nodes) return null;
  return {
    text: `${text} has room for ${plural(room, 'node')}, and the site has ${nodes}`,
    fix: 'Write a larger range.',
  };
}
