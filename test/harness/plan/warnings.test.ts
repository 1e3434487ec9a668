import { describe, expect, it } from 'vitest';
import { warningsAboutPlan } from '../../../harness/plan/warnings.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';

const warnings = (conditions: object, more: object) =>
  warningsAboutPlan(
    topologyFromObject({ seed: 1, nodes: { count: 2 }, links: [['n1', 'n2', conditions]], ...more }),
  );

describe('what the conditions of a link allow', () => {
  it('is longer than what keepalives and deliveries are given', () => {
    const expectations = { keepalive: { detect: '3s', recover: '5s' }, delivery: { within: '1s' } };
    expect(warnings({ rate: '64kbit', queue: '16KiB' }, { expect: expectations })).toEqual([
      '`detect: 3s` is less than a datagram and its answer may take on n1–n2 (up to 4.471s, by its latency, jitter and queue)',
      '`within: 1s` is less than a datagram may take on n1–n2 (up to 2.236s, by its latency, jitter and queue)',
    ]);
  });

  it('may come by a step only', () => {
    const steps = [{ at: '1s', link: { between: ['n1', 'n2'], latency: '2s' } }];
    expect(warnings({}, { steps, expect: { keepalive: { detect: '3s' } } })).toHaveLength(1);
    expect(warnings({}, { expect: { keepalive: { detect: '3s' } } })).toEqual([]);
  });

  it('is no matter where nobody asks', () => {
    expect(warnings({ latency: '4s' }, {})).toEqual([]);
  });
});

describe('a message that no way out of its node lets through', () => {
  const inject = { at: '1s', inject: { bytes: 1000 }, from: 'n1' };

  it('is reported', () => {
    expect(warnings({ mtu: '500B' }, { steps: [inject] })).toEqual([
      'n1 has to send 1000 B, and no link out of it lets more than 500 B through (`mtu`)',
    ]);
  });

  it('but not where some link lets it through, or does so at some time', () => {
    const nodes = {
      nodes: { count: 3 },
      links: [
        ['n1', 'n2', { mtu: '500B' }],
        ['n1', 'n3'],
      ],
    };
    expect(warnings({}, { ...nodes, steps: [inject] })).toEqual([]);
    const opened = { at: '2s', link: { between: ['n1', 'n2'] } };
    expect(warnings({ mtu: '500B' }, { steps: [inject, opened] })).toEqual([]);
  });
});

describe('what programs that find others by themselves go around', () => {
  const agents = { nodes: { count: 2, command: ['agent'] }, reach: 'all' };
  const partition = { at: '1s', partition: [['n1'], ['n2']] };
  const loss = { at: '2s', link: { between: ['n1', 'n2'], loss: '100%' } };

  it('are closed links, and conditions', () => {
    expect(warnings({ latency: '1ms' }, { ...agents, steps: [partition, loss] })).toEqual([
      'by `partition` and `link` links alone are closed, around which programs that find others by themselves may go; `disconnect` keeps containers apart',
      'links with conditions go through relays, whose addresses are good for the two ends alone: programs that learn addresses from others, as DHTs do, do not work over them',
    ]);
    const apart = [{ at: '1s', disconnect: 'n1' }];
    expect(warnings({}, { ...agents, steps: apart })).toEqual([]);
    expect(warnings({}, { ...agents, reach: 'linked', steps: [partition] })).toEqual([]);
  });

  it('is nothing for the bundled peer, which goes around nothing', () => {
    expect(warnings({ latency: '1ms' }, { reach: 'all', steps: [partition] })).toEqual([
      'the bundled peer talks over its links alone: `reach: all` changes nothing for n1, n2',
    ]);
  });
});

describe('a routed network', () => {
  const agents = { network: 'routed', reach: 'all', nodes: { count: 3, command: ['agent'] } };
  const partition = { at: '1s', partition: [['n1'], 'rest'] };

  it('leads nobody around links, and misleads nobody', () => {
    expect(warnings({ latency: '1ms' }, { ...agents, steps: [partition] })).toEqual([]);
  });

  it('that lets nothing through elsewhere leaves nothing to find', () => {
    const warning =
      'nothing passes between nodes without a link (`elsewhere`), so with `reach: all` no more is owed than without';
    expect(warnings({}, { ...agents, elsewhere: 'closed' })).toEqual([warning]);
    expect(warnings({}, { ...agents, elsewhere: { loss: '100%' } })).toEqual([warning]);
    expect(warnings({}, { ...agents, elsewhere: { loss: '50%' } })).toEqual([]);
  });

  it('may be slower elsewhere than on any link', () => {
    const expectations = { elsewhere: { latency: '2s' }, expect: { delivery: { within: '1s' } } };
    expect(warnings({ latency: '1ms' }, { ...agents, ...expectations })).toEqual([
      '`within: 1s` is less than a datagram may take between nodes without a link (up to 2s, by its latency, jitter and queue)',
    ]);
  });

  it('carries what is larger than its `mtu` in fragments', () => {
    const inject = { at: '1s', inject: { bytes: 1000 }, from: 'n1' };
    expect(warnings({ mtu: '500B' }, { ...agents, reach: 'linked', steps: [inject] })).toEqual([]);
  });
});

describe('a firewall', () => {
  const agent = { command: ['agent'] };
  const both = { n1: { ...agent, firewall: true }, n2: { ...agent, firewall: true } };

  it('stops strangers, so an attack behind it tries nothing', () => {
    const nodes = { n1: { firewall: true }, n2: {} };
    const attack = (whom: string) =>
      warnings({}, { network: 'routed', nodes, steps: [{ at: '1s', attack: whom }] });
    expect(attack('all')).toEqual(['no stranger comes through a firewall: `attack` tries nothing on n1']);
    expect(attack('n2')).toEqual([]);
  });

  it('at both ends of a link lets programs through only if both send', () => {
    expect(warnings({}, { network: 'routed', nodes: both })).toEqual([
      'both ends are behind firewalls on n1–n2: programs come through only if both send, each to the port from which the other does',
    ]);
  });

  it('is passed by the bundled peer, which does so', () => {
    const nodes = { count: 2, firewall: true };
    expect(warnings({}, { network: 'routed', nodes })).toEqual([]);
  });

  it('at one end alone is no matter: who is behind it opens the way', () => {
    const sites = { home: { nodes: ['n1', 'n2'], firewall: true } };
    expect(warnings({}, { network: 'routed', nodes: { ...both, n1: agent } })).toEqual([]);
    expect(warnings({}, { network: 'routed', nodes: { n1: agent, n2: agent }, sites })).toEqual([]);
  });
});
