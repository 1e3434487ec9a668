/**
 * The schema of `sites`, and of what stands between a node or a site of a routed network and all others.
 */

import { z } from 'zod';
import { allowed, flag, map } from '../text/fields.ts';
import { queueOf, rateOf } from './conditions.ts';
import { NAME } from './name-rules.ts';
import { siteAddresses } from './network.ts';
import { selector } from './selector.ts';

function line(description: string) {
  return map(
    description,
    {
      rate: rateOf(
        'How much passes in a second, in bits of whole packets; what comes faster waits in the queue.',
      ),
      queue: queueOf(
        'How much may wait for its turn; what does not fit is dropped. By default what takes a tenth of a second, and at least 16KiB.',
      ).optional(),
    },
    { samples: [{ rate: '10Mbit', queue: '64KiB' }] },
  );
}

/** Of a node, or of the nodes of a site together. */
export const gateOptions = {
  firewall: flag('On a routed network: a firewall that lets all out, and in only what answers.').optional(),
  uplink: line('On a routed network: what all traffic to others shares.').optional(),
  downlink: line('On a routed network: what all traffic from others shares.').optional(),
};

export const GATE_KEYS = Object.keys(gateOptions) as readonly (keyof typeof gateOptions)[];

const site = map(
  'Nodes that share a segment. Among each other they pass neither its firewall nor its uplink and downlink.',
  {
    nodes: selector(
      'The nodes of this site; `rest` is all that no site before it names. Without it nobody is there until a `move`.',
    ).optional(),
    ...gateOptions,
    addresses: siteAddresses.optional(),
  },
  { samples: [{ nodes: ['alice', 'phone'], firewall: true }] },
);

export const sites = z
  .record(z.string(), site)
  .meta({
    description:
      'Nodes of a routed network that share a segment, by name of the site. A node is in at most one.',
    propertyNames: { pattern: NAME.source },
    samples: [{ home: { nodes: ['alice', 'phone'], firewall: true, uplink: { rate: '10Mbit' } } }],
  })
  .register(allowed, {
    words:
      'a map from names of sites to what they are, as in `{ home: { nodes: [alice, phone], firewall: true } }`',
  });

/** As validated. */
export type WrittenSite = z.output<typeof site>;
