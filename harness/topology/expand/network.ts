/**
 * `network`, `addresses` and `elsewhere` of the file → the routed network.
 */

import type { Elsewhere } from '../../../node/contract/router.ts';
import type { RoutedNetwork } from '../model/network.ts';
import type { TopologyNode } from '../model/types.ts';
import { addresses as addressesSchema, elsewhere, network } from '../schema/network.ts';
import { type Validation, validate } from '../schema/validate.ts';
import { type Path, valueAt } from '../text/source.ts';
import { AddressRange } from './address-range.ts';
import { mergeConditions } from './conditions.ts';
import { addressesOfNodes } from './node-addresses.ts';

/** RFC 2544: for tests between networks, and no program takes them for private. */
const DEFAULT_RANGE = '198.18.0.0/15';
const ROUTED = 'Write `network: routed`, or leave it out.';

interface Routed {
  network?: RoutedNetwork;
  /** With their addresses. */
  nodes?: TopologyNode[];
}

/** Nothing on a flat network, and where something is wrong. */
export function expandNetwork(context: Validation, nodes: TopologyNode[] | undefined): Routed {
  if (!isRouted(context)) {
    forbidOnFlat(context, nodes);
    return {};
  }
  forbidOnRouted(context, nodes);
  const { problems } = context;
  const before = problems.count;
  const ranges = readRanges(context);
  const where = readElsewhere(context);
  if (nodes === undefined || ranges === undefined) return {};
  const addresses = addressesOfNodes(context, ranges, nodes);
  if (problems.count > before || where === undefined) return {};
  return {
    network: {
      ranges: ranges.map(({ text }) => text),
      router: ranges.map(({ router }) => router),
      elsewhere: where,
    },
    nodes: nodes.map((node, i) => ({ ...node, addresses: addresses[i]! })),
  };
}

function isRouted(context: Validation): boolean {
  if (valueAt(context.source.value, ['network']) === undefined) return false;
  return validate(network, context, ['network']) === 'routed';
}

function forbidOnFlat({ source, problems }: Validation, nodes: readonly TopologyNode[] = []): void {
  const words = ['addresses', 'elsewhere'].map((word): Path => [word]);
  const ofNodes = nodes.map(({ name }): Path => ['nodes', name, 'address']);
  for (const path of [...words, ...ofNodes]) {
    if (valueAt(source.value, path) !== undefined)
      problems.atKey(source, path, `\`${path.at(-1)}\` on a flat network`, ROUTED);
  }
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
  const { source, problems } = context;
  const path: Path = ['addresses'];
  const isWritten = valueAt(source.value, path) !== undefined;
  const written = isWritten ? validate(addressesSchema, context, path) : DEFAULT_RANGE;
  if (written === undefined) return undefined;
  const texts = Array.isArray(written) ? written : [written];
  if (texts.length === 0) problems.at(source, path, 'no range', 'Write one, or leave `addresses` out.');
  const ranges: AddressRange[] = [];
  for (const [i, text] of texts.entries()) {
    const at = Array.isArray(written) ? [...path, i] : path;
    const range = AddressRange.parse(text);
    if (typeof range === 'string') problems.at(source, at, range, 'Write a range like `198.18.0.0/15`.');
    else if (ranges.some(({ family }) => family === range.family))
      problems.at(
        source,
        at,
        `two ranges of ${range.family}`,
        'Write one of IPv4, one of IPv6, or one of each.',
      );
    else ranges.push(range);
  }
  if (texts.length === 0 || ranges.length < texts.length) return undefined;
  // Where a node has both, its neighbours get that of IPv4.
  return ranges.sort((one, other) => (one.family < other.family ? -1 : 1));
}

function readElsewhere(context: Validation): Elsewhere | undefined {
  const path: Path = ['elsewhere'];
  if (valueAt(context.source.value, path) === undefined) return 'open';
  const written = validate(elsewhere, context, path);
  if (written === undefined || typeof written === 'string') return written;
  return mergeConditions(context, [{ path, written }]) ?? 'open';
}
