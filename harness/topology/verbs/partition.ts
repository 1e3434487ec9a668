/** `partition`: the mesh in parts between which no link is open. */

import type { z } from 'zod';
import type { ScenarioState } from '../model/scenario-state.ts';
import { nodeListText } from '../model/words.ts';
import { selector } from '../schema/selector.ts';
import type { Left } from '../schema/validate.ts';
import { list } from '../text/fields.ts';
import type { Path } from '../text/source.ts';
import { formatDuration } from '../text/units.ts';
import { nodesTyped } from './typed.ts';
import type { PartitionEffect, StepInput, StepWriter, Verb } from './verb.ts';

export interface PartitionAction {
  verb: 'partition';
  /** Every link between nodes of different groups is closed, both ways. Every node is in exactly one group. */
  groups: string[][];
}

const form = list(
  'Closes every link between nodes of different groups. Every node is in one group; `rest` is all that no group before names.',
  'a list of groups of nodes, as in `[[n1..n6], rest]`',
  selector('The nodes of a group.'),
);

const effect: PartitionEffect = {
  fits: ({ partition }) => partition === null,
  apply: (links, atMs, step) => links.split(atMs, step),
};

export const partition: Verb<PartitionAction, typeof form> = {
  name: 'partition',
  form,
  partition: effect,
  changes: ['partition'],
  changesLinks: 'found',
  relays: true,
  expand(scenario, input, written) {
    const complaints = new Complaints(scenario);
    const here = [...input.path, 'partition'];
    if (written.length < 2) {
      const text = written.length === 0 ? 'a partition without groups' : 'a partition of only one group';
      complaints.add(here, text, 'Write two groups or more, as in `[[n1..n6], rest]`.');
    }
    const { linkStates, known } = scenario;
    if (known && !linkStates.partitionInDoubt && !effect.fits(linkStates)) {
      const text = `a partition is in force at ${formatDuration(input.atMs)}: ${linkStates.partition}`;
      complaints.add(here, text, 'Heal it first: `heal: all`.');
    }
    const groups = groupsOf(scenario, input, written, complaints);
    if (!complaints.areNone) return null;
    effect.apply(linkStates, input.atMs, input.step);
    return { verb: 'partition', groups };
  },
  text({ groups }) {
    const shown = groups.slice(0, 4).map((group) => nodeListText(group, 3));
    const more = groups.length > 4 ? ` | and ${groups.length - 4} more groups` : '';
    return `partition ${shown.join(' | ')}${more}`;
  },
  written: ({ groups }, writer) => ({ partition: writtenGroups(groups, writer) }),
  typed: {
    usage: 'partition n1,n2 | n3,n4',
    summary: 'into parts; rest is all others',
    read: (rest) =>
      rest === '' ? null : { partition: rest.split('|').map((group) => nodesTyped(group.trim())) },
  },
  takesAway: ({ groups }) => ({ words: 'partition', what: 'crossings', groups }),
};

class Complaints {
  areNone = true;
  readonly #scenario: ScenarioState;

  constructor(scenario: ScenarioState) {
    this.#scenario = scenario;
  }

  add(path: Path, text: string, fix: string): void {
    this.areNone = false;
    this.#scenario.complain(path, text, fix);
  }
}

function groupsOf(
  scenario: ScenarioState,
  { path, stream }: StepInput,
  written: Left<z.output<typeof form>>,
  complaints: Complaints,
): string[][] {
  const here = [...path, 'partition'];
  const named = new Set<number>();
  let allKnown = true;
  const groups = written.map((group, i) => {
    const nodes =
      group === undefined ? null : scenario.select([...here, i], group, { stream, before: named });
    if (nodes === null) complaints.areNone = allKnown = false;
    const twice = (nodes ?? []).filter((node) => named.has(node)).map((node) => scenario.name(node));
    if (twice.length > 0) {
      const text = `${nodeListText(twice)} ${twice.length === 1 ? 'is' : 'are'} in a group before this one, too`;
      complaints.add([...here, i], text, 'Name each node in one group.');
    }
    // The nodes meant by a wrong group: `rest` after it is not to blame.
    for (const node of nodes ?? [-1]) named.add(node);
    return (nodes ?? []).map((node) => scenario.name(node));
  });
  const left = scenario.names.filter((_, node) => !named.has(node));
  if (allKnown && left.length > 0 && written.length > 1) {
    const text = `${nodeListText(left)} ${left.length === 1 ? 'is' : 'are'} in no group`;
    complaints.add(here, text, 'Name each node in one group; `rest` as the last one is all others.');
  }
  return groups;
}

/** The last group is the rest, where that is shorter. */
function writtenGroups(groups: readonly (readonly string[])[], writer: StepWriter): (string | string[])[] {
  const written = groups.map((group) => writer.nodes(group));
  const last = written.length - 1;
  if (last > 0 && Array.isArray(written[last])) written[last] = 'rest';
  return written;
}
