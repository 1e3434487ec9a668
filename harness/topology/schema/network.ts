/**
 * The schemas of `network` and `addresses`, and of what only a routed network has: `elsewhere`, and `address` of a node.
 */

import { choice, forms, list, text } from '../text/fields.ts';
import { conditions } from './conditions.ts';

export const network = choice(
  '`flat`: nodes are on one network, and links with conditions go through relays. `routed`: every node has a wire to a router, which forwards all that it sends, to whatever address and in whatever protocol, under the conditions of the pair.',
  ['flat', 'routed'],
  { byDefault: 'flat' },
);

/** A range of addresses, or one of each family. `facts`: those of one range. */
function rangesOf(description: string, sample: string, facts: Record<string, unknown> = {}) {
  const both = `[${sample}, 2001:db8::/32]`;
  const range = text(description, 50, { samples: [sample, '2001:db8::/32'], ...facts });
  return forms(
    description,
    `a range, as in \`${sample}\`, or a list of two, as in \`${both}\``,
    [range, list(description, `a list of ranges, as in \`${both}\``, range)],
    [['text', 'number'], ['list']],
  );
}

export const addresses = rangesOf(
  'Of which kind the addresses of nodes are: `ipv4` or `ipv6`. On a routed network also from where they are: a range of one kind, or one of each.',
  '198.18.0.0/15',
  { byDefault: 'ipv4' },
);

export const siteAddresses = rangesOf(
  'From where its nodes have their addresses: a range of its own within those of the network.',
  '198.18.5.0/24',
);

const ELSEWHERE =
  'What holds between nodes of a routed network that have no link: `open`, all passes; `closed`, nothing does; or conditions.';

export const elsewhere = forms(
  ELSEWHERE,
  '`open`, `closed`, or a map of conditions, as in `{ latency: 80ms }`',
  [choice(ELSEWHERE, ['open', 'closed'], { byDefault: 'open' }), conditions],
  [['text', 'number', 'switch'], ['map']],
);

const ADDRESS =
  "The node's address on a routed network, of IPv4, IPv6 or one of each. Without it, the next of the range.";
const address = text(ADDRESS, 50, { samples: ['198.18.7.1'] });

export const nodeAddress = forms(
  ADDRESS,
  'an address, as in `198.18.7.1`, or a list of two',
  [address, list(ADDRESS, 'a list of addresses, as in `[198.18.7.1, 2001:db8::7]`', address)],
  [['text', 'number'], ['list']],
);
