/** `heal`: the partition that is in force is undone; what `cut` closed stays closed. */

import { choice } from '../text/fields.ts';
import { formatDuration } from '../text/units.ts';
import type { PartitionEffect, Verb } from './verb.ts';

const form = choice('Undoes the partition.', ['all']);

const effect: PartitionEffect = {
  fits: ({ partition }) => partition !== null,
  apply: (links, atMs, step) => links.heal(atMs, step),
};

export const heal: Verb<{ verb: 'heal' }, typeof form> = {
  name: 'heal',
  form,
  partition: effect,
  changes: ['partition'],
  changesLinks: 'found',
  expand(scenario, { path, atMs, step }) {
    const { known, linkStates } = scenario;
    if (known && !linkStates.partitionInDoubt && !effect.fits(linkStates)) {
      const because = linkStates.healed ?? 'no step before this one does that';
      const text = `nothing is partitioned at ${formatDuration(atMs)}: ${because}`;
      scenario.complain([...path, 'heal'], text, 'Write a `partition` before it, or leave the step out.');
      return null;
    }
    effect.apply(linkStates, atMs, step);
    return { verb: 'heal' };
  },
  text: () => 'heal the partition',
  written: () => ({ heal: 'all' }),
  typed: { usage: 'heal', summary: 'the partition', read: () => ({ heal: 'all' }) },
};
