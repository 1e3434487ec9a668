/**
 * `cut` and `mend`: directions of links are closed, and opened again.
 */

import type { Expand, Scene } from '../scene.ts';
import { formatDuration } from '../units.ts';
import type { Way } from '../wires.ts';
import { WayReader } from './ways.ts';

export const cut: Expand = (scene, moment) => {
  const { path, atMs, step, written } = moment;
  const reader = new WayReader(scene, moment, {
    fits: (way) => scene.wires.isInDoubt(way) || !scene.wires.isCut(way),
    fitWords: `open at ${formatDuration(atMs)}`,
    misfit: (way, bothWays) => ({
      text: `${nameOf(scene, way, bothWays)} is cut already at ${formatDuration(atMs)}: ${scene.wires.history(way)}`,
      fix: 'Mend it first, or leave the step out.',
    }),
  });
  reader.read([...path, 'cut'], written.cut);
  const result = reader.result();
  if (result === null) return null;
  for (const way of result.ways) scene.wires.cut(way, atMs, step);
  return { verb: 'cut', directions: result.directions };
};

export const mend: Expand = (scene, moment) => {
  const { path, atMs, step, written } = moment;
  const reader = new WayReader(scene, moment, {
    fits: (way) => scene.wires.isInDoubt(way) || scene.wires.isCut(way),
    fitWords: `cut at ${formatDuration(atMs)}`,
    misfit: (way, bothWays) => ({
      text: `${nameOf(scene, way, bothWays)} is not cut at ${formatDuration(atMs)}: ${scene.wires.history(way) ?? 'no step has cut it'}`,
      fix: 'Cut it first, or leave the step out.',
    }),
  });
  reader.read([...path, 'mend'], written.mend);
  const result = reader.result();
  if (result === null) return null;
  for (const way of result.ways) scene.wires.mend(way, atMs, step);
  return { verb: 'mend', directions: result.directions };
};

function nameOf(scene: Scene, [from, to]: Way, bothWays: boolean): string {
  return scene.name(from) + (bothWays ? '–' : '→') + scene.name(to);
}
