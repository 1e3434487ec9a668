import { describe, expect, it } from 'vitest';
import { loadTopology } from '../../../harness/topology/load.ts';

describe('loading a topology', () => {
  it('expands the first example', async () => {
    const topology = await loadTopology('examples/ring.yaml');
    expect(topology.name).toBe('ring');
    expect(topology.nodes).toHaveLength(10);
    expect(topology.links).toHaveLength(10);
    expect(topology.links[0]).toEqual({ a: 'n1', b: 'n2' });
  });
});
