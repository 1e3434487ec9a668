/**
 * What a wire says of itself: the alias of its router's end, a text that the kernel keeps with an interface. It is written last, so a wire whose
 * alias is that of the wire that is asked for is whole and needs nothing; and no interface without one is ever removed.
 *
 *     meshbed net:[4026532391] 1500 198.18.0.2>198.18.0.1,fd00::2>fd00::1 alice
 */
import type { Wire, WireRow } from '../contract/wires.ts';

/** The alias of a wire that is being laid. */
export const UNFINISHED = 'meshbed';

export function encodeAlias({ node, addresses, mtu }: Omit<Wire, 'namespace'>, namespaceId: string): string {
  const pairs = addresses.map(({ address, gateway }) => `${address}>${gateway}`).join();
  return [UNFINISHED, namespaceId, mtu, pairs, node].join(' ');
}

export function isAliasOfWire(alias: string): boolean {
  return alias === UNFINISHED || alias.startsWith(`${UNFINISHED} `);
}

/** Null where the alias is that of no wire, or of one that is not whole. */
export function decodeAlias(device: string, alias: string): WireRow | null {
  const [mark, namespaceId = '', mtu, pairs = '', ...node] = alias.split(' ');
  if (mark !== UNFINISHED || node.length === 0) return null;
  const addresses = pairs.split(',').map((pair) => {
    const [address = '', gateway = ''] = pair.split('>');
    return { address, gateway };
  });
  return { node: node.join(' '), namespaceId, device, addresses, mtu: Number(mtu) };
}
