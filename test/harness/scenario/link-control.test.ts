import { describe, expect, test } from 'vitest';
import { Journal } from '../../../harness/recording/journal.ts';
import { realClock } from '../../../harness/runtime/port/clock.ts';
import type { Runtime, RuntimeFault } from '../../../harness/runtime/port/port.ts';
import { LinkControl } from '../../../harness/scenario/nodes/link-control.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';
import { header } from '../check/trace.ts';

/** A line of three nodes, what was asked of the runtime, and the directions that the journal says have turned. */
function line(network: 'flat' | 'routed') {
  const topology = topologyFromObject({ seed: 1, nodes: { count: 3 }, links: { shape: 'line' }, network });
  const asked: RuntimeFault[] = [];
  const apply = async (fault: RuntimeFault) => void asked.push(fault);
  const journal = new Journal(header('a-b'), null);
  journal.begin(0);
  const runtime = { clock: realClock, apply } as unknown as Runtime;
  const turned = () =>
    journal.records.flatMap((record) =>
      record.type === 'link' && record.phase === 'confirmed'
        ? [`${record.from}>${record.to} ${record.open ? 'opened' : 'closed'}`]
        : [],
    );
  return { links: new LinkControl(topology, runtime, journal), asked, turned };
}

const cut = (from: string, to: string, cut: boolean) => ({ from, to, cut });

describe('a partition', () => {
  test('on a flat network closes the links between groups, and only those', async () => {
    const { links, asked, turned } = line('flat');
    await links.split([['n1', 'n3'], ['n2']]);
    const changes = [
      cut('n1', 'n2', true),
      cut('n2', 'n1', true),
      cut('n2', 'n3', true),
      cut('n3', 'n2', true),
    ];
    expect(asked).toEqual([{ type: 'link', changes }]);
    expect(turned()).toEqual(['n1>n2 closed', 'n2>n1 closed', 'n2>n3 closed', 'n3>n2 closed']);
  });

  test('on a routed network tells the groups too, whether links lie between them or not', async () => {
    const { links, asked } = line('routed');
    const groups = [['n1'], ['n2', 'n3']];
    await links.split(groups);
    const changes = [cut('n1', 'n2', true), cut('n2', 'n1', true)];
    expect(asked).toEqual([{ type: 'link', changes, sides: groups }]);
  });

  test('that closes no link is nothing on a flat network, and something on a routed one', async () => {
    for (const [network, faults] of [
      ['flat', 0],
      ['routed', 1],
    ] as const) {
      const { links, asked } = line(network);
      await links.split([['n1', 'n2', 'n3'], []]);
      expect(asked).toHaveLength(faults);
    }
  });
});

describe('healing', () => {
  test('opens what the partition has closed, and no cut', async () => {
    const { links, asked, turned } = line('flat');
    await links.close([{ from: 'n1', to: 'n2' }], 'cut');
    await links.split([['n1'], ['n2'], ['n3']]);
    await links.heal();
    expect(asked.at(-1)).toEqual({
      type: 'link',
      changes: [
        cut('n1', 'n2', true),
        cut('n2', 'n1', false),
        cut('n2', 'n3', false),
        cut('n3', 'n2', false),
      ],
    });
    expect(turned().filter((each) => each.endsWith('opened'))).toEqual([
      'n2>n1 opened',
      'n2>n3 opened',
      'n3>n2 opened',
    ]);
  });

  test('on a routed network takes the groups back', async () => {
    const { links, asked } = line('routed');
    await links.split([['n1'], ['n2', 'n3']]);
    await links.heal();
    expect(asked.at(-1)).toEqual({
      type: 'link',
      changes: [cut('n1', 'n2', false), cut('n2', 'n1', false)],
      sides: null,
    });
  });
});

test('cut, mend and conditions say nothing of groups', async () => {
  const { links, asked } = line('routed');
  const direction = { from: 'n1', to: 'n2' };
  await links.close([direction], 'cut');
  await links.open([direction], 'cut');
  await links.setConditions([direction], { latencyMs: 1 });
  expect(asked.map((fault) => 'sides' in fault)).toEqual([false, false, false]);
});
