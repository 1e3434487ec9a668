/**
 * What shrinking has found, in sentences.
 */

import { plural } from '../common/wording.ts';
import { durationText } from '../report/phrases.ts';
import type { Topology } from '../topology/topology.ts';
import type { Best } from './search/trials.ts';
import type { Shrunk } from './shrink.ts';

export function meshSizeText({ nodes, links, steps }: Topology): string {
  return `${plural(nodes.length, 'node')}, ${plural(links.length, 'link')}, ${plural(steps.length, 'step')}`;
}

const ENDS = {
  minimal: 'It is 1-minimal: whatever part of it is taken away alone, it no longer fails so.',
  budget: 'The budget ended before all was tried: it may not be the smallest.',
  interrupted: 'The search was interrupted: it may not be the smallest.',
};

/** What it was and is, how it fails, and whether it could be smaller. */
export function shrunkLines(
  before: Best,
  found: Shrunk,
  signature: string,
  end: keyof typeof ENDS,
): string[] {
  const lengthOf = ({ result }: Pick<Best, 'result'>) => durationText(result.figures.scenarioMs);
  return [
    `It fails with ${signature}, as the original does.`,
    `Before: ${meshSizeText(before.topology)}, ${lengthOf(before)}.`,
    `Now: ${meshSizeText(found.topology)}, ${lengthOf(found)}; found in ${plural(found.runs, 'run')}.`,
    ENDS[end],
  ];
}
