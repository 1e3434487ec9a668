/**
 * The addresses of the nodes of a routed network: those that are written, and for all others the next of the range.
 */

import { plural } from '../../common/wording.ts';
import type { TopologyNode } from '../model/types.ts';
import { nodeAddress } from '../schema/network.ts';
import { type Validation, validate } from '../schema/validate.ts';
import { type Path, valueAt } from '../text/source.ts';
import { type AddressRange, parseIp } from './address-range.ts';

/** By node, in their order: IPv4 before IPv6. */
export function addressesOfNodes(
  context: Validation,
  ranges: readonly AddressRange[],
  nodes: readonly TopologyNode[],
): string[][] {
  const { source, problems } = context;
  const owners = new Map(ranges.map(({ router }) => [router, 'the router']));
  const written = nodes.map(({ name }) => readAddresses(context, ranges, owners, name));
  return nodes.map(({ name }, i) => {
    if (written[i] !== undefined) return written[i];
    return ranges.flatMap((range) => {
      const free = nextFree(range, i, nodes.length, owners);
      if (free === null) {
        const path = valueAt(source.value, ['addresses']) === undefined ? ['network'] : ['addresses'];
        // Once: all after it have none either.
        if (!owners.has(range.text))
          problems.at(source, path, noRoom(range, nodes.length), 'Write a larger range.');
        owners.set(range.text, 'full');
        return [];
      }
      owners.set(free, name);
      return [free];
    });
  });
}

/** Undefined where none is written. What is wrong has been reported. */
function readAddresses(
  context: Validation,
  ranges: readonly AddressRange[],
  owners: Map<string, string>,
  name: string,
): string[] | undefined {
  const { source, problems } = context;
  const path: Path = ['nodes', name, 'address'];
  if (valueAt(source.value, path) === undefined) return undefined;
  const written = validate(nodeAddress, context, path) ?? [];
  const found: { address: string; family: string }[] = [];
  if (Array.isArray(written) && written.length === 0)
    problems.at(source, path, 'no address', 'Write one, or leave `address` out.');
  for (const [i, text] of [written].flat().entries()) {
    const at = Array.isArray(written) ? [...path, i] : path;
    const ip = parseIp(text);
    const address = ip?.toString() ?? text;
    const range = ranges.find((each) => ip !== null && each.has(ip));
    const allowed = ranges.map((each) => each.text).join(' or ');
    if (ip === null) problems.at(source, at, `\`${text}\` is no address`, 'Write one like `198.18.7.1`.');
    else if (range === undefined)
      problems.at(
        source,
        at,
        `\`${text}\` is outside ${allowed}`,
        'Write another, or another range in `addresses`.',
      );
    else if (!range.canHaveNode(ip!))
      problems.at(source, at, `\`${text}\` is no address that a node can have`, 'Write another.');
    else if (owners.has(address))
      problems.at(source, at, `\`${text}\` is the address of ${owners.get(address)}`, 'Write another.');
    else if (found.some(({ family }) => family === range.family))
      problems.at(
        source,
        at,
        `a second address of ${range.family}`,
        'A node has one of IPv4, one of IPv6, or one of each.',
      );
    else {
      owners.set(address, name);
      found.push({ address, family: range.family });
    }
  }
  return found.sort((one, other) => (one.family < other.family ? -1 : 1)).map(({ address }) => address);
}

/** The node's own place, or where another node has asked for that, the first behind those of all nodes. */
function nextFree(
  range: AddressRange,
  i: number,
  nodes: number,
  owners: ReadonlyMap<string, string>,
): string | null {
  let address = range.at(i, nodes);
  for (let behind = nodes; address !== null && owners.has(address); behind++)
    address = range.at(behind, nodes);
  return address;
}

function noRoom({ text, room }: AddressRange, nodes: number): string {
  return `${text} has room for ${plural(room, 'node')}, and there are ${nodes}`;
}
