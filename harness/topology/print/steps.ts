/**
 * Steps as a file says them. `churn` has become `kill` and `start` steps by the time there is a topology, and is
 * written as these.
 */

import type { WrittenKeys } from '../text/source.ts';
import { formatDuration } from '../text/units.ts';
import type { Topology } from '../topology.ts';
import { verbOf } from '../verbs/lookup.ts';
import type { StepWriter } from '../verbs/verb.ts';
import { writtenConditions } from './conditions.ts';
import { DirectionWriter } from './directions.ts';
import { writtenExpectNow } from './expect.ts';
import { shortestSelector } from './names.ts';

export function writtenSteps(topology: Topology): WrittenKeys[] {
  const all = topology.nodes.map(({ name }) => name);
  const directions = new DirectionWriter(topology);
  const writer: StepWriter = {
    nodes: (names) => shortestSelector(names, all),
    directions: (those) => directions.written(those),
    conditions: writtenConditions,
    expect: (expect) => writtenExpectNow(expect, all),
  };
  return topology.steps.map((step) => ({
    at: formatDuration(step.atMs),
    ...verbOf(step).written(step, writer),
  }));
}
