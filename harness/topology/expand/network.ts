/**
 * `network`, `addresses`, `elsewhere` and `sites` of the file → the routed network, or of which kind the addresses of a flat one are.
 */

import type { Elsewhere } from '../../../node/contract/router.ts';
import type { RoutedNetwork } from '../model/network.ts';
import type { TopologyNode } from '../model/types.ts';
import { GATE_KEYS } from '../schema/gates.ts';
import { addresses, elsewhere, network } from '../schema/network.ts';
import { type Validation, validate } from '../schema/validate.ts';
import { type Path, valueAt } from '../text/source.ts';
import { AddressRange } from './address-range.ts';
import { readAddressRanges } from './address-ranges.ts';
import { mergeConditions } from './conditions.ts';
import { expandSites } from './gates.ts';
import { addressesOfNodes } from './node-addresses.ts';

/** RFC 2544 and 5180: for tests between networks, and no program takes them for private. */
const USUAL_RANGE = '198.18.0.0/15';
const USUAL_RANGES = new Map([
  ['ipv4', USUAL_RANGE],
  ['ipv6', '2001:2::/48'],
]);
const ROUTED = 'Write `network: routed`, or leave it out.';

interface Expanded {
  network?: RoutedNetwork;
  /** Of a flat network. */
  addresses?: 'ipv6';
  /** With their addresses. */
  nodes?: TopologyNode[];
}

/** Nothing where something is wrong. */
export function expandNetwork(
  context: Validation,
  nodes: TopologyNode[] | undefined,
  seed: number,
): Expanded {
  if (!isRouted(context)) {
    forbidOnFlat(context, nodes);
    return readFlatAddresses(context) === 'ipv6' ? { addresses: 'ipv6' } : {};
  }
  forbidOnRouted(context, nodes);
  const { problems } = context;
  const before = problems.count;
  const ranges = readRanges(context);
  const where = readElsewhere(context);
  const sites = expandSites(context, { nodes, ranges, seed });
  if (nodes === undefined || ranges === undefined) return {};
  const given = addressesOfNodes(context, { ranges, sites, nodes });
  if (problems.count > before || where === undefined) return {};
  return {
    network: {
      ranges: ranges.map(({ text }) => text),
      router: ranges.map(({ router }) => router),
      elsewhere: where,
      ...(sites.length === 0 ? {} : { sites: sites.map(({ ownRanges: _, ...site }) => site) }),
    },
    nodes: nodes.map((node, i) => ({ ...node, addresses: given[i]! })),
  };
}

function isRouted(context: Validation): boolean {
  if (valueAt(context.source.value, ['network']) === undefined) return false;
  return validate(network, context, ['network']) === 'routed';
}

function forbidOnFlat({ source, problems }: Validation, nodes: readonly TopologyNode[] = []): void {
  const words = ['elsewhere', 'sites'].map((word): Path => [word]);
  const ofNodes = nodes.flatMap(({ name }) =>
    ['address', ...GATE_KEYS].map((word): Path => ['nodes', name, word]),
  );
  const ofAll = GATE_KEYS.map((word): Path => ['nodes', word]);
  for (const path of [...words, ...ofAll, ...ofNodes]) {
    if (valueAt(source.value, path) !== undefined)
      problems.atKey(source, path, `\`${path.at(-1)}\` on a flat network`, ROUTED);
  }
}

/** The addresses themselves are the machine's or the engine's to give. */
function readFlatAddresses(context: Validation): string | undefined {
  const path: Path = ['addresses'];
  if (valueAt(context.source.value, path) === undefined) return undefined;
  const written = validate(addresses, context, path);
  if (written === undefined || (typeof written === 'string' && USUAL_RANGES.has(written))) return written;
  const fix = 'Write `ipv4` or `ipv6`, or `network: routed`.';
  context.problems.at(context.source, path, 'a flat network takes no ranges of addresses', fix);
  return undefined;
}

/** What relays do, and the router does not. */
function forbidOnRouted({ source, problems }: Validation, nodes: readonly TopologyNode[] = []): void {
  if (valueAt(source.value, ['networks']) !== undefined) {
    const fix = 'Link the nodes that may talk, and write `elsewhere: closed`.';
    problems.atKey(source, ['networks'], '`networks` together with `network: routed`', fix);
  }
  const paths = [['nodes', 'nat'], ...nodes.map(({ name }) => ['nodes', name, 'nat'])];
  const path = paths.find((each) => valueAt(source.value, each) !== undefined);
  if (path !== undefined)
    problems.atKey(
      source,
      path,
      '`nat` on a routed network is not supported yet',
      'Leave one of the two out.',
    );
}

function readRanges(context: Validation): AddressRange[] | undefined {
  if (valueAt(context.source.value, ['addresses']) !== undefined) {
    const fix = 'Write a range like `198.18.0.0/15`, or `ipv6`.';
    const read = readAddressRanges(context, ['addresses'], addresses, { fix, named: USUAL_RANGES });
    return read?.map(({ range }) => range);
  }
  const range = AddressRange.parse(USUAL_RANGE);
  return typeof range === 'string' ? undefined : [range];
}

function readElsewhere(context: Validation): Elsewhere | undefined {
  const path: Path = ['elsewhere'];
  if (valueAt(context.source.value, path) === undefined) return 'open';
  const written = validate(elsewhere, context, path);
  if (written === undefined || typeof written === 'string') return written;
  return mergeConditions(context, [{ path, written }]) ?? 'open';
}
