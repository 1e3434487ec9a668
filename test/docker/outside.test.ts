/** What others do to a node while it runs, as a container: it is said, and held against nobody. */

import { expect, it } from 'vitest';
import { LABEL, labelFilter } from '../../harness/engine/labels.ts';
import { Mesh } from '../../harness/index.ts';
import { allFindings } from '../../harness/report/headline.ts';
import { describeEngine } from './engine.ts';

const LINE = {
  name: 'outside',
  nodes: { count: 3 },
  links: { shape: 'line' },
  peer: { keepalive: '200ms' },
  expect: { delivery: { within: '1s' }, settle: '100ms' },
};

describeEngine('what others do to a node', ({ docker }) => {
  async function containerOf(run: string, node: string) {
    const found = await docker.listContainers({ filters: labelFilter(LABEL.run, run) });
    const { Id } = found.find(({ Labels }) => Labels[LABEL.node] === node)!;
    return docker.getContainer(Id);
  }

  async function after(act: (run: string) => Promise<void>) {
    await using mesh = await Mesh.start(LINE, { runtime: 'docker' });
    await act(mesh.run);
    await mesh.noticedDeath('n2', { within: '30s' });
    await mesh.inject('nobody hears this', { from: 'n1' });
    const result = await mesh.verdict();
    const texts = allFindings(result).map(({ text }) => text);
    return { verdict: result.verdict, text: texts.join('\n') };
  }

  it('a container that is paused', async () => {
    const { verdict, text } = await after(async (run) => (await containerOf(run, 'n2')).pause());
    expect(text).toMatch(/There was a freeze from outside of n2 \(start 1\)/);
    expect(verdict).toBe('inconclusive');
  });

  it('a container that is taken off the network', async () => {
    const { verdict, text } = await after(async (run) => {
      const container = await containerOf(run, 'n2');
      const { NetworkSettings } = await container.inspect();
      for (const { NetworkID } of Object.values(NetworkSettings.Networks))
        await docker.getNetwork(NetworkID).disconnect({ Container: container.id });
    });
    expect(text).toMatch(/There was a disconnect from outside of n2 \(start 1\)/);
    expect(verdict).toBe('inconclusive');
  });
});
