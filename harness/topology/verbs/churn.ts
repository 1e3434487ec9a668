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

import type { z } from 'zod';
import { randomStream } from '../../common/random-streams.ts';
import type { Candidates } from '../model/node-set.ts';
import type { ScenarioState } from '../model/scenario-state.ts';
import { drawLots } from '../model/selectors.ts';
import { selector } from '../schema/selector.ts';
import type { Left } from '../schema/validate.ts';
import { duration, map, share } from '../text/fields.ts';
import { valueAt } from '../text/source.ts';
import { formatDuration, formatShare } from '../text/units.ts';
import { disconnect } from './disconnect.ts';
import { kill } from './kill.ts';
import { start } from './start.ts';
import { stop } from './stop.ts';
import type { DelayedAction, StepInput, Verb } from './verb.ts';

const DOWN_MS = 2000;
const EVERY_MS = 10_000;
const MOST_STEPS = 10_000;

const form = map(
  'A share of the nodes is killed and started again, at moments drawn by the seed.',
  {
    share: share('How many of the nodes go down and come back: at least one.', '20%', {
      above: 'Write more than 0%.',
    }),
    for: duration('How long it goes on; at its end all are up.', { sample: '30s', above: true }),
    of: selector('The share of which nodes; of those, the ones that run. By default all.').optional(),
    spare: selector('Nodes that stay up.').optional(),
    down: duration('How long a node is down, each time.', { default: '2s', above: true }).optional(),
    every: duration('Each of them goes down once in every such time, or once, if `for` is shorter.', {
      default: '10s',
      above: true,
    }).optional(),
  },
  { samples: [{ share: '20%', for: '30s', spare: 'n1' }] },
);

type ChurnWritten = Left<z.output<typeof form>>;

/** None of its own: it becomes those of others. */
export const churn: Verb<never, typeof form> = {
  name: 'churn',
  form,
  changes: ['nodes'],
  whom: 'of',
  expand(scenario, input, written) {
    const chosen = choose(scenario, input, written);
    const rounds = roundsOf(scenario, input, written);
    if (chosen === null || rounds === null || !input.isWhole || !scenario.known) return null;
    const { count, lengthMs } = rounds;
    if (chosen.length * count * 2 > MOST_STEPS) {
      const text = `a churn of ${(chosen.length * count * 2).toLocaleString('en')} steps`;
      const fix = `At most ${MOST_STEPS.toLocaleString('en')} are made: take fewer nodes, or a longer \`every\`.`;
      scenario.complain([...input.path, 'churn'], text, fix);
      return null;
    }
    for (const node of chosen) scenario.nodeStates.hold(node, input.atMs + lengthMs, input.step);
    return chosen.flatMap((node) => stepsOf(scenario, input, rounds, node));
  },
  text: (none) => none,
  written: (none) => none,
};

/** Down and up again, in each round. */
function stepsOf(scenario: ScenarioState, by: StepInput, rounds: Rounds, node: number): DelayedAction[] {
  const { count, roundMs, downMs } = rounds;
  const random = randomStream(scenario.seed, `${by.stream} ${scenario.name(node)}`);
  return Array.from({ length: count }, (_, round): DelayedAction[] => {
    const room = Math.floor(roundMs - 2 * downMs);
    const killMs = Math.ceil(by.atMs + round * roundMs) + random.below(room + 1);
    return [
      { atMs: killMs, node, verb: kill, by },
      { atMs: killMs + downMs, node, verb: start, by },
    ];
  }).flat();
}

interface Rounds {
  count: number;
  roundMs: number;
  downMs: number;
  lengthMs: number;
}

/** How often each goes down, and for how long; null when the times do not go together. */
function roundsOf(
  scenario: ScenarioState,
  { path, isWhole }: StepInput,
  { down: downMs = DOWN_MS, every = EVERY_MS, for: lengthMs }: ChurnWritten,
): Rounds | null {
  if (!isWhole || lengthMs === undefined) return null;
  const count = Math.max(1, Math.floor(lengthMs / every));
  const roundMs = lengthMs / count;
  if (roundMs >= 2 * downMs) return { count, roundMs, downMs, lengthMs };
  const text = `${formatDuration(downMs)} down in every ${formatDuration(roundMs)} leaves a node less time up than down`;
  scenario.complain([...path, 'churn'], text, 'Make `down` at most half of `every` and of `for`.');
  return null;
}

/** Who churns: that share of those that run, drawn from those that are not spared. */
function choose(
  scenario: ScenarioState,
  { path, atMs, stream, isWhole }: StepInput,
  { share, of, spare }: ChurnWritten,
): number[] | null {
  const { nodeStates } = scenario;
  const here = [...path, 'churn'];
  const isWrong = (key: string, left: unknown) =>
    left === undefined && valueAt(scenario.context.source.value, [...here, key]) !== undefined;
  const inState: Candidates = {
    stream: `${stream} of`,
    fits: (node) => nodeStates.fits(node, stop.nodes) && nodeStates.fits(node, disconnect.nodes),
    fitWords: `running and connected at ${formatDuration(atMs)}`,
    fitCure: 'Name nodes that do, or move the step.',
    misfit: (node) =>
      nodeStates.misfit(node, nodeStates.fits(node, stop.nodes) ? disconnect.nodes : stop.nodes, atMs),
  };
  const among = scenario.known ? inState : { stream: `${stream} of` };
  const running = isWrong('of', of) ? null : scenario.select([...here, 'of'], of ?? 'all', among);
  const spared =
    spare === undefined ? [] : scenario.select([...here, 'spare'], spare, { stream: `${stream} spare` });
  if (running === null || spared === null || share === undefined || !isWhole || !scenario.isKnown)
    return null;
  const count = Math.max(1, Math.round(share * running.length));
  const stays = new Set(spared);
  const pool = running.filter((node) => !stays.has(node));
  if (pool.length < count) {
    const isSure = scenario.known && !running.some((node) => nodeStates.isInDoubt(node));
    const text = `${formatShare(share)} of ${running.length} nodes that run at ${formatDuration(atMs)} is ${count}, and ${pool.length} may churn`;
    if (isSure) scenario.complain(here, text, 'Spare fewer, or take a smaller `share`.');
    return null;
  }
  return drawLots(pool, count, scenario.lots(stream)).sort((x, y) => x - y);
}
