/**
 * Shorter: the time before each step, the start of late joiners, the quiet time at the end.
 */

import { formatDuration } from '../../topology/text/units.ts';
import type { Topology } from '../../topology/topology.ts';
import { nextLower } from '../search/lower.ts';
import type { Trials } from '../search/trials.ts';

export async function shrinkTimes(trials: Trials): Promise<void> {
  if (trials.best.expect.settleMs !== 0)
    await trials.attempt(withoutSettle(trials.best), 'no quiet time at the end');
  while (
    await trials.attempt(
      withGaps(trials.best, (gapMs) => nextLower(gapMs)),
      'all steps sooner',
    )
  ) {
    // As often as it works.
  }
  for (let index = 0; index < trials.best.steps.length; index++) await sooner(trials, index);
  for (const { name } of trials.best.nodes) await startSooner(trials, name);
}

function withoutSettle(topology: Topology): Topology {
  return { ...topology, expect: { ...topology.expect, settleMs: 0 } };
}

/** A step at once after the one before it, else a little sooner as often as that works; later ones move with it. */
async function sooner(trials: Trials, index: number): Promise<void> {
  for (;;) {
    const gapMs = gapBefore(trials.best, index);
    if (gapMs <= 0) return;
    const attempt = (newMs: number) =>
      trials.attempt(
        withGaps(trials.best, (gap, i) => (i === index ? newMs : gap)),
        `step ${index + 1} ${formatDuration(gapMs - newMs)} sooner`,
      );
    if (!(await attempt(0)) && !(await attempt(nextLower(gapMs)))) return;
  }
}

async function startSooner(trials: Trials, name: string): Promise<void> {
  for (;;) {
    const startMs = trials.best.nodes.find((node) => node.name === name)?.startMs ?? 0;
    if (startMs <= 0) return;
    const next = nextLower(startMs);
    const nodes = trials.best.nodes.map((node) => (node.name === name ? { ...node, startMs: next } : node));
    if (!(await trials.attempt({ ...trials.best, nodes }, `${name} starts at ${formatDuration(next)}`)))
      return;
  }
}

function gapBefore({ steps }: Topology, index: number): number {
  return (steps[index]?.atMs ?? 0) - (steps[index - 1]?.atMs ?? 0);
}

function withGaps(topology: Topology, change: (gapMs: number, index: number) => number): Topology {
  let atMs = 0;
  const steps = topology.steps.map((step, i) => {
    atMs += change(gapBefore(topology, i), i);
    return { ...step, atMs };
  });
  return { ...topology, steps };
}
