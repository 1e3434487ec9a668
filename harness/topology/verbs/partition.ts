/**
 * `partition` and `heal`: the mesh in parts between which no link is open, and whole again.
 */

import type { Expand } from '../model/scenario-state.ts';
import { nodeListText } from '../model/words.ts';
import { formatDuration } from '../text/units.ts';

export const partition: Expand = (scenario, { path, atMs, written, step, stream }) => {
  const here = [...path, 'partition'];
  const groups = written.partition;
  if (groups === undefined) return null;
  let sound = true;
  const wrong = (at: readonly (string | number)[], text: string, fix: string) => {
    sound = false;
    scenario.complain(at, text, fix);
  };
  if (groups.length < 2) {
    const text = groups.length === 0 ? 'a partition without groups' : 'a partition of only one group';
    wrong(here, text, 'Write two groups or more, as in `[[n1..n6], rest]`.');
  }
  const already = scenario.linkStates.partition;
  if (scenario.known && !scenario.linkStates.partitionInDoubt && already !== null) {
    wrong(
      here,
      `a partition is in force at ${formatDuration(atMs)}: ${already}`,
      'Heal it first: `heal: all`.',
    );
  }
  const named = new Set<number>();
  let allKnown = true;
  const parts = groups.map((group, i) => {
    const nodes =
      group === undefined ? null : scenario.select([...here, i], group, { stream, before: named });
    if (nodes === null) sound = allKnown = false;
    const twice = (nodes ?? []).filter((node) => named.has(node)).map((node) => scenario.name(node));
    if (twice.length > 0) {
      const text = `${nodeListText(twice)} ${twice.length === 1 ? 'is' : 'are'} in a group before this one, too`;
      wrong([...here, i], text, 'Name each node in one group.');
    }
    // The nodes meant by a wrong group: `rest` after it is not to blame.
    for (const node of nodes ?? [-1]) named.add(node);
    return (nodes ?? []).map((node) => scenario.name(node));
  });
  const left = scenario.names.filter((_, node) => !named.has(node));
  if (allKnown && left.length > 0 && groups.length > 1) {
    const text = `${nodeListText(left)} ${left.length === 1 ? 'is' : 'are'} in no group`;
    wrong(here, text, 'Name each node in one group; `rest` as the last one is all others.');
  }
  if (!sound) return null;
  scenario.linkStates.split(atMs, step);
  return { verb: 'partition', groups: parts };
};

export const heal: Expand = (scenario, { path, atMs, written, step }) => {
  if (written.heal === undefined) return null;
  if (scenario.known && !scenario.linkStates.partitionInDoubt && scenario.linkStates.partition === null) {
    const because = scenario.linkStates.healed ?? 'no step before this one does that';
    const text = `nothing is partitioned at ${formatDuration(atMs)}: ${because}`;
    scenario.complain([...path, 'heal'], text, 'Write a `partition` before it, or leave the step out.');
    return null;
  }
  scenario.linkStates.heal(atMs, step);
  return { verb: 'heal' };
};
