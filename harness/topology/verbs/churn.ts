/**
 * `churn`: a share of the nodes goes down and comes back, again and again, at moments drawn by the seed. It becomes
 * `kill` and `start` steps.
 *
 * Invariants:
 *  1. Each node of the share goes down at least once, and as often as `every` fits into `for`.
 *  2. It is down for `down`, then up for at least as long before it goes down again, or before the churn ends.
 *  3. So its steps alternate, `kill` first, and all are up when `for` is over.
 *  4. Nobody else touches it meanwhile (`NodeStates.hold`).
 */

import { randomStream } from '../../common/random-streams.ts';
import type { Candidates } from '../model/node-set.ts';
import type { DelayedAction, Expand, ScenarioState, StepInput } from '../model/scenario-state.ts';
import { drawLots } from '../model/selectors.ts';
import { valueAt } from '../text/source.ts';
import { formatDuration, formatShare } from '../text/units.ts';

const DOWN_MS = 2000;
const EVERY_MS = 10_000;
const MOST_STEPS = 10_000;

export const churn: Expand = (scenario, moment) => {
  if (moment.written.churn === undefined) return null;
  const chosen = choose(scenario, moment);
  const rounds = roundsOf(scenario, moment);
  if (chosen === null || rounds === null || !moment.isWhole || !scenario.known) return null;
  const { count, roundMs, downMs, lengthMs } = rounds;
  if (chosen.length * count * 2 > MOST_STEPS) {
    const text = `a churn of ${(chosen.length * count * 2).toLocaleString('en')} steps`;
    const fix = `At most ${MOST_STEPS.toLocaleString('en')} are made: take fewer nodes, or a longer \`every\`.`;
    scenario.complain([...moment.path, 'churn'], text, fix);
    return null;
  }
  const { atMs } = moment;
  for (const node of chosen) scenario.nodeStates.hold(node, atMs + lengthMs, moment.step);
  return chosen.flatMap((node) => {
    const random = randomStream(scenario.seed, `${moment.stream} ${scenario.name(node)}`);
    return Array.from({ length: count }, (_, round): DelayedAction[] => {
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
function roundsOf(scenario: ScenarioState, { path, written, isWhole }: StepInput): Rounds | null {
  const { down: downMs = DOWN_MS, every = EVERY_MS, for: lengthMs } = written.churn ?? {};
  if (!isWhole || lengthMs === undefined) return null;
  const count = Math.max(1, Math.floor(lengthMs / every));
  const roundMs = lengthMs / count;
  if (roundMs >= 2 * downMs) return { count, roundMs, downMs, lengthMs };
  const text = `${formatDuration(downMs)} down in every ${formatDuration(roundMs)} leaves a node less time up than down`;
  scenario.complain([...path, 'churn'], text, 'Make `down` at most half of `every` and of `for`.');
  return null;
}

/** Who churns: that share of those that run, drawn from those that are not spared. */
function choose(scenario: ScenarioState, moment: StepInput): number[] | null {
  const { path, written, atMs, stream } = moment;
  const { share, of, spare } = written.churn ?? {};
  const here = [...path, 'churn'];
  const isWrong = (key: string, left: unknown) =>
    left === undefined && valueAt(scenario.context.source.value, [...here, key]) !== undefined;
  const inState: Candidates = {
    stream: `${stream} of`,
    fits: (node) => scenario.nodeStates.fits(node, 'stop') && scenario.nodeStates.fits(node, 'disconnect'),
    fitWords: `running and connected at ${formatDuration(atMs)}`,
    fitCure: 'Name nodes that do, or move the step.',
    misfit: (node) =>
      scenario.nodeStates.misfit(node, scenario.nodeStates.fits(node, 'stop') ? 'disconnect' : 'stop', atMs),
  };
  const among = scenario.known ? inState : { stream: `${stream} of` };
  const running = isWrong('of', of) ? null : scenario.select([...here, 'of'], of ?? 'all', among);
  const spared =
    spare === undefined ? [] : scenario.select([...here, 'spare'], spare, { stream: `${stream} spare` });
  if (running === null || spared === null || share === undefined || !moment.isWhole || !scenario.isKnown)
    return null;
  const count = Math.max(1, Math.round(share * running.length));
  const stays = new Set(spared);
  const pool = running.filter((node) => !stays.has(node));
  if (pool.length < count) {
    const isSure = scenario.known && !running.some((node) => scenario.nodeStates.isInDoubt(node));
    const text = `${formatShare(share)} of ${running.length} nodes that run at ${formatDuration(atMs)} is ${count}, and ${pool.length} may churn`;
    if (isSure) scenario.complain(here, text, 'Spare fewer, or take a smaller `share`.');
    return null;
  }
  return drawLots(pool, count, scenario.lots(stream)).sort((x, y) => x - y);
}
