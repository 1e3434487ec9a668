import { describe, expect, it } from 'vitest';
import { Patience } from '../../../harness/scenario/nodes/patience.ts';
import { START_TIMEOUTS_MS } from '../../../harness/scenario/nodes/start-timeouts.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';

const topology = topologyFromObject({
  programs: { slow: { command: ['slow', '{peers}'], ready: { log: 'up', within: '90s' } } },
  nodes: {
    usual: { command: ['peer'] },
    own: { command: ['peer'], ready: { within: '1m' } },
    adapted: { program: 'slow' },
  },
  links: [],
});
const patience = new Patience(topology, START_TIMEOUTS_MS);

describe('how long a node may take to become ready', () => {
  it.each([
    ['what holds for all', 'usual', 15_000],
    ['what stands at the node', 'own', 60_000],
    ['what its program says', 'adapted', 90_000],
  ])('is %s', (_, node, ms) => {
    expect(patience.ms(node, 'ready')).toBe(ms);
  });

  it('says nothing about the other things that are waited for', () => {
    expect(patience.ms('own', 'idle')).toBe(START_TIMEOUTS_MS.idle);
    expect(patience.ms('own', 'exit')).toBe(START_TIMEOUTS_MS.exit);
  });

  it('is longer by overload, and bounded all the same', () => {
    expect(patience.stretchedMs('own', 'ready', 5_000)).toBe(65_000);
    expect(patience.stretchedMs('own', 'ready', 1e9)).toBe(240_000);
  });
});
