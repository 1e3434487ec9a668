/**
 * `churn`: a share of the nodes goes down and comes back, again and again, at moments drawn by the seed. It becomes
 * `kill` and `start` steps.
 *
 * Invariants:
 *  1. Each node of the share goes down at least once, and as often as `every` fits into `for`.
 *  2. It is down for `down`, then up for at least as long before it goes down again, or before the churn ends.
 *  3. So its steps alternate, `kill` first, and all are up when `for` is over.
 *  4. Nobody else touches it meanwhile (`Lives.hold`).
 */

import type { Among } from '../crowd.ts';
import { randomStream } from '../random.ts';
import type { Expand, Later, Moment, Scene } from '../scene.ts';
import { drawLots } from '../selectors.ts';
import { valueAt } from '../source/source.ts';
import { formatDuration, formatShare } from '../units.ts';

const DOWN_MS = 2000;
const EVERY_MS = 10_000;
const MOST_STEPS = 10_000;

export const churn: Expand = (scene, moment) => {
  if (moment.written.churn === undefined) return null;
  const chosen = choose(scene, moment);
  const rounds = roundsOf(scene, moment);
  if (chosen === null || rounds === null || !moment.isWhole || !scene.known) return null;
  const { count, roundMs, downMs, lengthMs } = rounds;
  if (chosen.length * count * 2 > MOST_STEPS) {
    const text = `a churn of ${(chosen.length * count * 2).toLocaleString('en')} steps`;
    const fix = `At most ${MOST_STEPS.toLocaleString('en')} are made: take fewer nodes, or a longer \`every\`.`;
    scene.complain([...moment.path, 'churn'], text, fix);
    return null;
  }
  const { atMs } = moment;
  for (const node of chosen) scene.lives.hold(node, atMs + lengthMs, moment.step);
  return chosen.flatMap((node) => {
    const random = randomStream(scene.seed, `${moment.stream} ${scene.name(node)}`);
    return Array.from({ length: count }, (_, round): Later[] => {
      const room = Math.floor(roundMs - 2 * downMs);
      const killMs = Math.ceil(atMs + round * roundMs) + random.below(room + 1);
      return [
        { atMs: killMs, node, verb: 'kill', by: moment },
        { atMs: killMs + downMs, node, verb: 'start', by: moment },
      ];
    }).flat();
  });
};

interface Rounds {
  count: number;
  roundMs: number;
  downMs: number;
  lengthMs: number;
}

/** How often each goes down, and for how long; null when the times do not go together. */
function roundsOf(scene: Scene, { path, written, isWhole }: Moment): Rounds | null {
  const { down: downMs = DOWN_MS, every = EVERY_MS, for: lengthMs } = written.churn ?? {};
  if (!isWhole || lengthMs === undefined) return null;
  const count = Math.max(1, Math.floor(lengthMs / every));
  const roundMs = lengthMs / count;
  if (roundMs >= 2 * downMs) return { count, roundMs, downMs, lengthMs };
  const text = `${formatDuration(downMs)} down in every ${formatDuration(roundMs)} leaves a node less time up than down`;
  scene.complain([...path, 'churn'], text, 'Make `down` at most half of `every` and of `for`.');
  return null;
}

/** Who churns: that share of those that run, drawn from those that are not spared. */
function choose(scene: Scene, moment: Moment): number[] | null {
  const { path, written, atMs, stream } = moment;
  const { share, of, spare } = written.churn ?? {};
  const here = [...path, 'churn'];
  const isWrong = (key: string, left: unknown) =>
    left === undefined && valueAt(scene.context.source.value, [...here, key]) !== undefined;
  const inState: Among = {
    stream: `${stream} of`,
    fits: (node) => scene.lives.fits(node, 'stop') && scene.lives.fits(node, 'disconnect'),
    fitWords: `running and connected at ${formatDuration(atMs)}`,
    fitCure: 'Name nodes that do, or move the step.',
    misfit: (node) => scene.lives.misfit(node, scene.lives.fits(node, 'stop') ? 'disconnect' : 'stop', atMs),
  };
  const among = scene.known ? inState : { stream: `${stream} of` };
  const running = isWrong('of', of) ? null : scene.select([...here, 'of'], of ?? 'all', among);
  const spared =
    spare === undefined ? [] : scene.select([...here, 'spare'], spare, { stream: `${stream} spare` });
  if (running === null || spared === null || share === undefined || !moment.isWhole || !scene.isKnown)
    return null;
  const count = Math.max(1, Math.round(share * running.length));
  const stays = new Set(spared);
  const pool = running.filter((node) => !stays.has(node));
  if (pool.length < count) {
    const isSure = scene.known && !running.some((node) => scene.lives.isInDoubt(node));
    const text = `${formatShare(share)} of ${running.length} nodes that run at ${formatDuration(atMs)} is ${count}, and ${pool.length} may churn`;
    if (isSure) scene.complain(here, text, 'Spare fewer, or take a smaller `share`.');
    return null;
  }
  return drawLots(pool, count, scene.lots(stream)).sort((x, y) => x - y);
}
