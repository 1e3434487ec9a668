/**
 * Fewer steps, and less in each: fewer nodes, links and messages, sooner one after another, and smaller.
 */

import { stepText } from '../../topology/steps/text.ts';
import type { Step, Topology } from '../../topology/topology.ts';
import { nextLower } from '../search/lower.ts';
import { type Parts, removeUnneededParts } from '../search/thin.ts';
import type { Trials } from '../search/trials.ts';

export async function shrinkSteps(trials: Trials): Promise<void> {
  await removeUnneededParts(trials, wholeSteps);
}

const wholeSteps: Parts<Step> = {
  of: ({ steps }) => steps,
  without: (topology, gone) => ({ ...topology, steps: topology.steps.filter((step) => !gone.has(step)) }),
  text: stepText,
};

/** From the last to the first, so that what repair takes away does not move those that are still to come. */
export async function partsOfSteps(trials: Trials): Promise<void> {
  for (let index = trials.best.steps.length - 1; index >= 0; index--) {
    await removeUnneededParts(trials, nodesOf(index));
    await removeUnneededParts(trials, linksOf(index));
    await lessSent(trials, index);
  }
}

function nodesOf(index: number): Parts<string> {
  return {
    of: ({ steps }) => {
      const step = steps[index];
      if (step === undefined) return [];
      // To be without any is to be without the step.
      const names = 'nodes' in step ? step.nodes : 'from' in step ? step.from : [];
      return names.length > 1 ? names : [];
    },
    without: (topology, gone) =>
      withStep(topology, index, (step) => {
        const left = (names: readonly string[]) => names.filter((name) => !gone.has(name));
        if ('nodes' in step) return { ...step, nodes: left(step.nodes) };
        return 'from' in step ? { ...step, from: left(step.from) } : step;
      }),
    text: (name) => `${name} in step ${index + 1}`,
  };
}

/** By link, so that what is cut both ways stays so. */
function linksOf(index: number): Parts<string> {
  const nameOf = ({ from, to }: { from: string; to: string }) => [from, to].sort().join('–');
  return {
    of: ({ steps }) => {
      const step = steps[index];
      const links = step && 'directions' in step ? new Set(step.directions.map(nameOf)) : new Set<string>();
      return links.size > 1 ? [...links] : [];
    },
    without: (topology, gone) =>
      withStep(topology, index, (step) =>
        'directions' in step
          ? { ...step, directions: step.directions.filter((direction) => !gone.has(nameOf(direction))) }
          : step,
      ),
    text: (link) => `${link} in step ${index + 1}`,
  };
}

async function lessSent(trials: Trials, index: number): Promise<void> {
  await lower(trials, index, 'count', 1);
  await lower(trials, index, 'everyMs', 0);
  await lower(trials, index, 'bytes', 1);
}

/** To the least at once, else a step down as often as that works. */
async function lower(
  trials: Trials,
  index: number,
  key: 'count' | 'everyMs' | 'bytes',
  least: number,
): Promise<void> {
  for (;;) {
    const step = trials.best.steps[index];
    const value = step === undefined ? undefined : numberIn(step, key);
    if (value === undefined || value <= least) return;
    const attempt = (value: number) =>
      trials.attempt(
        withStep(trials.best, index, (step) => ({ ...step, [key]: value })),
        `${key} ${value} in step ${index + 1}`,
      );
    const next = Math.max(least, nextLower(value));
    if (!(await attempt(least)) && !(await attempt(next))) return;
  }
}

/** A text is as long as it is. */
function numberIn(step: Step, key: 'count' | 'everyMs' | 'bytes'): number | undefined {
  if (key === 'bytes' && 'text' in step) return undefined;
  const value = (step as { [key: string]: unknown })[key];
  return typeof value === 'number' ? value : undefined;
}

function withStep(topology: Topology, index: number, change: (step: Step) => Step): Topology {
  return { ...topology, steps: topology.steps.map((step, i) => (i === index ? change(step) : step)) };
}
