import { describe, expect, it } from 'vitest';
import { findingsOfCase } from '../../cases/findings.ts';
import { tryRows } from './table.ts';
import { keepalive, MET } from './trace.ts';

describe('a false death', () => {
  tryRows([
    {
      name: 'while all that came from the neighbour was dropped is bad luck',
      links: 'a-b',
      trace: `${MET}\n5000 outage b a 900 6\n5000 down a b`,
      finds: ['unlucky? a b'],
      says: [/The conditions of the link dropped all of 6 datagrams from b to a from 4.100 s to 5.000 s/],
    },
    {
      name: 'while nothing went the other way, either',
      links: 'a-b',
      trace: `${MET}\n5000 outage a b 900 6\n5000 down a b`,
      finds: ['unlucky? a b'],
    },
    {
      name: 'longer after the outage than is to be tolerated is nobody else’s',
      links: 'a-b',
      trace: `${MET}\n3000 outage b a 900 6\n4100 down a b`,
      finds: ['false death a b'],
    },
    {
      name: 'of another neighbour is none of that',
      links: 'a-b a-c',
      trace: `${MET}\n100 up a c\n5000 outage b a 900 6\n5000 down a c`,
      finds: ['false death a c'],
    },
    {
      name: 'after what was under way for half of what is to be tolerated, or more',
      links: 'a-b',
      trace: `${MET}\n5000 delay b a 900 500\n5000 down a b`,
      finds: ['unlucky? a b'],
      says: [/What went from b to a from 4.100 s to 5.000 s was under way for up to 0.500 s/],
    },
    {
      name: 'but not after what took less',
      links: 'a-b',
      trace: `${MET}\n5000 delay b a 900 499\n5000 down a b`,
      finds: ['false death a b'],
    },
    {
      name: 'while half of all was dropped, either way, is bad luck',
      links: 'a-b',
      trace: `${MET}\n900 relay a b 4 0\n4900 relay a b 24 10\n5000 down a b`,
      finds: ['unlucky? a b'],
      says: [/The conditions of the link dropped 10 of 20 datagrams from a to b in that time/],
    },
    ...['uplink', 'downlink'].map((reason) => ({
      name: `also where its ${reason} dropped it`,
      links: 'a-b',
      trace: `${MET}\n900 relay a b 4 0 ${reason}\n4900 relay a b 24 10 ${reason}\n5000 down a b`,
      finds: ['unlucky? a b'],
    })),
    {
      name: 'but not where a firewall kept it out, which the protocol has to hold open',
      links: 'a-b',
      trace: `${MET}\n900 relay a b 4 0 firewall\n4900 relay a b 24 10 firewall\n5000 down a b`,
      finds: ['false death a b'],
    },
    {
      name: 'but not while less was',
      links: 'a-b',
      trace: `${MET}\n900 relay a b 4 0\n4900 relay a b 24 9\n5000 down a b`,
      finds: ['false death a b'],
    },
    {
      name: 'while half of all round trips failed, by losses both ways, is bad luck too',
      links: 'a-b',
      trace: `${MET}\n900 relay a b 4 0\n900 relay b a 4 0\n4900 relay a b 24 6\n4900 relay b a 24 7\n5000 down a b`,
      finds: ['unlucky? a b'],
      says: [
        /dropped 6 of 20 datagrams from a to b in that time/,
        /dropped 7 of 20 datagrams from b to a in that time/,
      ],
    },
    {
      name: 'but not while more than half came back',
      links: 'a-b',
      trace: `${MET}\n900 relay a b 4 0\n900 relay b a 4 0\n4900 relay a b 24 5\n4900 relay b a 24 6\n5000 down a b`,
      finds: ['false death a b'],
    },
    {
      name: 'that overload excuses is excused by that',
      links: 'a-b',
      trace: `${MET}\n4900 overload a 300\n5000 outage b a 900 6\n5000 down a b`,
      finds: ['excused? a b'],
    },
    {
      name: 'is named once of an outage that was reported while it went on',
      links: 'a-b',
      trace: `${MET}\n4500 outage b a 901 6\n5500 outage b a 1900 12\n5000 down a b`,
      finds: ['unlucky? a b'],
      says: [/^(?!.*all of 6).*all of 12 datagrams/],
    },
  ]);
});

describe('a missed return', () => {
  const recover = keepalive(null, 1000, 1000, true);
  tryRows([
    {
      name: 'while nothing came through is bad luck',
      links: 'a-b',
      expect: recover,
      trace: '100 up b a\n1500 outage b a 1400 8\n1600 up a b',
      finds: ['unlucky? a b'],
    },
    {
      name: 'counts from the end of the outage on',
      links: 'a-b',
      expect: recover,
      trace: '100 up b a\n1500 outage b a 1400 8\n2600 up a b',
      finds: ['missed return a b'],
      says: [/It did so only at 2.600 s/],
    },
    {
      name: 'counts before the outage as well',
      links: 'a-b',
      expect: recover,
      trace: '100 up b a\n3000 outage b a 1400 8\n3100 up a b',
      finds: ['missed return a b'],
    },
  ]);
});

describe('a missed death', () => {
  const detect = keepalive(1000, null, 1000, true);
  tryRows([
    {
      name: 'after what was under way for long is measured by that',
      links: 'a-b',
      expect: detect,
      trace: `${MET}\n2900 delay b a 800 600\n3000 kill b\n5000 down a b`,
      finds: ['unlucky? a b'],
    },
    {
      name: 'later than any measuring of that explains is no luck',
      links: 'a-b',
      expect: detect,
      trace: `${MET}\n2900 delay b a 800 250\n3000 kill b\n59000 down a b`,
      finds: ['missed death a b'],
    },
  ]);
});

describe('the case', () => {
  it.each(['burst-silences-keepalive', 'queue-delays-keepalive'])(
    '%s: no word against the peer',
    async (name) => {
      const words = (await findingsOfCase(name)).map(({ word }) => word);
      expect(new Set(words)).toEqual(new Set(['unlucky']));
    },
  );
});
