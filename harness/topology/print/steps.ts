/**
 * Steps as a file says them. `churn` has become `kill` and `start` steps by the time there is a topology, and is
 * written as these.
 */

import type { Action, Step, Topology } from '../model/types.ts';
import { formatDuration } from '../text/units.ts';
import { ATTACK_COUNT, ATTACK_EVERY_MS } from '../verbs/attack.ts';
import { type WrittenKeys, writtenConditions } from './conditions.ts';
import { DirectionWriter } from './directions.ts';
import { writtenExpectNow } from './expect.ts';
import { selectorOf } from './names.ts';

/** What loading takes where an `inject` does not say it. */
const DEFAULT_BYTES = 32;

export function writtenSteps(topology: Topology): WrittenKeys[] {
  const names = topology.nodes.map(({ name }) => name);
  const directions = new DirectionWriter(topology);
  return topology.steps.map((step) => ({
    at: formatDuration(step.atMs),
    ...action(step, names, directions),
  }));
}

function action(step: Step, names: readonly string[], directions: DirectionWriter): WrittenKeys {
  switch (step.verb) {
    case 'inject':
      return { inject: messages(step), from: selectorOf(step.from, names) };
    case 'partition':
      return { partition: groups(step.groups, names) };
    case 'heal':
      return { heal: 'all' };
    case 'cut':
    case 'mend':
      return { [step.verb]: directions.written(step.directions) };
    case 'link': {
      const ways = directions.written(step.directions);
      const isOneWay = typeof ways === 'object' && !Array.isArray(ways);
      const which = isOneWay ? ways : { between: ways };
      return { link: { ...which, ...writtenConditions(step.conditions) } };
    }
    case 'attack':
      return { attack: attack(step, names) };
    case 'expect':
      return { expect: writtenExpectNow(step.expect, names) };
    default:
      return { [step.verb]: selectorOf(step.nodes, names) };
  }
}

function messages({
  text,
  count,
  everyMs,
  bytes,
  answer,
}: Action & { verb: 'inject' }): string | WrittenKeys {
  if (text !== undefined && count === 1 && everyMs === 0 && answer === undefined) return text;
  return {
    ...(text === undefined ? {} : { text }),
    ...(text !== undefined && count === 1 ? {} : { count }),
    ...(everyMs === 0 ? {} : { every: formatDuration(everyMs) }),
    ...(text !== undefined || bytes === DEFAULT_BYTES ? {} : { bytes }),
    ...(answer === undefined ? {} : { answer }),
  };
}

function attack(
  { nodes, kinds, count, everyMs }: Action & { verb: 'attack' },
  names: readonly string[],
): string | string[] | WrittenKeys {
  const how = {
    ...(kinds.length === 1 ? { with: kinds[0] } : {}),
    ...(count === ATTACK_COUNT ? {} : { count }),
    ...(everyMs === ATTACK_EVERY_MS ? {} : { every: formatDuration(everyMs) }),
  };
  const whom = selectorOf(nodes, names);
  return Object.keys(how).length === 0 ? whom : { nodes: whom, ...how };
}

/** The last group is the rest, where that is shorter. */
function groups(groups: readonly (readonly string[])[], names: readonly string[]): (string | string[])[] {
  const written = groups.map((group) => selectorOf(group, names));
  const last = written.length - 1;
  if (last > 0 && Array.isArray(written[last])) written[last] = 'rest';
  return written;
}
