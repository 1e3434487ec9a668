import { expect, it } from 'vitest';
import { scenarioToSave } from '../../../harness/live/saved.ts';
import { LiveSteps } from '../../../harness/topology/live-steps.ts';
import { parseTopology, topologyFromObject } from '../../../harness/topology/load.ts';
import type { Step } from '../../../harness/topology/topology.ts';

const TOPOLOGY = topologyFromObject({
  name: 'held',
  seed: 7,
  nodes: { n1: {}, n2: {}, n3: { start: '1s' }, n4: { start: 'never' } },
  links: { shape: 'ring', latency: '5ms' },
  expect: { delivery: { within: '1s' } },
});

/** What a mesh has done: each step a second after the one before. `crashed` before the step at that place. */
function done(steps: readonly Record<string, unknown>[], crashed: Record<number, string> = {}): Step[] {
  const scenario = new LiveSteps(TOPOLOGY);
  return steps.flatMap((step, i) => {
    if (crashed[i] !== undefined) scenario.crashed(crashed[i], i * 1000 + 1500);
    return scenario.expand(step, i * 1000 + 1600.25);
  });
}

const loaded = (steps: readonly Step[]) =>
  parseTopology(scenarioToSave(TOPOLOGY, steps, ['Saved.']), 'saved.yaml');
const shapeOf = (steps: readonly Step[]) => steps.map(({ line: _, ...step }) => step);

it('all that was done is a topology file that loads as it was', () => {
  const steps = done([
    { inject: 'hello', from: 'n1' },
    { kill: 'n2' },
    { start: ['n2', 'n4'] },
    { partition: [['n1', 'n2'], 'rest'] },
    { link: { between: ['n1', 'n2'], loss: '20%' } },
    { heal: 'all' },
    { cut: { from: 'n1', to: 'n2' } },
    { mend: 'all' },
  ]);
  const again = loaded(steps);
  expect(shapeOf(again.steps)).toEqual(shapeOf(steps));
  expect({ ...again, steps: [] }).toEqual(TOPOLOGY);
});

it('a node that crashed and was started again is killed before, which a file needs', () => {
  const steps = done([{ inject: 'hello', from: 'n1' }, { start: 'n2' }], { 1: 'n2' });
  expect(loaded(steps).steps.map(({ verb, atMs }) => [verb, atMs])).toEqual([
    ['inject', 1600.25],
    ['kill', 2600.25],
    ['start', 2600.25],
  ]);
});
