/**
 * `cut` and `mend`: directions of links are closed, and opened again.
 */

import type { DirectedPair } from '../model/link-states.ts';
import type { Expand, ScenarioState } from '../model/scenario-state.ts';
import { formatDuration } from '../text/units.ts';
import { DirectionReader } from './direction-reader.ts';

export const cut: Expand = (scenario, moment) => {
  const { path, atMs, step, written } = moment;
  const reader = new DirectionReader(scenario, moment, {
    fits: (way) => scenario.linkStates.isInDoubt(way) || !scenario.linkStates.isCut(way),
    fitWords: `open at ${formatDuration(atMs)}`,
    misfit: (way, bothWays) => ({
      text: `${nameOf(scenario, way, bothWays)} is cut already at ${formatDuration(atMs)}: ${scenario.linkStates.history(way)}`,
      fix: 'Mend it first, or leave the step out.',
    }),
  });
  reader.read([...path, 'cut'], written.cut);
  const result = reader.result();
  if (result === null) return null;
  for (const way of result.ways) scenario.linkStates.cut(way, atMs, step);
  return { verb: 'cut', directions: result.directions };
};

export const mend: Expand = (scenario, moment) => {
  const { path, atMs, step, written } = moment;
  const reader = new DirectionReader(scenario, moment, {
    fits: (way) => scenario.linkStates.isInDoubt(way) || scenario.linkStates.isCut(way),
    fitWords: `cut at ${formatDuration(atMs)}`,
    misfit: (way, bothWays) => ({
      text: `${nameOf(scenario, way, bothWays)} is not cut at ${formatDuration(atMs)}: ${scenario.linkStates.history(way) ?? 'no step has cut it'}`,
      fix: 'Cut it first, or leave the step out.',
    }),
  });
  reader.read([...path, 'mend'], written.mend);
  const result = reader.result();
  if (result === null) return null;
  for (const way of result.ways) scenario.linkStates.mend(way, atMs, step);
  return { verb: 'mend', directions: result.directions };
};

function nameOf(scenario: ScenarioState, [from, to]: DirectedPair, bothWays: boolean): string {
  return scenario.name(from) + (bothWays ? '–' : '→') + scenario.name(to);
}
